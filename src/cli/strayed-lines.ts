import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import type { StrayedReference } from '../lake/strayed-references.ts';
import type { Output } from './output.ts';

/** So many are listed. */
const LISTED = 20;

const WORDS = {
  changed: 'it has changed',
  replaced:
    'it was touched or replaced, with the size and time it had: dlake verify tells whether its bytes are the same',
  gone: 'it is not there',
} as const satisfies Record<StrayedReference['state'], string>;

/** Files that versions refer to and that are not what was recorded, for people. */
export function strayedLines(output: Output, found: readonly StrayedReference[]): string[] {
  const more = found.length - LISTED;
  return [
    ...found
      .slice(0, LISTED)
      .map(
        ({ ref, path, place, state }) =>
          `${output.paint('red', 'reference'.padEnd(15))} ${safe`${ref}:${path} lies at ${place}: ${WORDS[state]}`}`,
      ),
    ...(more > 0 ? [`... and ${count(more, 'more file')} that is not what was recorded`] : []),
  ];
}
