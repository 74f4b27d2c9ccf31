import { DlakeError } from '../../errors.ts';
import type { Layer } from '../../records/layers.ts';
import { type FileHead, headFile } from './head-file.ts';
import { type ProofOptions, proveFile } from './prove-file.ts';
import { type FileName, keyOfFile, placeOfFile } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';
import type { S3Context } from './store-context.ts';
import type { PackedObject, StoredFile, Upload } from './store-index.ts';

/** A file that is to be stored, in memory. */
export interface NewFile extends FileName {
  readonly bytes: Uint8Array;
  readonly objects: readonly PackedObject[];
}

/**
 * Stores a file in one request, whose SHA-256 the server checks. One that is there already counts once it is proved;
 * what is there and wrong gets a new version on top of it.
 */
export async function uploadFile(
  context: S3Context,
  layer: Layer,
  file: NewFile,
  signal?: AbortSignal,
): Promise<Upload> {
  const { requests } = context;
  const { kind, key, objects, bytes } = file;
  const stored: StoredFile = { kind, key, size: bytes.length, proved: true };
  const input = {
    ...placeOfFile(requests.address, layer, file),
    Body: bytes,
    ContentLength: bytes.length,
    ChecksumAlgorithm: 'SHA256' as const,
    ChecksumSHA256: Buffer.from(key, 'hex').toString('base64'),
  };
  let outcome = await requests.attempt(
    layer,
    (s3, options) => s3.putObject({ ...input, IfNoneMatch: '*' }, options),
    signal,
  );
  if (outcome.refused === 'exists') {
    const found = await claimed(context, layer, stored, objects, signal === undefined ? {} : { signal });
    if (found !== undefined) return found;
  }
  if (outcome.refused !== undefined) {
    if (outcome.refused !== 'exists' && outcome.refused !== 'unsupported')
      throw requests.refused(layer, outcome);
    const value = await requests.run(layer, (s3, options) => s3.putObject(input, options), signal);
    outcome = { value };
  }
  const versionId = outcome.value.VersionId;
  return confirmed(requests, layer, { ...stored, ...(versionId !== undefined && { versionId }) }, objects, {
    ...(signal && { signal }),
  });
}

/**
 * A file that was there before, once it is proved. The index is told first: somebody may be deleting it, who is waited
 * for then, or finds that it is live. Undefined when it is not what its key says, or was just deleted.
 */
export async function claimed(
  { requests, index }: S3Context,
  layer: Layer,
  stored: StoredFile,
  objects: readonly PackedObject[],
  options: ProofOptions,
): Promise<Upload | undefined> {
  await index.place(layer, [{ ...stored, objects }]);
  const head = await proveFile(requests, layer, stored, options);
  if (head !== undefined) return uploadOf(stored, objects, head);
  const { kind, key } = stored;
  await index.note(layer, [{ kind, key, lost: true }]);
  return undefined;
}

/** An upload that the server has confirmed, with what it says of its retention: in raw that is read back. */
export async function confirmed(
  requests: S3Requests,
  layer: Layer,
  stored: StoredFile,
  objects: readonly PackedObject[],
  { signal, composite }: ProofOptions,
): Promise<Upload> {
  if (layer !== 'raw') return { ...stored, objects };
  const head = await headFile(requests, layer, stored, signal);
  const sumsDiffer =
    typeof head !== 'string' &&
    ((head.sha256 !== undefined && head.sha256 !== stored.key) ||
      (composite !== undefined && head.composite !== undefined && head.composite !== composite));
  if (typeof head === 'string' || head.size !== stored.size || sumsDiffer) {
    const where = keyOfFile(layer, stored);
    throw new DlakeError('store-damaged', {
      where,
      reason: 'what was sent is not what the server says it has',
    });
  }
  return uploadOf(stored, objects, head);
}

/** An upload of which the server says this. */
export function uploadOf(stored: StoredFile, objects: readonly PackedObject[], head: FileHead): Upload {
  const { versionId, retainUntil } = head;
  return {
    ...stored,
    ...(versionId !== undefined && { versionId }),
    ...(retainUntil !== undefined && { retainUntil }),
    objects,
  };
}
