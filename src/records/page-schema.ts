import * as z from 'zod/mini';
import { MAX_LEVEL, MAX_PAGE_ENTRIES, MAX_PATH_BYTES } from './limits.ts';
import { pathProblem } from './path.ts';
import { count, link, noProblem } from './schema-parts.ts';

const path = (description: string) =>
  z.string().check(noProblem(pathProblem), z.meta({ minLength: 1, maxLength: MAX_PATH_BYTES, description }));

const target = z
  .string()
  .check(z.meta({ minLength: 1, maxLength: MAX_PATH_BYTES, description: 'a link target that stays inside' }));

const blob = link('raw', 'the bytes of the file');

const file = z.tuple([path('the path of a file'), blob, count(0)]);
const executable = z.tuple([path('the path of a file'), blob, count(0), z.literal(true)]);
const symlink = z.tuple([path('the path of a symlink'), target]);
const child = z.tuple([
  path('the last path below this page'),
  link('dag-cbor', 'a page of the level below'),
  count(1),
  count(0),
]);

const frame = { v: z.literal(1), type: z.literal('page') };

/**
 * The definition of a manifest page, in its DAG-JSON form. Pages are many and are checked by `decodePage`, which
 * knows more; a test holds the two against each other.
 */
export const pageSchema = z.union([
  z.strictObject({
    ...frame,
    level: z.literal(0),
    entries: z
      .array(z.union([file, executable, symlink]))
      .check(z.meta({ maxItems: MAX_PAGE_ENTRIES, description: 'in byte order of path' })),
  }),
  z.strictObject({
    ...frame,
    level: count(1, MAX_LEVEL),
    entries: z
      .array(child)
      .check(z.meta({ minItems: 1, maxItems: MAX_PAGE_ENTRIES, description: 'in byte order of last path' })),
  }),
]);
