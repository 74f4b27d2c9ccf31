import { ROLES } from './roles.ts';

/** One thing to be so: how to see whether it is, and the statement that makes it so. */
export interface RoleStep {
  readonly what: string;
  /** SQL for a boolean. */
  readonly holds: string;
  readonly statement: string;
}

/** What readers may call: it changes nothing but leases, or only tells. */
const FOR_READERS = [
  'server_epoch()',
  'caller_is(text)',
  'needed_role(text, text)',
  'is_there(dlake.placements)',
  'is_proved(dlake.placements)',
  'page_blobs(bytea)',
  'locate_objects(text, bytea, interval)',
  // It refuses them, and keeps that it did.
  'lock_log(text, text)',
];
/** What whoever writes calls; each of them looks at who calls, and where to. */
const FOR_CONTRIBUTORS = [
  'check_move(text, text, bytea, text[], bytea[])',
  'place_files(text, json, bytea, text, text, text, interval)',
  'note_files(text, json)',
  'add_pages(json, json)',
  'add_commits(json, json, json)',
  'add_entries(json, boolean)',
  'write_setting(text, text)',
  'settle_refusals(bigint[])',
  'revive_files(text, json)',
];
/** What takes files away. */
const FOR_ADMINS = [
  'quarantine_files(text, json, boolean)',
  'begin_deleting(text, json)',
  'lock_deleting(text, json)',
  'forget_files(text, json)',
];

const oid = (role: string): string => `to_regrole('${role}')`;
/** A condition that does not hold while the role is not there. */
const where = (role: string, condition: string): string =>
  `CASE WHEN ${oid(role)} IS NULL THEN false ELSE ${condition} END`;

const roleSteps = ROLES.map(
  (role): RoleStep => ({
    what: `the group ${role}`,
    holds: `${oid(role)} IS NOT NULL`,
    statement: `CREATE ROLE ${role} NOLOGIN`,
  }),
);

const memberSteps = ROLES.slice(1).map((role, n): RoleStep => {
  const below = ROLES[n]!;
  return {
    what: `${role} has the rights of ${below}`,
    holds: where(role, where(below, `pg_has_role(${oid(role)}::oid, ${oid(below)}::oid, 'USAGE')`)),
    statement: `GRANT ${below} TO ${role}`,
  };
});

const callStep = (role: string, signature: string): RoleStep => ({
  what: `${role} calls ${signature.replace(/\(.*/, '')}`,
  holds: where(role, `has_function_privilege(${oid(role)}::oid, 'dlake.${signature}', 'EXECUTE')`),
  statement: `GRANT EXECUTE ON FUNCTION dlake.${signature} TO ${role}`,
});

/**
 * What makes a catalog one that a group shares, in order, but for what follows from the tables that there are: the
 * groups, and what each may call. Nobody but the owners may change a table by itself.
 */
export const ROLE_STEPS: readonly RoleStep[] = [
  ...roleSteps,
  ...memberSteps,
  {
    what: 'dlake_reader sees the catalog',
    holds: where('dlake_reader', `has_schema_privilege(${oid('dlake_reader')}::oid, 'dlake', 'USAGE')`),
    statement: 'GRANT USAGE ON SCHEMA dlake TO dlake_reader',
  },
  ...FOR_READERS.map((signature) => callStep('dlake_reader', signature)),
  ...FOR_CONTRIBUTORS.map((signature) => callStep('dlake_contributor', signature)),
  ...FOR_ADMINS.map((signature) => callStep('dlake_admin', signature)),
  {
    what: 'dlake_admin says whose catalog it is',
    holds: where(
      'dlake_admin',
      `has_function_privilege(${oid('dlake_admin')}::oid, 'dlake.make_central(text, text, text)', 'EXECUTE')`,
    ),
    statement: 'GRANT EXECUTE ON FUNCTION dlake.make_central(text, text, text) TO dlake_admin',
  },
  {
    what: 'files are found by their SHA-256',
    holds: `EXISTS (SELECT FROM pg_indexes WHERE schemaname = 'dlake' AND indexname = 'pages_by_blob')`,
    statement:
      'CREATE INDEX pages_by_blob ON dlake.manifest_pages USING gin (dlake.page_blobs(page)) WHERE level = 0',
  },
];

/** Readers read every table but those that hold secrets. */
export const tableStep = (table: string): RoleStep => ({
  what: `dlake_reader reads ${table}`,
  holds: where(
    'dlake_reader',
    `has_table_privilege(${oid('dlake_reader')}::oid, 'dlake.${table}', 'SELECT')`,
  ),
  statement: `GRANT SELECT ON dlake.${table} TO dlake_reader`,
});

/** The tables that readers don't read. */
export const SECRET_TABLES: readonly string[] = ['tokens'];
