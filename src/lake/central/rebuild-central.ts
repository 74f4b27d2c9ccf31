import { catalogCounts } from '../../catalog/catalog-counts.ts';
import { makeCentral } from '../../catalog/make-central.ts';
import { openPostgres } from '../../catalog/postgres/open-postgres.ts';
import { setupRoles } from '../../catalog/roles/setup-roles.ts';
import { DlakeError } from '../../errors.ts';
import { openBucketIndex } from '../../store/s3/bucket-index.ts';
import { connectS3 } from '../../store/s3/connect-s3.ts';
import { parseS3Address } from '../../store/s3/s3-address.ts';
import { lakeOf } from '../claim-lake.ts';
import type { LakeHost } from '../lake.ts';
import type { Rebuilt } from '../rebuild.ts';
import { rollForward } from '../roll-forward.ts';
import type { CentralPlace } from './central-place.ts';
import { type BrokenFile, indexBuckets } from './index-buckets.ts';
import { centralLake } from './open-central-lake.ts';

/** What a central catalog holds after it was made again from the buckets alone. */
export interface RebuiltCentral extends Rebuilt {
  readonly broken: readonly BrokenFile[];
}

/**
 * Makes the catalog of a central lake again from its buckets, in a database that has none yet. Throws
 * `rule-refused` for one that has, and `lake-invalid` where the buckets are no lake's.
 */
export async function rebuildCentral(
  { catalog: address, store }: CentralPlace & { readonly store: string },
  host: LakeHost,
  options: { readonly signal?: AbortSignal; readonly onFile?: (files: number) => void } = {},
): Promise<RebuiltCentral> {
  const s3 = parseS3Address(store);
  const catalog = await openPostgres({ address, migrate: true, ...host.login });
  try {
    if ((await catalogCounts(catalog)).entries > 0) {
      const rule = 'a catalog is made again in a database that has none: what is there is not replaced';
      throw new DlakeError('rule-refused', { subject: 'rebuild', rule });
    }
    const requests = await connectS3({
      address: s3,
      ...(host.jobs === undefined ? {} : { jobs: host.jobs }),
    });
    const broken = await indexBuckets(openBucketIndex(requests), catalog, options).finally(() =>
      requests.close(),
    );
    const lake = await centralLake(catalog, 'rebuild', store, host);
    const id = await lakeOf(lake.buckets.store.logs, s3.redacted);
    if (id === undefined)
      throw new DlakeError('lake-invalid', {
        root: s3.redacted,
        reason: 'no lake was made in these buckets',
      });
    const { refused } = await rollForward(lake.buckets, catalog);
    await setupRoles(catalog);
    await makeCentral(catalog, { lake: id, store: s3.redacted });
    const { commits, refs, pages, entries } = await catalogCounts(catalog);
    return { commits, refs, objects: commits + pages + entries, refused, broken };
  } finally {
    await catalog.close();
  }
}
