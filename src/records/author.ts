import { MAX_LINE_BYTES } from './limits.ts';
import { textProblem } from './text-rules.ts';

const AUTHOR = /^[^<>\s](?:[^<>]*[^<>\s])? <[^<>\s]+>$/u;

/**
 * Why this is not an author, or undefined when it is: `Name <email>` on one line, a name that does not begin
 * or end with white space, one space, an address without white space; `<` and `>` only around the address.
 */
export function authorProblem(author: string): string | undefined {
  const problem = textProblem(author, { max: MAX_LINE_BYTES, line: true });
  if (problem !== undefined) return problem;
  return AUTHOR.test(author) ? undefined : 'is not like "Name <email>"';
}
