import type { Layer } from '../../records/layers.ts';
import { EXPIRED_FOLDER } from './bucket-rules.ts';
import { bucketOf, prefixOfLayer, type S3Address } from './s3-address.ts';
import type { StoredFile } from './store-index.ts';

/** What names a stored file. */
export type FileName = Pick<StoredFile, 'kind' | 'key' | 'expired'>;

/** A bucket and a key in it. */
export interface S3Place {
  readonly Bucket: string;
  readonly Key: string;
}

const FOLDERS = { blob: 'blobs', pack: 'packs' } as const;

/** The folder of a kind of file, below the layer. */
export const folderOfKind = (kind: StoredFile['kind']): string => `${FOLDERS[kind]}/`;

/** Where a file is at the server. */
export const placeOfFile = (address: S3Address, layer: Layer, file: FileName): S3Place =>
  placeOfKey(
    address,
    layer,
    `${file.expired ? EXPIRED_FOLDER : ''}${folderOfKind(file.kind)}${file.key.slice(0, 2)}/${file.key}`,
  );

/** Where what lies at a path below a layer is at the server. */
export const placeOfKey = (address: S3Address, layer: Layer, path: string): S3Place => ({
  Bucket: bucketOf(address, layer),
  Key: prefixOfLayer(address, layer) + path,
});

/** A file's key as people see it: `raw/packs/ab/abcd...`. */
export const keyOfFile = (layer: Layer, { kind, key }: FileName): string =>
  `${layer}/${folderOfKind(kind)}${key.slice(0, 2)}/${key}`;

/** The file that a path below a layer names; undefined when it names none. */
export function fileOfPath(path: string): FileName | undefined {
  const [, folder, part, key] = /^(blobs|packs)\/([0-9a-f]{2})\/([0-9a-f]{64})$/.exec(path) ?? [];
  if (key === undefined || part === undefined || !key.startsWith(part)) return undefined;
  return { kind: folder === 'blobs' ? 'blob' : 'pack', key };
}
