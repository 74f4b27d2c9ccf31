import * as z from 'zod/mini';
import { LAYERS } from './layers.ts';
import { MAX_KEYWORDS, MAX_PARENTS } from './limits.ts';
import {
  author,
  count,
  dataset,
  date,
  freeMap,
  line,
  link,
  linksSorted,
  message,
  must,
  name,
  notEmpty,
  someOf,
  text,
  textsSorted,
  time,
} from './schema-parts.ts';

/** How well a file was checked against what its source published. */
export const GRADES = ['verified-strong', 'verified-weak', 'size-only', 'unverified'] as const;

/** The definition of a commit, in its DAG-JSON form. */
export const commitSchema = z.strictObject({
  v: z.literal(1),
  type: z.literal('commit'),
  dataset: dataset(),
  layer: z.enum(LAYERS),
  manifest: link('dag-cbor', "the root page of the version's manifest"),
  files: count(0),
  bytes: count(0),
  parents: z.exactOptional(
    someOf(
      link('dag-cbor', 'a commit'),
      MAX_PARENTS,
      'earlier versions in the same ref; the first is the base',
    ).check(must((links) => new Set(links.map((one) => one['/'])).size === links.length, 'has a link twice')),
  ),
  inputs: z.exactOptional(
    someOf(
      link('dag-cbor', 'a commit'),
      undefined,
      'commits that the data was derived from, in byte order of CID',
    ).check(must(linksSorted, 'is not in byte order, or has a link twice')),
  ),
  action: z.enum(['collection', 'promotion', 'pipeline', 'manual']),
  parameters: z.exactOptional(freeMap('the parameters of what was run', 1).check(notEmpty())),
  run: z.exactOptional(freeMap('what was run', 1).check(notEmpty())),
  checks: z.exactOptional(someOf(freeMap('one check', 2), undefined, 'what was checked')),
  expected: z.exactOptional(
    z.strictObject({
      list: link('raw', 'a blob of JSON lines: what the source published of each file'),
      grades: z
        .partialRecord(z.enum(GRADES), count(1))
        .check(notEmpty(), z.meta({ description: 'how many files have each grade' })),
    }),
  ),
  metadata: z.intersection(
    z.looseObject({
      source: line('where the data is from'),
      date: date(),
      version: name('unique along first parents'),
    }),
    freeMap('what is known of the data; other keys are free', 1),
  ),
  name: line('what people call the dataset'),
  keywords: z.exactOptional(
    someOf(text({ max: 256, line: true }, 'a keyword'), MAX_KEYWORDS, 'in byte order').check(textsSorted()),
  ),
  author: author(),
  message: message('why this version was made'),
  committedAt: time(),
});
