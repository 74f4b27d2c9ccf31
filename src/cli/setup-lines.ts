import { count } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import type { CentralSetup } from '../lake/central/setup-central.ts';

const STATES = {
  there: 'there',
  done: 'made',
  planned: 'to make',
  refused: 'refused',
  unsupported: 'without',
} as const;

const ROLE_STATES = { had: 'there', done: 'done', due: 'planned' } as const;

const WORDS: Readonly<Record<CentralSetup['buckets'][number]['what'], (value: string) => string>> = {
  bucket: (value) => (value === '' ? 'the bucket' : `the bucket, ${value}`),
  versioning: () => 'every version is kept',
  retention: (value) => `what is put there is locked for ${value}`,
  expired: (value) => value,
  'stale-uploads': (value) => value,
};

/** What `remote setup` did, a line for each thing, and the policies that its admin has to give to people. */
export function setupLines({ lake, schema, buckets, roles, policies }: CentralSetup): readonly string[] {
  const line = (state: keyof typeof STATES, text: string) => `${STATES[state].padEnd(8)} ${text}`;
  return [
    ...buckets.map(({ state, bucket, what, value, reason }) =>
      line(
        state,
        safe`${bucket}: ${WORDS[what](value)}${state === 'refused' ? `: ${reason ?? ''}` : state === 'unsupported' ? ' (the server has no such rule, and the lake does without)' : ''}`,
      ),
    ),
    line(schema, 'the schema of the catalog'),
    ...roleLines(roles).map(([state, text]) => line(state, text)),
    ...policies.flatMap(({ role, policy }) => [
      '',
      `S3 policy of dlake_${role}:`,
      ...policy.trimEnd().split('\n'),
    ]),
    '',
    lake === undefined ? 'The lake is not made yet.' : safe`The lake is ${lake}.`,
  ];
}

/** The groups by name; of what each of them may read and call, only how much there is. */
function roleLines(roles: CentralSetup['roles']): readonly (readonly [keyof typeof STATES, string])[] {
  const isGrant = (what: string) => / (?:reads|calls) /.test(what);
  const grants = roles.filter(({ what }) => isGrant(what));
  const counts = (['had', 'done', 'due'] as const).map(
    (state) => [state, grants.filter((step) => step.state === state).length] as const,
  );
  return [
    ...roles
      .filter(({ what }) => !isGrant(what))
      .map(({ state, what }) => [ROLE_STATES[state], what] as const),
    ...counts.flatMap(([state, many]) =>
      many === 0 ? [] : [[ROLE_STATES[state], `${count(many, 'grant')} to these groups`] as const],
    ),
  ];
}
