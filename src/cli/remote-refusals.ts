import type { ErrorFacts } from '../errors.ts';

type Cause = ErrorFacts['remote-refused']['cause'];

/** Why a store's server said no, in words, and what mends it. */
interface Refusal {
  readonly words: (bucket: string) => string;
  readonly mend: (bucket: string) => string | undefined;
}

const REFUSALS: { readonly [C in Cause]: Refusal } = {
  'no-credentials': {
    words: () => 'there are no keys for it',
    mend: () => 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.',
  },
  'wrong-credentials': {
    words: () => 'it does not know these keys',
    mend: () => 'Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile in AWS_PROFILE.',
  },
  'expired-credentials': {
    words: () => 'the keys have expired',
    mend: () => 'Get new ones, as with `aws sso login`, then run the same command again.',
  },
  denied: {
    words: (bucket) => `these keys may not do this in the bucket ${bucket}`,
    mend: () => "Ask whoever runs it for a role that may; `dlake remote setup` prints each role's policy.",
  },
  'wrong-region': {
    words: (bucket) => `the bucket ${bucket} is in another region`,
    mend: () => 'Name the region in the address: ...?region=REGION (dlake remote set-url).',
  },
  'no-bucket': {
    words: (bucket) => `there is no bucket ${bucket}`,
    mend: () => 'Check the address, or have the buckets made with `dlake remote setup`.',
  },
  'clock-skew': {
    words: () => "this computer's clock and the server's are too far apart",
    mend: () => 'Set the clock, as with `timedatectl set-ntp true`.',
  },
  other: { words: (bucket) => `a request to the bucket ${bucket}`, mend: () => undefined },
};

/** What is said of a refusal by a store's server. */
export const remoteRefusal = (cause: Cause): Refusal => REFUSALS[cause] ?? REFUSALS.other;
