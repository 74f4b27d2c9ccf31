import type { PostgresAddress } from './postgres-address.ts';

/** A database's address as people are shown it: without the password. */
export function shownAddress({ host, port, database, user }: PostgresAddress): string {
  const name = host.includes(':') ? `[${host}]` : host.startsWith('/') ? encodeURIComponent(host) : host;
  const who = user === undefined ? '' : `${encodeURIComponent(user)}@`;
  return `postgres://${who}${name}${port === 5432 ? '' : `:${port}`}/${encodeURIComponent(database)}`;
}
