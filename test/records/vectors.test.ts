import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkManifest } from '../../src/records/check-manifest.ts';
import { decodeCommit } from '../../src/records/decode-commit.ts';
import { encodeCommit } from '../../src/records/encode-commit.ts';
import { decodeEntry, encodeEntry } from '../../src/records/entry.ts';
import { decodeExpectedList } from '../../src/records/expected-list.ts';
import { cidText, type ManifestId, manifestId, readIdText } from '../../src/records/ids.ts';
import { decodePage } from '../../src/records/page.ts';
import { Pages } from './manifests.ts';
import { readPack } from './pack-vectors.ts';
import { makeVectors } from './vectors.ts';

const folder = new URL('../../schemas/vectors/', import.meta.url);

interface Invalid {
  readonly name: string;
  readonly hex: string;
  readonly error: string;
  readonly reason?: string;
}
interface Vectors {
  readonly valid: readonly { readonly name: string; readonly id: string; readonly hex: string }[];
  readonly invalid: readonly Invalid[];
}

const read = <T = Vectors>(name: string): T => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T;

test('the vectors are what this code makes: a change of the format shows here', async () => {
  for (const [name, vectors] of await makeVectors()) {
    expect(read<unknown>(name), name).toEqual(JSON.parse(JSON.stringify(vectors)));
  }
});

const DECODERS: readonly [string, (bytes: Buffer) => unknown][] = [
  ['commits.json', decodeCommit],
  ['entries.json', decodeEntry],
  ['pages.json', decodePage],
  ['packs.json', readPack],
  ['expected.json', (bytes) => decodeExpectedList(bytes, 'list')],
];

describe.each(DECODERS)('%s', (name, decode) => {
  test.each(read(name).invalid)('refuses $name', ({ hex, error, reason }) => {
    let found: { code?: string; message: string; data?: { reason?: string } } | undefined;
    try {
      decode(Buffer.from(hex, 'hex'));
    } catch (thrown) {
      found = thrown as NonNullable<typeof found>;
    }
    expect({
      error: found?.code ?? 'object-damaged',
      reason: found?.data?.reason ?? (error === 'object-damaged' ? found?.message : undefined),
    }).toEqual({ error, reason });
  });
});

test('valid commits and entries are taken, and encode to the same bytes and id', () => {
  for (const { id, hex } of read('commits.json').valid) {
    const again = encodeCommit(decodeCommit(Buffer.from(hex, 'hex')));
    expect([cidText(again.id), Buffer.from(again.bytes).toString('hex')]).toEqual([id, hex]);
  }
  for (const { id, hex } of read('entries.json').valid) {
    const again = encodeEntry(decodeEntry(Buffer.from(hex, 'hex')));
    expect([cidText(again.id), Buffer.from(again.bytes).toString('hex')]).toEqual([id, hex]);
  }
});

interface InvalidManifest {
  readonly name: string;
  readonly root: string;
  readonly files: number;
  readonly bytes: number;
  readonly reason: string;
  readonly pages: Readonly<Record<string, string>>;
}

test.each(read<{ invalid: InvalidManifest[] }>('manifests.json').invalid)(
  'refuses the manifest with $name',
  async (vector) => {
    const pages = new Pages();
    for (const [cid, hex] of Object.entries(vector.pages))
      pages.bytes.set(idOf(cid), Buffer.from(hex, 'hex'));
    await expect(checkManifest(idOf(vector.root), pages.readPage, vector)).rejects.toThrow(
      expect.objectContaining({
        code: 'record-invalid',
        data: { what: expect.any(String), reason: vector.reason },
      }),
    );
  },
);

const idOf = (cid: string): ManifestId => manifestId(readIdText(cid)?.hex ?? '');

test('an implementation in Python makes the same ids, and refuses what has to be refused', () => {
  const script = fileURLToPath(new URL('reference.py', import.meta.url));
  const done = JSON.parse(
    execFileSync('python3', [script, fileURLToPath(folder)], { encoding: 'utf8' }),
  ) as Record<string, [number, number]>;
  for (const name of ['commits', 'entries', 'pages', 'packs', 'expected', 'manifests']) {
    const { valid, invalid } = read<{ valid: unknown[]; invalid: unknown[] }>(`${name}.json`);
    expect(done[name]).toEqual([valid.length, invalid.length]);
  }
});
