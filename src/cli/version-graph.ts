import { graphDrawing } from '../format/graph-drawing.ts';
import { layerLetter } from '../format/layer-letter.ts';
import type { CommitWithId } from '../lake/read-commit.ts';

/**
 * Draws versions, which come newest first and before their parents, as a graph beside their text. Gives the function
 * that draws one after another.
 */
export function versionGraph(
  textOf: (version: CommitWithId) => readonly string[],
): (version: CommitWithId) => string[] {
  const draw = graphDrawing();
  return (version) => {
    const { id, commit } = version;
    const [first = '', ...more] = textOf(version);
    const letter = layerLetter(commit.layer);
    const { above, node, beside, below } = draw({ id, letter, to: commit.parents ?? [] });
    return [
      ...(above === undefined ? [] : [above]),
      `${node} ${first}`,
      ...more.map((line) => `${beside.padEnd(node.length)} ${line}`.trimEnd()),
      ...(below === undefined ? [] : [below]),
    ];
  };
}
