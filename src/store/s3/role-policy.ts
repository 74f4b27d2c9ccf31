import { LAYERS, type Layer } from '../../records/layers.ts';
import { bucketOf, prefixOfLayer, type S3Address } from './s3-address.ts';

/** Who does what with a lake. */
export const ROLES = ['reader', 'contributor', 'curator', 'admin'] as const;
/** One of them. */
export type Role = (typeof ROLES)[number];

const WRITES: Readonly<Record<Role, readonly Layer[]>> = {
  reader: [],
  contributor: ['raw', 'processed'],
  curator: LAYERS,
  admin: LAYERS,
};

const READ_BUCKET = [
  's3:GetBucketLocation',
  's3:GetBucketVersioning',
  's3:GetBucketObjectLockConfiguration',
  's3:GetLifecycleConfiguration',
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:ListBucketMultipartUploads',
];
const READ_OBJECT = ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectRetention'];
const WRITE_OBJECT = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];
/** What takes away, or lets others do so. */
const NEVER = [
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:BypassGovernanceRetention',
  // On MinIO who may lengthen may shorten, too, whatever is said of bypassing.
  's3:PutObjectRetention',
  's3:DeleteBucket',
  's3:PutBucketVersioning',
  's3:PutLifecycleConfiguration',
  's3:PutBucketObjectLockConfiguration',
  's3:PutBucketPolicy',
  's3:DeleteBucketPolicy',
];

/**
 * The policy for whoever has a role, as JSON for IAM or MinIO. Readers read; contributors put into raw and
 * processed; curators into all layers; admins do everything. Nobody else deletes, or changes what is locked and until
 * when.
 */
export function rolePolicy(address: S3Address, role: Role): string {
  const buckets = [...new Set(LAYERS.map((layer) => `arn:aws:s3:::${bucketOf(address, layer)}`))];
  const objects = (layers: readonly Layer[]) =>
    layers.map((layer) => `arn:aws:s3:::${bucketOf(address, layer)}/${prefixOfLayer(address, layer)}*`);
  const all = objects(LAYERS);
  const allow = (Action: readonly string[], Resource: readonly string[]) => ({
    Effect: 'Allow',
    Action,
    Resource,
  });
  const deny = (Action: readonly string[], Resource: readonly string[]) => ({
    Effect: 'Deny',
    Action,
    Resource,
  });
  const statements =
    role === 'admin'
      ? [allow(['s3:*'], [...buckets, ...all])]
      : [allow(READ_BUCKET, buckets), allow(READ_OBJECT, all), ...writes(role)];
  return `${JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2)}\n`;

  function writes(of: Role) {
    const layers = WRITES[of];
    const rest = LAYERS.filter((layer) => !layers.includes(layer));
    return [
      ...(layers.length === 0 ? [] : [allow(WRITE_OBJECT, objects(layers))]),
      ...(rest.length === 0 ? [] : [deny(['s3:PutObject'], objects(rest))]),
      deny(NEVER, [...buckets, ...all]),
    ];
  }
}
