import * as z from 'zod/mini';
import { GRADES } from './commit-schema.ts';
import { MAX_LINE_BYTES, MAX_PATH_BYTES } from './limits.ts';
import { pathProblem } from './path.ts';
import { noProblem, text } from './schema-parts.ts';

/** The definition of a line of the list that a commit's `expected` links to; `decodeExpectedList` reads them. */
export const expectedSchema = z.strictObject({
  path: z.string().check(noProblem(pathProblem), z.meta({ minLength: 1, maxLength: MAX_PATH_BYTES })),
  algo: z.string().check(z.regex(/^[a-z0-9-]{1,32}$/)),
  value: text({ max: MAX_LINE_BYTES, line: true }, 'hex digits in lower case, or as the digest is written'),
  from: text({ max: MAX_PATH_BYTES, line: true }, 'who published it: an address, or the name of a file'),
  grade: z.enum(GRADES),
});
