import { decodeCommit } from '../../src/records/decode-commit.ts';
import { encodeCommit } from '../../src/records/encode-commit.ts';
import { decodeEntry, encodeEntry } from '../../src/records/entry.ts';
import { decodeExpectedList, encodeExpectedList } from '../../src/records/expected-list.ts';
import { blobIdOf, cidText, hexOf } from '../../src/records/ids.ts';
import { openRecord } from '../../src/records/open-record.ts';
import { decodePage } from '../../src/records/page.ts';
import { INVALID_LISTS, VALID_LISTS } from './expected-vectors.ts';
import { INVALID_COMMITS } from './invalid-commits.ts';
import { INVALID_ENTRIES } from './invalid-entries.ts';
import { INVALID_PAGES } from './invalid-pages.ts';
import { invalidManifests, pageJson, validManifests } from './manifest-vectors.ts';
import { INVALID_PACKS, readPack, validPacks } from './pack-vectors.ts';
import { pathVectors } from './path-vectors.ts';
import { VALID_COMMITS, VALID_ENTRIES } from './valid-records.ts';

/** The vectors, by the name of their file, as this code makes them. The files are golden: see `vectors.test.ts`. */
export async function makeVectors(): Promise<ReadonlyMap<string, object>> {
  const manifests = { valid: validManifests(), invalid: await invalidManifests() };
  return new Map<string, object>([
    [
      'commits.json',
      { valid: records(VALID_COMMITS, encodeCommit), invalid: refusals(INVALID_COMMITS, decodeCommit) },
    ],
    [
      'entries.json',
      { valid: records(VALID_ENTRIES, encodeEntry), invalid: refusals(INVALID_ENTRIES, decodeEntry) },
    ],
    ['pages.json', { valid: pagesOf(manifests.valid), invalid: refusals(INVALID_PAGES, decodePage) }],
    ['manifests.json', manifests],
    [
      'packs.json',
      {
        valid: validPacks(),
        invalid: refusals(hexes(INVALID_PACKS), (bytes) => readPack(Buffer.from(bytes))),
      },
    ],
    [
      'expected.json',
      {
        valid: lists(),
        invalid: refusals(hexes(INVALID_LISTS), (bytes) => decodeExpectedList(bytes, 'list')),
      },
    ],
    ['paths.json', pathVectors()],
  ]);
}

function records<T>(
  values: Readonly<Record<string, T>>,
  encode: (value: T) => { id: string; bytes: Uint8Array },
) {
  return Object.entries(values).map(([name, value]) => {
    const { id, bytes } = encode(value);
    return {
      name,
      id: cidText(id),
      sha256: hexOf(id),
      hex: Buffer.from(bytes).toString('hex'),
      record: openRecord(bytes, name),
    };
  });
}

/** What is refused, and why: the error's code and its reason. */
function refusals(values: Readonly<Record<string, string>>, decode: (bytes: Uint8Array) => unknown) {
  return Object.entries(values).map(([name, hex]) => ({
    name,
    hex,
    ...refusal(name, () => decode(Buffer.from(hex, 'hex'))),
  }));
}

function refusal(name: string, decode: () => unknown): { error: string; reason?: string } {
  try {
    decode();
  } catch (error) {
    const { code, data, message } = error as { code?: string; data?: { reason?: string }; message: string };
    if (code === undefined) return { error: 'object-damaged', reason: message };
    return { error: code, ...(data?.reason === undefined ? {} : { reason: data.reason }) };
  }
  throw new Error(`${name} was taken`);
}

const hexes = (values: Readonly<Record<string, Buffer>>) =>
  Object.fromEntries(Object.entries(values).map(([name, bytes]) => [name, bytes.toString('hex')]));

/** The pages of the manifests that are listed whole. */
function pagesOf(manifests: readonly object[]) {
  return manifests.flatMap((manifest) => {
    const { name, pages } = manifest as { name: string; pages?: Record<string, string> };
    return Object.entries(pages ?? {}).map(([id, hex]) => ({
      name,
      id,
      hex,
      record: pageJson(Buffer.from(hex, 'hex')),
    }));
  });
}

function lists() {
  return Object.entries(VALID_LISTS).map(([name, files]) => {
    const bytes = encodeExpectedList(files);
    return { name, id: cidText(blobIdOf(bytes)), text: Buffer.from(bytes).toString('utf8'), files };
  });
}
