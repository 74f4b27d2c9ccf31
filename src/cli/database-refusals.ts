import type { ErrorFacts } from '../errors.ts';

type Why = ErrorFacts['database-refused']['why'];

/** Why a database said no, in words, and what mends it. */
interface Refusal {
  readonly words: string;
  readonly hint?: string;
}

const REFUSALS: { readonly [W in Why]: Refusal } = {
  password: {
    words: 'does not take the password',
    hint: 'Correct it in ~/.pgpass (HOST:PORT:DATABASE:USER:PASSWORD) or PGPASSWORD.',
  },
  'no-password': {
    words: 'asks for a password, and none was found',
    hint: 'Put a line HOST:PORT:DATABASE:USER:PASSWORD into ~/.pgpass (chmod 600), or set PGPASSWORD.',
  },
  'not-admitted': {
    words: 'does not let you in',
    hint: 'Ask whoever administers the server for a rule in pg_hba.conf; it may want TLS: ?sslmode=verify-full',
  },
  database: { words: 'is not there', hint: 'Whoever administers the server makes it with createdb.' },
  'not-permitted': {
    words: 'does not permit this',
    hint: 'Ask whoever administers the lake for a role: GRANT dlake_contributor TO your user.',
  },
  'no-tls': {
    words: 'offers no TLS, which the address asks for',
    hint: 'Turn it on at the server (ssl = on), or say ?sslmode=disable where the network is trusted.',
  },
  certificate: {
    words: 'shows a certificate that is not trusted',
    hint: 'Name the certificate that vouches for it, ?sslmode=verify-full&sslrootcert=FILE, and the host as the certificate does.',
  },
  full: {
    words: 'takes no more connections',
    hint: 'Try again later, or raise max_connections at the server.',
  },
  locked: { words: 'has somebody else at work on the same', hint: 'Try again.' },
  'too-slow': { words: 'took too long and was stopped', hint: 'Try again, or ask for less at a time.' },
  'too-old': { words: 'is too old', hint: 'dlake needs Postgres 15 or newer.' },
  encoding: {
    words: "can't hold every text",
    hint: 'Make the database anew: createdb -E UTF8 -T template0 NAME',
  },
  extension: {
    words: 'lacks an extension',
    hint: 'Install what comes with Postgres as contrib at the server; dlake needs pg_trgm.',
  },
};

/** What is said of a refusal by a database. */
export const databaseRefusal = (why: Why): Refusal => REFUSALS[why] ?? { words: 'refused' };
