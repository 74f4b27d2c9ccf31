import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkManifest } from '../../src/records/check-manifest.ts';
import { diffManifests } from '../../src/records/diff-manifests.ts';
import { findInManifest } from '../../src/records/find-in-manifest.ts';
import { blobId, type ManifestId } from '../../src/records/ids.ts';
import { ManifestBuilder, type ManifestRoot } from '../../src/records/manifest-builder.ts';
import type { ManifestEntry } from '../../src/records/manifest-entry.ts';
import { readManifestPages } from '../../src/records/read-manifest.ts';

/**
 * `node test/bench/manifest.ts COUNT`: builds two synthetic manifests of COUNT files that differ in three, reads
 * one whole, compares the two, finds a path and checks one as a receiver does; prints the seconds of each and
 * the most memory so far. Pages lie in a file, so that only what the code holds counts.
 */
const count = Number(process.argv[2] ?? 10_000_000);

/** Pages in a temporary file. */
class PageFile {
  readonly #folder = mkdtempSync(join(tmpdir(), 'dlake-manifest-'));
  readonly #file = openSync(join(this.#folder, 'pages'), 'w+');
  readonly #places = new Map<ManifestId, { readonly at: number; readonly length: number }>();
  #end = 0;

  get pages(): number {
    return this.#places.size;
  }

  build(entries: Iterable<ManifestEntry>): ManifestRoot {
    const builder = new ManifestBuilder(({ id, bytes }) => {
      if (this.#places.has(id)) return;
      this.#places.set(id, { at: this.#end, length: bytes.length });
      this.#end += writeSync(this.#file, bytes);
    });
    for (const entry of entries) builder.add(entry);
    return builder.finish();
  }

  readonly readPage = async (id: ManifestId): Promise<Uint8Array> => {
    const place = this.#places.get(id);
    if (place === undefined) throw new Error(`no page ${id}`);
    const bytes = new Uint8Array(place.length);
    readSync(this.#file, bytes, 0, place.length, place.at);
    return bytes;
  };

  close(): void {
    closeSync(this.#file);
    rmSync(this.#folder, { recursive: true });
  }
}

const pathOf = (i: number): string =>
  `run-${String(Math.floor(i / 5000)).padStart(5, '0')}/reads-${String(i).padStart(9, '0')}.fastq.gz`;

/** `edited` changes a file in the middle, adds one after it and leaves out the last but one. */
function* entries(edited: boolean): Iterable<ManifestEntry> {
  const middle = Math.floor(count / 2);
  for (let i = 0; i < count; i++) {
    if (edited && i === count - 2) continue;
    const blob = blobId((i + 1).toString(16).padStart(64, '0'));
    yield { path: pathOf(i), blob, size: edited && i === middle ? 7 : i };
    if (edited && i === middle) yield { path: `${pathOf(i)}.md5`, blob, size: 1 };
  }
}

async function measured<T>(what: string, run: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await run();
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  const memory = Math.round(process.resourceUsage().maxRSS / 1000);
  process.stdout.write(`${what.padEnd(24)}${seconds.padStart(8)} s   at most ${memory} MB\n`);
  return result;
}

function expect(found: number, expected: number, what: string): void {
  if (found !== expected) throw new Error(`${what}: ${found}, not ${expected}`);
}

const file = new PageFile();
try {
  const before = await measured('build', () => file.build(entries(false)));
  const after = await measured('build, three files edited', () => file.build(entries(true)));
  expect(before.files, count, 'files');
  const read = await measured('read', async () => {
    let files = 0;
    for await (const page of readManifestPages(before.root, file.readPage)) files += page.length;
    return files;
  });
  expect(read, count, 'files read');
  const changes = await measured('diff', async () => {
    let found = 0;
    for await (const _ of diffManifests(before.root, after.root, file.readPage)) found += 1;
    return found;
  });
  expect(changes, 3, 'changes');
  const found = await measured('find', () => findInManifest(after.root, pathOf(count - 1), file.readPage));
  expect(found === undefined ? 0 : 1, 1, 'paths found');
  await measured('check as a receiver', () => checkManifest(before.root, file.readPage, before));
  process.stdout.write(`${file.pages} pages\n`);
} finally {
  file.close();
}
