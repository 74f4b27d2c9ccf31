import { base16 } from 'multiformats/bases/base16';
import { base32 } from 'multiformats/bases/base32';
import { base32OfHex, hexOfBase32, isCidText } from './cid-base32.ts';
import { sha256Hex } from './sha256.ts';

/**
 * Ids are CIDv1 with sha2-256. In memory an id is its CID in multibase base16: codec and digest are plain to
 * see, making one from a hex digest costs one concatenation, and it is a CID like any other. People see
 * `shortId`, JSON carries `cidText` (base32).
 */
declare const kind: unique symbol;
/** The id of one file's bytes. */
export type BlobId = string & { readonly [kind]: 'blob' };
/** The id of a manifest page; a manifest's id is that of its root page. */
export type ManifestId = string & { readonly [kind]: 'manifest' };
/** The id of a commit. */
export type CommitId = string & { readonly [kind]: 'commit' };
/** The id of a log entry. */
export type EntryId = string & { readonly [kind]: 'entry' };
/** The id of anything that a store keeps by id. */
export type ObjectId = BlobId | ManifestId | CommitId;

const RAW = 'f01551220';
const DAG_CBOR = 'f01711220';
const HEX_DIGEST = /^[0-9a-f]{64}$/;

/** The id of the blob with this sha2-256 (64 lower-case hex digits). */
export const blobId = (hex: string): BlobId => (RAW + hex) as BlobId;
/** The id of the manifest page with this sha2-256 (64 lower-case hex digits). */
export const manifestId = (hex: string): ManifestId => (DAG_CBOR + hex) as ManifestId;
/** The id of the commit with this sha2-256 (64 lower-case hex digits). */
export const commitId = (hex: string): CommitId => (DAG_CBOR + hex) as CommitId;
/** The id of the log entry with this sha2-256 (64 lower-case hex digits). */
export const entryId = (hex: string): EntryId => (DAG_CBOR + hex) as EntryId;

/** The id of the blob made of these bytes. */
export const blobIdOf = (bytes: Uint8Array): BlobId => blobId(sha256Hex(bytes));

/** The sha2-256 of an id, as 64 lower-case hex digits. */
export const hexOf = (id: string): string => id.slice(9);

/** Whether an id's codec is `raw`: a blob, not a record. */
export const isBlobId = (id: string): id is BlobId => id.startsWith(RAW);

/** The 36 bytes of the CID. */
export function cidBytes(id: string): Uint8Array {
  return base16.decode(id as `f${string}`);
}

/** The id with these CID bytes, or undefined when they are not a CIDv1 of raw or dag-cbor with sha2-256. */
export function idFromCidBytes(bytes: Uint8Array): ObjectId | undefined {
  const text = base16.encode(bytes);
  if (text.length !== 73 || !(text.startsWith(RAW) || text.startsWith(DAG_CBOR))) return undefined;
  return text as ObjectId;
}

/** The CID as the world writes it: multibase base32, `bafkrei...` for blobs, `bafyrei...` for records. */
export const cidText = (id: string): string => base32OfHex(id.slice(1));

/** The id that this CID in base32 is, or undefined when it is not a CIDv1 of raw or dag-cbor with sha2-256. */
export function idOfCidText(text: string): ObjectId | undefined {
  return isCidText(text) ? (`f${hexOfBase32(text)}` as ObjectId) : undefined;
}

/** What a user or a program typed for an id: a whole id, or a hex prefix of its digest. */
export interface IdText {
  /** Lower-case hex, the beginning of the digest or all of it. */
  readonly hex: string;
  /** Known when a whole CID was given. */
  readonly codec?: 'raw' | 'dag-cbor';
}

/** Reads a CID (base32 or base16), `sha256:<hex>`, or 4 to 64 hex digits; undefined when it is none of these. */
export function readIdText(text: string): IdText | undefined {
  const bare = text.startsWith('sha256:') ? text.slice(7) : text;
  if (/^[0-9a-fA-F]{4,64}$/.test(bare)) return { hex: bare.toLowerCase() };
  const full = text.startsWith('b') ? base16Of(text) : text;
  if (full === undefined) return undefined;
  const hex = hexOf(full);
  if (!HEX_DIGEST.test(hex)) return undefined;
  if (full.startsWith(RAW)) return { hex, codec: 'raw' };
  return full.startsWith(DAG_CBOR) ? { hex, codec: 'dag-cbor' } : undefined;
}

function base16Of(text: string): string | undefined {
  try {
    return base16.encode(base32.decode(text as `b${string}`));
  } catch {
    return undefined;
  }
}
