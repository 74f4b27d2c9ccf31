import { safe } from '../format/safe-text.ts';
import type { CentralFinding } from '../lake/central/doctor-central.ts';

type Words = (facts: CentralFinding['facts']) => string;

/** What each finding about a central store says to people: how it is, and what a gap means. */
const WORDS: Readonly<
  Record<CentralFinding['what'], { readonly good: Words; readonly weak?: Words; readonly bad: Words }>
> = {
  clock: {
    good: () => "This machine's clock and the server's agree",
    weak: ({ seconds }) =>
      safe`This machine's clock is ${String(seconds)} s apart from the server's: beyond 15 minutes every request is refused. Set it by NTP`,
    bad: ({ seconds }) =>
      safe`This machine's clock is ${String(seconds)} s apart from the server's. Beyond 15 minutes servers refuse requests, and connections may fail for it. Set it by NTP, as with timedatectl set-ntp true`,
  },
  server: { good: () => 'The server answers', bad: () => 'The server does not answer as it should' },
  versioning: {
    good: () => 'Versions are kept: what is deleted or written over can be found again',
    bad: () => 'Versions are not kept: who deletes an object destroys it. Mend with dlake remote setup',
  },
  'object-lock': {
    good: () => 'Object Lock is on',
    bad: () =>
      'There is no Object Lock: raw data can be deleted by whoever has the keys. It can only be had in a new bucket: dlake remote setup with other names',
  },
  'default-retention': {
    good: ({ mode, days, years }) =>
      safe`What is put there can't be deleted for ${days === undefined ? `${String(years)} years` : `${String(days)} days`} (${String(mode)})`,
    bad: () =>
      'Nothing is locked when it is put there: raw data can be deleted. Mend with dlake remote setup',
  },
  lifecycle: {
    good: () => 'No lifecycle rule takes live objects',
    bad: ({ eaters }) =>
      safe`A lifecycle rule will delete what the lake still names: ${[eaters].flat().join('; ')}. Remove it`,
  },
  'conditional-put': {
    good: () => 'A key is made once, by whoever comes first',
    weak: ({ racers, winners }) =>
      safe`Of ${String(racers)} that made a key at once ${String(winners)} were told that they had: logs are safe by the lock in Postgres, not by the buckets alone`,
    bad: () =>
      'The server does not refuse to make a key twice: logs are safe by the lock in Postgres alone. Let nobody write to the buckets but dlake',
  },
  'checked-sha256': {
    good: () => 'The server checks SHA-256 of what it is sent',
    bad: () =>
      'The server does not check SHA-256 of what it is sent: bytes that were damaged on their way are found by verify only',
  },
  'kept-sha256': {
    good: () => 'The server keeps SHA-256 of what it has',
    weak: () =>
      'The server keeps no SHA-256: what others sent is proved by reading it, and verify --level checksum reads everything',
    bad: () => 'The server keeps no SHA-256',
  },
  'composite-sha256': {
    good: () => 'Large uploads are proved by the sums of their parts',
    weak: () => 'The server does not tell the sums of parts: large uploads are proved by reading them',
    bad: () => 'The server does not take uploads in parts: files above 5 GiB can not be stored',
  },
  'version-ids': {
    good: () => 'Every object has a version id',
    bad: () => 'Objects have no version ids: what a delete marker hides can not be read',
  },
  copy: {
    good: () => 'Objects are copied from layer to layer by the server, with their SHA-256',
    weak: () =>
      'Objects are copied by the server, which does not tell the SHA-256 of a copy: each is read once more',
    bad: () => 'The server does not copy objects: promotion sends the bytes again',
  },
};

/** A finding about a central store as one sentence. */
export function remoteFindingWords({ what, state, facts, bucket }: CentralFinding): string {
  const words = WORDS[what];
  if (facts.untried !== undefined)
    return safe`${bucket}: ${what.replaceAll('-', ' ')} could not be looked at: ${String(facts.untried)}`;
  return safe`${bucket}: ${(words[state] ?? words.bad)(facts)}`;
}
