import { wrap } from '../../format/wrap.ts';
import { paint } from '../paint.ts';
import type { HelpOptions } from './help-text.ts';

// A name longer than this has its words on a line of its own, so that one long name does not squeeze the rest.
const WIDEST_NAME = 26;

/** A heading of a section. */
export const heading = (text: string, { color }: HelpOptions): string => (color ? paint('bold', text) : text);

/** Two columns, indented: names, and what they are. */
export function columns(rows: readonly (readonly [string, string])[], options: HelpOptions): string[] {
  const names = Math.min(WIDEST_NAME, Math.max(...rows.map(([name]) => name.length)));
  const gap = ' '.repeat(names + 4);
  return rows.flatMap(([name, text]) => {
    const [first = '', ...more] = wrap(text, Math.max(20, options.width - gap.length));
    const begin = `  ${name.padEnd(names)}`;
    const lines = name.length > names ? [begin, `${gap}${first}`] : [`${begin}  ${first}`];
    return [...lines, ...more.map((line) => `${gap}${line}`)].map((line) => line.trimEnd());
  });
}

/** Sections with an empty line between them, as whole lines. */
export const sections = (parts: readonly (readonly string[])[]): string =>
  `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`;
