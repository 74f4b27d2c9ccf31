import { DlakeError } from '../../errors.ts';

/** How a connection is protected, as libpq means these words. */
export type TlsMode = 'disable' | 'require' | 'verify-ca' | 'verify-full';

/** Where a database is, and how it is reached. */
export interface PostgresAddress {
  /** A host's name or address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly tls: TlsMode;
  /** Files, by their paths: whom to trust, and who we are. */
  readonly rootCertificate: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

const PARAMETERS = new Set(['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'host', 'user', 'password']);
const MODES: ReadonlySet<string> = new Set<TlsMode>(['disable', 'require', 'verify-ca', 'verify-full']);

/**
 * Reads `postgres://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE[?sslmode=...]`. Throws `address-invalid` without the
 * password for what it does not understand: a parameter that is passed over might be one that protects.
 */
export function readPostgresAddress(text: string): PostgresAddress {
  const refuse = (reason: string) =>
    new DlakeError('address-invalid', { address: withoutPassword(text), reason });
  const url = URL.parse(text);
  if (url === null || !/^postgres(?:ql)?:$/.test(url.protocol))
    throw refuse('it is not postgres://USER@HOST/DATABASE');
  for (const name of url.searchParams.keys())
    if (!PARAMETERS.has(name)) throw refuse(`dlake does not know the parameter ${name}`);
  const parameter = (name: string) => url.searchParams.get(name) ?? undefined;
  const tls = parameter('sslmode') ?? (parameter('sslrootcert') === undefined ? 'disable' : 'verify-full');
  if (tls === 'allow' || tls === 'prefer')
    throw refuse(`sslmode=${tls} protects from nobody: say require, verify-ca or verify-full, or disable`);
  if (!MODES.has(tls)) throw refuse(`sslmode=${tls} is none of disable, require, verify-ca, verify-full`);
  if (tls === 'verify-ca' && parameter('sslrootcert') === undefined)
    throw refuse('sslmode=verify-ca needs a sslrootcert: any host with a bought certificate would pass');
  const database = decoded(url.pathname.slice(1));
  if (!database) throw refuse('it names no database');
  const host = parameter('host') ?? decoded(url.hostname.replace(/^\[(.+)\]$/, '$1'));
  if (!host) throw refuse('it names no host');
  const user = parameter('user') ?? decoded(url.username);
  const password = parameter('password') ?? decoded(url.password);
  if (user === undefined || password === undefined) throw refuse('it has a % that begins no %XX');
  return {
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    database,
    user: user === '' ? undefined : user,
    password: password === '' ? undefined : password,
    tls: tls as TlsMode,
    rootCertificate: parameter('sslrootcert'),
    certificate: parameter('sslcert'),
    key: parameter('sslkey'),
  };
}

/** Undefined when it is not well-formed. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** What may be shown of an address, whatever is wrong with it. */
function withoutPassword(text: string): string {
  return text
    .replace(/(:\/\/[^/?#]*?):[^/?#]*@/, '$1@')
    .replace(/(:\/\/[^@]*?):.*@/, '$1@')
    .replace(/([?&]password=)[^&#]*/gi, '$1...');
}
