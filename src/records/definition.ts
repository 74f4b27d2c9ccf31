import * as z from 'zod/mini';
import { DlakeError } from '../errors.ts';
import type { CborMap } from './cbor-value.ts';

/** Throws `record-invalid`, naming the first thing that is wrong, unless a record is as its definition says. */
export function checkDefinition(schema: z.ZodMiniType, what: string, record: CborMap): void {
  const result = z.safeParse(schema, record);
  if (result.success) return;
  throw new DlakeError('record-invalid', {
    what,
    reason: reasonOf(result.error.issues[0] as z.core.$ZodIssue, record),
  });
}

function reasonOf(issue: z.core.$ZodIssue, record: CborMap): string {
  const problem = valueAt(record, issue.path) === undefined ? 'is missing' : whatIsWrong(issue);
  const where = issue.path.map(String).join('.');
  return where === '' ? problem : `${where}: ${problem}`;
}

function valueAt(record: CborMap, path: readonly PropertyKey[]): unknown {
  let value: unknown = record;
  for (const key of path) value = (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key];
  return value;
}

function whatIsWrong(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'unrecognized_keys') return `has the unknown key ${issue.keys[0]}`;
  if (issue.code === 'invalid_type') return `is not ${KINDS[issue.expected] ?? issue.expected}`;
  if (issue.code !== 'invalid_value') return 'is not what it should be';
  return issue.values.length === 1
    ? `is not ${String(issue.values[0])}`
    : `is not one of ${issue.values.join(', ')}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};
