import { makeCentral } from '../../catalog/make-central.ts';
import { openPostgres } from '../../catalog/postgres/open-postgres.ts';
import { readCentral } from '../../catalog/read-central.ts';
import { type SetupStep as RoleStep, setupRoles } from '../../catalog/roles/setup-roles.ts';
import { DlakeError, isDlakeError } from '../../errors.ts';
import { connectS3 } from '../../store/s3/connect-s3.ts';
import { ROLES, type Role, rolePolicy } from '../../store/s3/role-policy.ts';
import { parseS3Address } from '../../store/s3/s3-address.ts';
import { type SetupOptions, type SetupStep, setupBuckets } from '../../store/s3/setup-buckets.ts';
import { claimLake } from '../claim-lake.ts';
import type { LakeHost } from '../lake.ts';
import type { CentralPlace } from './central-place.ts';
import { centralLake } from './open-central-lake.ts';

/** What a central lake needs, and what was done about it. */
export interface CentralSetup {
  /** The lake's id; absent in a dry run for a lake that is not made yet. */
  readonly lake?: string;
  readonly store: string;
  /** Whether the schema was brought up to date, or would be. */
  readonly schema: 'there' | 'done' | 'planned';
  readonly buckets: readonly SetupStep[];
  readonly roles: readonly RoleStep[];
  /** For IAM or MinIO: who has a role may do so much with the buckets. */
  readonly policies: readonly { readonly role: Role; readonly policy: string }[];
}

/**
 * Makes a central lake, or mends one: schema, buckets, roles and the first entry of the lake's log; what is there
 * stays. Throws `rule-refused` where buckets or database belong to another lake, and what reaching servers throws.
 */
export async function setupCentral(
  place: CentralPlace & { readonly store: string },
  host: LakeHost,
  options: SetupOptions = {},
): Promise<CentralSetup> {
  const address = parseS3Address(place.store);
  const { dryRun = false } = options;
  const requests = await connectS3({ address });
  const buckets: SetupStep[] = [];
  try {
    for await (const step of setupBuckets(requests, options)) buckets.push(step);
  } finally {
    requests.close();
  }
  const policies = ROLES.map((role) => ({ role, policy: rolePolicy(address, role) }));
  const common = { store: address.redacted, buckets, policies };
  const old = await schemaOf(place.catalog, host);
  if (dryRun && old !== 'there') return { ...common, schema: 'planned', roles: [] };
  const catalog = await openPostgres({ address: place.catalog, migrate: !dryRun, ...host.login });
  try {
    const roles = await setupRoles(catalog, { dryRun });
    const schema = old === 'there' ? ('there' as const) : ('done' as const);
    const known = await readCentral(catalog);
    if (dryRun || buckets.some(({ state }) => state === 'refused'))
      return { ...common, ...(known && { lake: known.lake }), schema, roles };
    const central = await centralLake(catalog, 'setup', place.store, host);
    const { id } = await claimLake(central.store.logs, {
      actor: central.actor,
      now: host.now,
      where: address.redacted,
    });
    if (known !== undefined && known.lake !== id) {
      const rule = `the database is of the lake ${known.lake}, and the buckets are of the lake ${id}`;
      throw new DlakeError('rule-refused', { subject: 'setup', rule });
    }
    await makeCentral(catalog, { lake: id, store: address.redacted });
    return { ...common, lake: id, schema, roles };
  } finally {
    await catalog.close();
  }
}

/** Whether a database has the newest schema. */
async function schemaOf(address: string, host: LakeHost): Promise<'there' | 'old'> {
  try {
    const catalog = await openPostgres({ address, migrate: false, ...host.login });
    await catalog.close();
    return 'there';
  } catch (error) {
    if (!isDlakeError(error, 'catalog-too-old')) throw error;
    return 'old';
  }
}
