import type { Layer } from '../../records/layers.ts';
import { sha256Stream } from '../../records/sha256.ts';
import { type FileHead, headFile } from './head-file.ts';
import { compositeOfStream } from './parts.ts';
import { readBytes } from './read-bytes.ts';
import type { S3Requests } from './s3-requests.ts';
import type { StoredFile } from './store-index.ts';

/** The caller's own copy of a file, from which its composite checksum can be made. */
export type OwnBytes = () => Promise<AsyncIterable<Uint8Array> | undefined>;

/** How a file may be proved without reading it all. */
export interface ProofOptions {
  readonly signal?: AbortSignal;
  /** What its composite checksum has to be, where that is known. */
  readonly composite?: string;
  readonly ownBytes?: OwnBytes;
  /** What the server has said of this very version of the file. */
  readonly head?: FileHead;
}

/**
 * Whether the bytes at the server are those that the key promises: what the server says of them when they are, else
 * undefined. One HEAD where the server keeps a SHA-256; a full read where nothing less is a proof.
 */
export async function proveFile(
  requests: S3Requests,
  layer: Layer,
  file: StoredFile,
  options: ProofOptions = {},
): Promise<FileHead | undefined> {
  const head = options.head ?? (await headFile(requests, layer, file, options.signal));
  if (typeof head === 'string' || head.size !== file.size) return undefined;
  if (head.sha256 !== undefined) return head.sha256 === file.key ? head : undefined;
  if (head.composite !== undefined && (await isComposite(head.composite, options))) return head;
  const asked = { ...file, ...(head.versionId !== undefined && { versionId: head.versionId }) };
  return (await sha256OfFile(requests, layer, asked, options.signal)) === file.key ? head : undefined;
}

/** The sha2-256 in hex of what is stored, all of it read; undefined when it is not there. */
export async function sha256OfFile(
  requests: S3Requests,
  layer: Layer,
  file: StoredFile,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const stream = await readBytes(requests, layer, { file, offset: 0, length: file.size }, signal);
  if (stream === undefined) return undefined;
  const hash = sha256Stream();
  for await (const piece of stream) hash.update(piece);
  return hash.hex();
}

/** False says nothing: another writer may cut other parts. */
async function isComposite(found: string, { composite, ownBytes }: ProofOptions): Promise<boolean> {
  if (composite !== undefined) return composite === found;
  const own = await ownBytes?.();
  return own !== undefined && (await compositeOfStream(own)) === found;
}
