import { decode as decodeElsewhere, encode as encodeElsewhere } from '@ipld/dag-cbor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEntry, encodeEntry, type LogEntry } from '../../src/records/entry.ts';
import {
  ENTRY_KINDS,
  type KindRule,
  type SubjectFamily,
  subjectFamily,
} from '../../src/records/entry-kinds.ts';
import { blobId, cidText, commitId, entryId } from '../../src/records/ids.ts';
import { linkTo } from '../../src/records/link.ts';
import type { DataMap, EntryKind } from '../../src/records/log-entry.ts';
import { commitsOfTag, tagData } from '../../src/records/tag.ts';
import { freeMap, hex, line, text, time } from './arbitraries.ts';

const HEX = 'ab'.repeat(32);
const SUBJECTS: Readonly<Record<SubjectFamily, string>> = {
  refs: 'refs/geo/GSE2034',
  tags: 'tags/fig3',
  objects: `objects/${cidText(blobId(HEX))}`,
  backups: 'backups/2026-11-22',
  lake: 'lake',
  remotes: 'remotes/lab/raw/geo/GSE2034',
};

const kinds = (Object.keys(ENTRY_KINDS) as SubjectFamily[]).flatMap((family) =>
  (Object.entries(ENTRY_KINDS[family]) as [EntryKind, KindRule][]).map(([kind, rule]) => ({
    family,
    kind,
    rule,
  })),
);

const optionally = <T>(
  presence: KindRule['from'] | undefined,
  value: fc.Arbitrary<T>,
): fc.Arbitrary<T | undefined> => {
  if (presence === 'must') return value;
  return presence === 'may' ? fc.option(value, { nil: undefined }) : fc.constant(undefined);
};

const commit = () => hex().map(commitId);

function dataOf({ data = {} }: KindRule): fc.Arbitrary<DataMap> {
  return fc
    .record({
      undoes: optionally(data.undoes, fc.constant(1)),
      commits: optionally(
        data.commits,
        fc.array(commit(), { minLength: 1, maxLength: 3 }).map((ids) => tagData(ids).commits),
      ),
      lake: optionally(data.lake, line()),
      commit: optionally(data.commit, commit().map(linkTo)),
      key: optionally(data.key, line()),
      signature: optionally(data.signature, line()),
      free: freeMap(),
      freeLinks: fc.array(
        hex().map((digits) => linkTo(blobId(digits))),
        { maxLength: 2 },
      ),
    })
    .map((all) => defined(all) as DataMap);
}

function defined<T extends object>(map: T): Partial<T> {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined)) as Partial<T>;
}

const entry = (): fc.Arbitrary<LogEntry> =>
  fc.constantFrom(...kinds).chain(({ family, kind, rule }) =>
    fc
      .record({
        seq: fc.integer({ min: 2, max: 999_999_999_999 }),
        prev: hex().map(entryId),
        from: optionally(rule.from, commit()),
        to: optionally(rule.to, commit()),
        data: dataOf(rule),
        actor: line(),
        reason: fc.option(text(), { nil: undefined }),
        at: time(),
      })
      .map((facts) => ({ subject: SUBJECTS[family], kind, ...defined(facts) }) as LogEntry),
  );

test('decoding and encoding again gives the same bytes, and the same entry', () => {
  fc.assert(
    fc.property(entry(), (value) => {
      const { id, bytes } = encodeEntry(value);
      const decoded = decodeEntry(bytes, value);
      expect(decoded).toEqual(value);
      expect(encodeEntry(decoded)).toEqual({ id, bytes });
      expect(Buffer.from(encodeElsewhere(decodeElsewhere(bytes))).equals(bytes)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('an entry that lies elsewhere is refused', () => {
  const { bytes } = encodeEntry({
    subject: 'lake',
    seq: 1,
    kind: 'made',
    data: { lake: 'x' },
    actor: 'a',
    at: '2026-11-22T10:11:12.345Z',
  });
  const data = { what: 'log entry 1 of refs/geo/GSE1', reason: 'is entry 1 of lake' };
  expect(() => decodeEntry(bytes, { subject: 'refs/geo/GSE1', seq: 1 })).toThrow(
    expect.objectContaining({ code: 'record-invalid', data }),
  );
  expect(() => decodeEntry(bytes, { subject: 'lake', seq: 2 })).toThrow(/record-invalid/);
  expect(decodeEntry(bytes, { subject: 'lake', seq: 1 }).kind).toBe('made');
});

test('a tag names its commits in byte order, each once', () => {
  const ids = [commitId('ff'.repeat(32)), commitId('00'.repeat(32)), commitId('ff'.repeat(32))];
  const value = {
    subject: 'tags/fig3',
    seq: 1,
    kind: 'move',
    data: tagData(ids),
    actor: 'a',
    at: '2026-11-22T10:11:12.345Z',
  } as const;
  const decoded = decodeEntry(encodeEntry(value).bytes);
  expect(commitsOfTag(decoded)).toEqual([commitId('00'.repeat(32)), commitId('ff'.repeat(32))]);
  expect(commitsOfTag({ ...value, kind: 'end' })).toEqual([]);
});

test.each([...Object.entries(SUBJECTS)])('%s: %s is a subject', (family, subject) => {
  expect(subjectFamily(subject)).toBe(family);
});

test.each([
  '',
  'refs',
  'refs/geo',
  'refs/geo/a/b',
  'refs/raw/x',
  'refs/GEO/x',
  'tags/',
  'tags/a/b',
  'lake/x',
  'lakes',
  'objects/x',
  `objects/${HEX}`,
  `objects/${cidText(blobId(HEX)).toUpperCase()}`,
  'remotes/lab/geo/GSE1',
  'remotes/lab/raw/geo/GSE1/x',
  'backups/..',
  '../refs/geo/x',
  'toString',
])('%j is the subject of no log', (subject) => {
  expect(subjectFamily(subject)).toBeUndefined();
});
