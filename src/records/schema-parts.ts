import * as z from 'zod/mini';
import { authorProblem } from './author.ts';
import type { FreeMap } from './commit.ts';
import { freeMapProblem } from './free-map.ts';
import { isBlobId } from './ids.ts';
import { MAX_INTEGER, MAX_KEY_BYTES, MAX_LINE_BYTES, MAX_MESSAGE_BYTES } from './limits.ts';
import { isLink, type Link, linkedId } from './link.ts';
import type { DataMap } from './log-entry.ts';
import { isDataset, nameProblem } from './names.ts';
import { type TextRule, textProblem } from './text-rules.ts';
import { isDate, isTime } from './times.ts';
import { isSortedUnique } from './utf8-order.ts';

/**
 * The parts that the definitions of records share. A definition describes a record in its DAG-JSON form, where
 * a link is `{"/": "<CID in base32>"}`; `schemas/*.schema.json` are made from them.
 */
const NAME_PATTERN = '^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$';

/** A check that a value has no problem; the problem is the message. */
export function noProblem<T>(problem: (value: T) => string | undefined) {
  return z.check<T>(({ value, issues }) => {
    const message = problem(value);
    if (message !== undefined) issues.push({ code: 'custom', message, input: value, continue: false });
  });
}

/** A check that a value is as the message says. */
export const must = <T>(holds: (value: T) => boolean, message: string) =>
  noProblem<T>((value) => (holds(value) ? undefined : message));

/** A text that keeps a rule. */
export const text = (rule: TextRule, description: string) =>
  z.string().check(
    noProblem((value: string) => textProblem(value, rule)),
    z.meta({ minLength: rule.empty === true ? 0 : 1, maxLength: rule.max, description }),
  );

/** A text of one line. */
export const line = (description: string) => text({ max: MAX_LINE_BYTES, line: true }, description);

/** A text of any lines. */
export const message = (description: string) => text({ max: MAX_MESSAGE_BYTES }, description);

/** A name: a version, a tag. */
export const name = (description: string) =>
  z.string().check(noProblem(nameProblem), z.meta({ pattern: NAME_PATTERN, description }));

/** SOURCE/EXTERNAL_ID. */
export const dataset = () =>
  z.string().check(
    must(isDataset, 'is not SOURCE/EXTERNAL_ID'),
    z.meta({
      pattern: '^[a-z0-9_][a-z0-9._-]{0,127}/[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$',
      description: 'SOURCE/EXTERNAL_ID; SOURCE is not the name of a layer',
    }),
  );

/** Who made a record, as `Name <email>`. */
export const author = () =>
  z
    .string()
    .check(
      noProblem(authorProblem),
      z.meta({ pattern: '^[^<>]+ <[^<>\\s]+>$', maxLength: MAX_LINE_BYTES, description: 'Name <email>' }),
    );

/** A moment. */
export const time = () =>
  z.string().check(
    must(isTime, 'is not a time like 2026-11-22T10:11:12.345Z'),
    z.meta({
      pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$',
      description: 'UTC, milliseconds, years 0001 to 9999',
    }),
  );

/** A day. */
export const date = () =>
  z
    .string()
    .check(
      must(isDate, 'is not a date like 2026-11-22'),
      z.meta({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'UTC, years 0001 to 9999' }),
    );

/** A whole number from `least` up. */
export const count = (least: number, most = MAX_INTEGER) =>
  z.number().check(
    must(
      (value: number) => Number.isSafeInteger(value) && value >= least && value <= most,
      `is not a whole number from ${least} to ${most}`,
    ),
    z.meta({ type: 'integer', minimum: least, maximum: most }),
  );

/** A link to a blob (`raw`), or to a record (`dag-cbor`). */
export const link = (codec: 'raw' | 'dag-cbor', description: string) => {
  const wanted = `is not a link to a ${codec === 'raw' ? 'blob' : 'record'}`;
  const pattern = `^${codec === 'raw' ? 'bafkrei' : 'bafyrei'}[a-h][a-z2-7]{50}[aeimquy4]$`;
  return z.custom<Link>().check(
    must((value) => isLinkOfCodec(value, codec), wanted),
    z.meta({
      type: 'object',
      properties: { '/': { type: 'string', pattern } },
      required: ['/'],
      additionalProperties: false,
      description,
    }),
  );
};

function isLinkOfCodec(value: unknown, codec: 'raw' | 'dag-cbor'): boolean {
  if (!isLink(value) || Object.keys(value).length !== 1) return false;
  const id = linkedId(value);
  return id !== undefined && isBlobId(id) === (codec === 'raw');
}

/** A list that is not empty. */
export const someOf = <T extends z.core.SomeType>(item: T, most: number | undefined, description: string) =>
  z.array(item).check(
    must((list: readonly unknown[]) => list.length > 0, 'is empty: an empty list is absent'),
    must((list: readonly unknown[]) => list.length <= (most ?? list.length), `has more than ${most} items`),
    z.meta({ minItems: 1, ...(most === undefined ? {} : { maxItems: most }), description }),
  );

/** Whether links are in the order of their CIDs' bytes, none twice. */
export const linksSorted = (links: readonly { readonly '/': string }[]): boolean =>
  isSortedUnique(links.map((one) => linkedId(one) ?? ''));

/** What the JSON Schema of a free map says; the definition that it refers to is added by `jsonSchemas`. */
const freeKeys = (definition: 'free' | 'data') => ({
  type: 'object',
  propertyNames: { minLength: 1, maxLength: MAX_KEY_BYTES, not: { enum: ['/', '__proto__'] } },
  additionalProperties: { $ref: `#/$defs/${definition}` },
});

/** A map whose keys are its writer's. `depth` counts the lists and maps down to it, itself included. */
export const freeMap = (description: string, depth: number) =>
  z.custom<FreeMap>().check(freely(false, depth), z.meta({ ...freeKeys('free'), description }));

/** The `data` of a log entry: a free map that may hold links. */
export const dataMap = (description: string) =>
  z.custom<DataMap>().check(freely(true, 1), z.meta({ ...freeKeys('data'), description }));

function freely(links: boolean, depth: number) {
  return z.check<unknown>(({ value, issues }) => {
    const found = freeMapProblem(value, links, depth);
    if (found === undefined) return;
    issues.push({
      code: 'custom',
      message: found.reason,
      path: [...found.path],
      input: value,
      continue: false,
    });
  });
}

/** A check that a map has keys. */
export const notEmpty = () =>
  must((map: object) => Object.keys(map).length > 0, 'is empty: an empty map is absent');

/** A check that texts are in byte order, none twice. */
export const textsSorted = () => must(isSortedUnique, 'is not in byte order, or has a text twice');
