import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blobIdOf, type ManifestId } from '../../src/records/ids.ts';
import { ManifestBuilder } from '../../src/records/manifest-builder.ts';
import { sortUtf8 } from '../../src/records/utf8-order.ts';
import { mergeManifests, type Settle } from '../../src/sync/merge-manifests.ts';

type Files = Readonly<Record<string, string>>;

const pages = new Map<string, Uint8Array>();
const readPage = async (id: ManifestId) => pages.get(id) ?? Buffer.alloc(0);

function manifest(files: Files): ManifestId {
  const builder = new ManifestBuilder((page) => pages.set(page.id, page.bytes));
  for (const path of sortUtf8(Object.keys(files))) {
    const bytes = Buffer.from(files[path] ?? '');
    builder.add({ path, blob: blobIdOf(bytes), size: bytes.length });
  }
  return builder.finish().root;
}

const textOf = new Map<string, string>();
const idOf = (text: string) => {
  const id = blobIdOf(Buffer.from(text));
  textOf.set(id, text);
  return id;
};

/** Our files after a merge, and the paths in conflict. */
async function merge(bases: readonly Files[], ours: Files, theirs: Files, settle: Settle = () => undefined) {
  for (const files of [...bases, ours, theirs]) for (const text of Object.values(files)) idOf(text);
  const merged = await mergeManifests(
    bases.map(manifest),
    manifest(ours),
    manifest(theirs),
    readPage,
    settle,
  );
  const files: Record<string, string> = { ...ours };
  for (const { path, after } of merged.changes) {
    if (after === undefined) delete files[path];
    else files[path] = textOf.get('blob' in after ? after.blob : '') ?? '';
  }
  return { files, conflicts: merged.conflicts.map(({ path }) => path) };
}

const CONTENT = fc.constantFrom('one', 'two', 'three');
const FILES = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd/e', 'd/f', 'g'), CONTENT);

test('merges as a plain comparison of three file sets does', async () => {
  await fc.assert(
    fc.asyncProperty(FILES, FILES, FILES, async (base, ours, theirs) => {
      const expected: Record<string, string> = {};
      const conflicts: string[] = [];
      for (const path of sortUtf8(new Set([base, ours, theirs].flatMap(Object.keys)))) {
        const [was, here, there] = [base[path], ours[path], theirs[path]];
        if (here !== there && here !== was && there !== was) conflicts.push(path);
        const result = here === was ? there : here;
        if (result !== undefined) expected[path] = result;
      }
      expect(await merge([base], ours, theirs)).toEqual({ files: expected, conflicts });
    }),
  );
});

test('with several bases a path is clean only if it is clean against each', async () => {
  const bases = [
    { a: '1', b: '1' },
    { a: '2', b: '1' },
  ];
  expect(await merge(bases, { a: '2', b: '1' }, { a: '1', b: '2' })).toEqual({
    files: { a: '2', b: '2' },
    conflicts: ['a'],
  });
});

test('without a base, what only one side has is taken and what differs is a conflict', async () => {
  expect(await merge([], { a: '1', b: '1' }, { b: '2', c: '1' })).toEqual({
    files: { a: '1', b: '1', c: '1' },
    conflicts: ['b'],
  });
});

test('a file where the other side has a folder is a conflict', async () => {
  expect((await merge([{}], { a: '1' }, { 'a/b': '1' })).conflicts).toEqual(['a/b']);
  expect((await merge([{}], { 'a/b/c': '1' }, { a: '1', z: '1' })).conflicts).toEqual(['a']);
  // Unless it goes.
  expect(await merge([{ a: '1' }], { a: '1' }, { 'a/b': '1' })).toEqual({
    files: { 'a/b': '1' },
    conflicts: [],
  });
});

test('a conflict is settled for one side', async () => {
  const settle = (path: string) => (path === 'a' ? ('ours' as const) : ('theirs' as const));
  expect(await merge([{}], { a: '1', b: '1' }, { a: '2', b: '2' }, settle)).toEqual({
    files: { a: '1', b: '2' },
    conflicts: [],
  });
  expect(await merge([{ b: '0' }], { b: '1' }, {}, () => 'theirs')).toEqual({ files: {}, conflicts: [] });
});
