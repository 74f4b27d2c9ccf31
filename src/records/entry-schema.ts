import * as z from 'zod/mini';
import { type DataKey, ENTRY_KINDS, type KindRule, subjectFamily } from './entry-kinds.ts';
import { LAYERS } from './layers.ts';
import { MAX_LINE_BYTES, MAX_SEQ } from './limits.ts';
import { isLink, linkedId } from './link.ts';
import type { DataMap, DataValue, EntryKind } from './log-entry.ts';
import {
  count,
  dataMap,
  line,
  link,
  linksSorted,
  message,
  must,
  noProblem,
  notEmpty,
  time,
} from './schema-parts.ts';
import { textProblem } from './text-rules.ts';

const KINDS = [...new Set(Object.values(ENTRY_KINDS).flatMap((kinds) => Object.keys(kinds)))] as EntryKind[];

const NAME = '[A-Za-z0-9_][A-Za-z0-9._-]{0,127}';
const DATASET = `[a-z0-9_][a-z0-9._-]{0,127}/${NAME}`;
const SUBJECT = `^(lake|refs/${DATASET}|(tags|backups)/${NAME}|objects/baf[ky]rei[a-h][a-z2-7]{50}[aeimquy4]|remotes/${NAME}/(${LAYERS.join('|')})/${DATASET})$`;

/** An entry in its DAG-JSON form, as far as its kind decides what it has. */
interface EntryFacts {
  readonly subject: string;
  readonly seq: number;
  readonly prev?: unknown;
  readonly kind: EntryKind;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly data?: DataMap;
}

/** The definition of a log entry, in its DAG-JSON form. */
export const entrySchema = z
  .strictObject({
    v: z.literal(1),
    type: z.literal('entry'),
    subject: z.string().check(
      must((subject: string) => subjectFamily(subject) !== undefined, 'is not the subject of a log'),
      z.meta({
        pattern: SUBJECT,
        description:
          'refs/SOURCE/EXTERNAL_ID, tags/NAME, objects/CID, backups/ID, lake, remotes/REMOTE/LAYER/SOURCE/EXTERNAL_ID',
      }),
    ),
    seq: count(1, MAX_SEQ),
    prev: z.exactOptional(link('dag-cbor', 'the bytes of the entry before; absent in the first')),
    kind: z.enum(KINDS),
    from: z.exactOptional(link('dag-cbor', 'the commit that a ref named before')),
    to: z.exactOptional(link('dag-cbor', 'the commit that a ref names now')),
    data: z.exactOptional(dataMap('by kind; may hold links').check(notEmpty())),
    actor: line('who did it'),
    reason: z.exactOptional(message('why')),
    at: time(),
  })
  .check(noProblem(entryProblem));

function entryProblem(entry: EntryFacts): string | undefined {
  const { subject, seq, kind } = entry;
  const rule = ENTRY_KINDS[subjectFamily(subject) ?? 'lake'][kind];
  if (rule === undefined) return `kind: the log ${subject} has no ${kind}`;
  if ((entry.prev === undefined) !== (seq === 1)) {
    return seq === 1 ? 'prev: the first entry has none' : 'prev: is missing';
  }
  return (
    presence('from', rule.from, entry.from) ?? presence('to', rule.to, entry.to) ?? dataProblem(rule, entry)
  );
}

function presence(key: string, rule: KindRule['from'], value: unknown): string | undefined {
  if (rule === 'must' && value === undefined) return `${key}: is missing`;
  return rule === 'no' && value !== undefined ? `${key}: has no place in this kind` : undefined;
}

function dataProblem(rule: KindRule, entry: EntryFacts): string | undefined {
  for (const [key, needed] of Object.entries(rule.data ?? {}) as [DataKey, KindRule['from']][]) {
    const value = entry.data?.[key];
    const problem = presence(`data.${key}`, needed, value);
    if (problem !== undefined) return problem;
    if (value !== undefined && !DATA[key](value, entry)) return `data.${key}: is not what this kind has`;
  }
  return undefined;
}

const isRecordLink = (value: DataValue | undefined): boolean =>
  isLink(value) && linkedId(value)?.startsWith('f0171') === true;

const isLine = (value: DataValue): boolean =>
  typeof value === 'string' && textProblem(value, { max: MAX_LINE_BYTES, line: true }) === undefined;

/** Whether a value is what version 1 says of its key. */
const DATA: Readonly<Record<DataKey, (value: DataValue, entry: EntryFacts) => boolean>> = {
  undoes: (value, { seq }) =>
    Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) < seq,
  commits: (value) =>
    Array.isArray(value) && value.length > 0 && value.every(isRecordLink) && linksSorted(value),
  lake: isLine,
  commit: isRecordLink,
  key: isLine,
  signature: isLine,
};
