import type { LifecycleRule } from '@aws-sdk/client-s3';
import type { Layer } from '../../records/layers.ts';
import { prefixOfLayer, type S3Address } from './s3-address.ts';

/** The folders of a layer whose objects are never to expire. */
export const LIVE_FOLDERS = ['blobs/', 'packs/', 'log/'] as const;
/** Where gc puts what nothing refers to any more. */
export const EXPIRED_FOLDER = 'expired/';
/** Rules of ours are known by their names; others are left as they are. */
const OUR_RULE = 'dlake-';

const STALE_DAYS = 7;

/** The rule by which uploads end that nobody goes on with. Not every server has such rules. */
export function staleUploadsRule(address: S3Address, layer: Layer): LifecycleRule {
  return {
    ID: `${OUR_RULE}${layer}-stale-uploads`,
    Status: 'Enabled',
    Filter: { Prefix: prefixOfLayer(address, layer) },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: STALE_DAYS },
  };
}

/**
 * The rule by which what lies in `expired/` goes, its versions too. Hidden versions of live objects are left alone:
 * they may be all that there is of them.
 */
export function expiredRule(address: S3Address, layer: Layer, days: number): LifecycleRule {
  return {
    ID: `${OUR_RULE}${layer}-expired`,
    Status: 'Enabled',
    Filter: { Prefix: prefixOfLayer(address, layer) + EXPIRED_FOLDER },
    Expiration: { Days: days },
    NoncurrentVersionExpiration: { NoncurrentDays: 1 },
  };
}

/** Which live folders of a layer this rule would take objects from; what it does to those with tags is not ours. */
export function eatenBy(rule: LifecycleRule, address: S3Address, layer: Layer): readonly string[] {
  const { Status, Filter, Expiration, NoncurrentVersionExpiration } = rule;
  const expires = Expiration?.Days !== undefined || Expiration?.Date !== undefined;
  if (Status !== 'Enabled' || (!expires && NoncurrentVersionExpiration === undefined)) return [];
  if (Filter?.Tag !== undefined || (Filter?.And?.Tags ?? []).length > 0) return [];
  const { Prefix: old } = rule as { readonly Prefix?: string };
  const prefix = Filter?.Prefix ?? Filter?.And?.Prefix ?? old ?? '';
  const base = prefixOfLayer(address, layer);
  return LIVE_FOLDERS.filter(
    (folder) => `${base}${folder}`.startsWith(prefix) || prefix.startsWith(`${base}${folder}`),
  );
}
