import fc from 'fast-check';
import type { Commit, FreeMap, FreeValue } from '../../src/records/commit.ts';
import { blobId, commitId, manifestId } from '../../src/records/ids.ts';
import { LAYERS } from '../../src/records/layers.ts';
import type { ManifestEntry } from '../../src/records/manifest-entry.ts';
import { pathProblem } from '../../src/records/path.ts';
import { targetProblem } from '../../src/records/symlink-target.ts';
import { sortUtf8 } from '../../src/records/utf8-order.ts';

/** 64 hex digits. */
export const hex = () =>
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));

/** Well-formed text without NUL, from every plane. */
export const text = (least = 1) =>
  fc
    .string({ unit: 'binary', minLength: least, maxLength: 12 })
    .map((value) => value.replaceAll('\0', ''))
    .filter((value) => value.length >= least);

/** A text of one line. */
export const line = () => text().filter((value) => !/[\p{Cc}\u2028\u2029]/u.test(value));

/** A name. */
export const name = () => fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,11}$/);

/** A part of a path that sorts in interesting ways around the slash. */
const part = () =>
  fc.oneof(
    fc.stringMatching(/^[ab][-./ ab]{0,3}$/).map((value) => value.replaceAll('/', '')),
    fc.constantFrom('a', 'b', 'a-b', 'a.b', 'a!', '\u{1f600}', '\uffee', '\ue000', 'é'),
    line().map((value) => value.replaceAll('/', '_')),
  );

/** A path of a manifest. */
export const path = () =>
  fc
    .array(part(), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('/'))
    .filter((value) => pathProblem(value) === undefined);

/** Paths in byte order, none twice, none below another. */
export const paths = (most = 40) =>
  fc.array(path(), { maxLength: most }).map((list) => withoutConflicts(list));

/** These paths in byte order, without those that lie below another. */
export function withoutConflicts(list: readonly string[]): string[] {
  const all = new Set(list);
  return sortUtf8(all).filter((one) => {
    const parts = one.split('/');
    return !parts.some((_, i) => i > 0 && all.has(parts.slice(0, i).join('/')));
  });
}

/** Something that may stand at a path. */
export const entryAt = (at: string): fc.Arbitrary<ManifestEntry> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .record({ blob: hex().map(blobId), size: fc.nat({ max: 2 ** 40 }) })
        .map((file) => ({ path: at, ...file })),
    },
    fc
      .record({ blob: hex().map(blobId), size: fc.nat() })
      .map((file) => ({ path: at, ...file, executable: true as const })),
    path()
      .filter((target) => targetProblem(at, target) === undefined)
      .map((target) => ({ path: at, target })),
  );

/** A whole file set, in byte order. */
export const fileSet = (most = 40): fc.Arbitrary<ManifestEntry[]> =>
  paths(most).chain((list) => fc.tuple(...list.map(entryAt)));

const key = () => line().filter((value) => value !== '/' && value !== '__proto__');

/** A free map. */
export const freeMap = (): fc.Arbitrary<FreeMap> => {
  const { map } = fc.letrec<{ map: FreeMap; value: FreeValue }>((tie) => ({
    map: fc.dictionary(key(), tie('value'), { maxKeys: 5 }),
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text(0),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 4 }),
      tie('map'),
    ),
  }));
  return map.map((value) => ({ ...value }));
};

const someFreeMap = () => freeMap().filter((map) => Object.keys(map).length > 0);

/** A moment of the years 1970 to 9999. */
export const time = () =>
  fc
    .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
    .map((at) => at.toISOString());

const dataset = () =>
  fc
    .tuple(
      fc
        .stringMatching(/^[a-z0-9_][a-z0-9._-]{0,5}$/)
        .filter((source) => !(LAYERS as readonly string[]).includes(source)),
      name(),
    )
    .map((parts) => parts.join('/'));

const commitIds = () => fc.uniqueArray(hex().map(commitId), { minLength: 1, maxLength: 4 });

/** A commit. */
export const commit = (): fc.Arbitrary<Commit> =>
  fc.record(
    {
      dataset: dataset(),
      layer: fc.constantFrom(...LAYERS),
      manifest: hex().map(manifestId),
      files: fc.maxSafeNat(),
      bytes: fc.maxSafeNat(),
      parents: commitIds(),
      inputs: commitIds().map((ids) => [...ids].sort()),
      action: fc.constantFrom('collection', 'promotion', 'pipeline', 'manual'),
      parameters: someFreeMap(),
      run: someFreeMap(),
      checks: fc.array(freeMap(), { minLength: 1, maxLength: 3 }),
      expected: fc.record({
        list: hex().map(blobId),
        grades: fc.record(
          { unverified: fc.integer({ min: 1 }), 'verified-weak': fc.integer({ min: 1 }) },
          { requiredKeys: ['unverified'] },
        ),
      }),
      metadata: fc
        .tuple(freeMap(), line(), name(), time())
        .map(([free, source, version, at]) => ({ ...free, source, version, date: at.slice(0, 10) })),
      name: line(),
      keywords: fc.array(line(), { minLength: 1, maxLength: 5 }).map((words) => sortUtf8(new Set(words))),
      author: fc.tuple(name(), name()).map(([who, where]) => `${who} <${where}@${where}>`),
      message: text(),
      committedAt: time(),
    },
    {
      requiredKeys: [
        'dataset',
        'layer',
        'manifest',
        'files',
        'bytes',
        'action',
        'metadata',
        'name',
        'author',
        'message',
        'committedAt',
      ],
    },
  );
