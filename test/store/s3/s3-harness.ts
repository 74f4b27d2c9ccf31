import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import type { ObjectId } from '../../../src/records/ids.ts';
import { LAYERS, type Layer } from '../../../src/records/layers.ts';
import type { Logs, Store } from '../../../src/store/contract.ts';
import { openS3Store, type S3StoreOptions } from '../../../src/store/s3/open-s3-store.ts';
import { bucketOf, parseS3Address, type S3Address } from '../../../src/store/s3/s3-address.ts';
import { placeOfFile } from '../../../src/store/s3/s3-layout.ts';
import type { S3Store } from '../../../src/store/s3/s3-store.ts';
import type { StoredFile } from '../../../src/store/s3/store-index.ts';
import { appendEach } from '../../../src/store/writing/append-each.ts';
import type { S3Server } from '../../servers/s3.ts';
import type { Harness } from '../conformance/harness.ts';
import { MemoryIndex } from './memory-index.ts';

/** A store in buckets of its own. */
export interface S3Harness extends Harness {
  readonly store: S3Store;
  readonly address: S3Address;
  readonly index: MemoryIndex;
  readonly s3: S3;
  readonly scratch: string;
  again(options?: Pick<S3StoreOptions, 'mostInMemory'> & { readonly endpoint?: string }): Promise<S3Store>;
  flip(layer: Layer, id: ObjectId): Promise<void>;
  /** Puts other bytes under a file's key, as its newest version, and gives that version. */
  overwrite(layer: Layer, file: StoredFile, bytes: Uint8Array): Promise<string | undefined>;
}

/** Four versioned buckets at a server, and a store in them. */
export async function s3Harness(server: S3Server): Promise<S3Harness> {
  const { endpoint, credentials } = server;
  const name = `t${randomBytes(5).toString('hex')}`;
  const address = parseS3Address(`s3://${name}-{layer}?endpoint=${endpoint}`);
  const s3 = new S3({
    endpoint,
    credentials,
    region: address.region,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    maxAttempts: 5,
  });
  for (const layer of LAYERS) {
    const Bucket = bucketOf(address, layer);
    await s3.createBucket({ Bucket });
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  }
  const scratch = mkdtempSync(join(tmpdir(), 'dlake-s3-'));
  const index = new MemoryIndex();
  const locks = new Map<string, Promise<unknown>>();
  const opened: S3Store[] = [];
  const again: S3Harness['again'] = async ({ endpoint: other = endpoint, ...options } = {}) => {
    const store = await openS3Store({
      ...options,
      address: { ...address, endpoint: other },
      credentials,
      index,
      scratch,
    });
    opened.push(store);
    Object.assign(store, { logs: withLocks(store.logs, locks) });
    return store;
  };
  const overwrite = async (layer: Layer, file: StoredFile, bytes: Uint8Array) =>
    (await s3.putObject({ ...placeOfFile(address, layer, file), Body: bytes, ContentLength: bytes.length }))
      .VersionId;
  return {
    store: await again(),
    address,
    index,
    s3,
    scratch,
    again,
    overwrite,
    flip: async (layer, id) => {
      const place = (await index.locate(layer, [id])).get(id);
      if (place === undefined) throw new Error(`${id} is not in ${layer}`);
      const { Body } = await s3.getObject(placeOfFile(address, layer, place.file));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      const at = place.offset + (place.length >> 1);
      bytes[at] = (bytes[at] as number) ^ 0x10;
      const versionId = await overwrite(layer, place.file, bytes);
      if (versionId === undefined) throw new Error('the bucket is not versioned');
      await index.note(layer, [{ kind: place.file.kind, key: place.file.key, versionId }]);
    },
    remove: async () => {
      for (const store of opened) await store.close();
      for (const layer of LAYERS) await removeBucket(s3, bucketOf(address, layer));
      s3.destroy();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** Removes a bucket with all versions of all that is in it; what is locked goes too. */
export async function removeBucket(s3: S3, Bucket: string): Promise<void> {
  for (;;) {
    const page = await s3.listObjectVersions({ Bucket });
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
      Key,
      VersionId,
    }));
    if (Objects.length === 0) break;
    await s3.deleteObjects({ Bucket, Delete: { Objects, Quiet: true }, BypassGovernanceRetention: true });
  }
  const { Uploads = [] } = await s3.listMultipartUploads({ Bucket });
  for (const { Key, UploadId } of Uploads) await s3.abortMultipartUpload({ Bucket, Key, UploadId });
  await s3.deleteBucket({ Bucket });
}

/** Logs whose writers take turns, as a lake with a catalog has them. */
function withLocks(logs: Store['logs'], locks: Map<string, Promise<unknown>>): Logs {
  const locked: Logs = {
    head: (layer, subject) => logs.head(layer, subject),
    heads: (wanted) => logs.heads(wanted),
    read: (layer, subject, seq) => logs.read(layer, subject, seq),
    settle: (layer, subject) => logs.settle(layer, subject),
    settleAll: (wanted) => logs.settleAll(wanted),
    subjects: (layer, prefix) => logs.subjects(layer, prefix),
    changes: (cursor) => logs.changes(cursor),
    appendAll: (entries) => appendEach(locked, entries),
    append: (layer, subject, seq, bytes) => {
      const name = `${layer}/${subject}`;
      const turn = (locks.get(name) ?? Promise.resolve()).then(() => logs.append(layer, subject, seq, bytes));
      locks.set(
        name,
        turn.catch(() => undefined),
      );
      return turn;
    },
  };
  return locked;
}
