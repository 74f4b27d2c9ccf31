import { DlakeError } from '../errors.ts';

/** Where a lake is, as it was typed. */
export type Address = { readonly folder: string } | { readonly catalog: string; readonly store?: string };

/** An address as it may be kept, and as it was typed. */
export interface ReadAddress {
  /** Without passwords and keys. */
  readonly kept: Address;
  /** With what the user typed, for this run alone. */
  readonly typed: Address;
  /** Whether the two differ. */
  readonly secret: boolean;
}

/**
 * Reads the address of a lake: a folder (as it is, the caller makes it absolute), or `postgres://...` with, perhaps,
 * `s3://...` after it. Throws `usage-invalid`; no secret is in what it says.
 */
export function readAddress(words: readonly string[]): ReadAddress {
  const [first = '', store, ...more] = words;
  if (!/^[a-z0-9]+:\/\//i.test(first)) {
    if (store !== undefined) throw invalid('A lake in a folder has its store in it: name the folder alone');
    return { kept: { folder: first }, typed: { folder: first }, secret: false };
  }
  if (!/^postgres(ql)?:\/\//i.test(first))
    throw invalid('A central lake is named by its catalog: postgres://user@host/database');
  if (more.length > 0 || (store !== undefined && !/^s3:\/\//i.test(store)))
    throw invalid("After the catalog comes the store: 's3://lab-{layer}?endpoint=https://...'");
  const typed = store === undefined ? { catalog: first } : { catalog: first, store };
  const kept =
    store === undefined
      ? { catalog: withoutPassword(first) }
      : { catalog: withoutPassword(first), store: withoutKeys(store) };
  return { kept, typed, secret: kept.catalog !== first || kept.store !== store };
}

/** Both places of a password in an address of Postgres: before the host, and among the parameters. */
function withoutPassword(address: string): string {
  const url = urlOf(address, 'postgres://user@host/database');
  url.password = '';
  url.searchParams.delete('password');
  return url.href;
}

/** Keys of S3 may stand before the bucket, as a user and a password stand before a host. */
function withoutKeys(address: string): string {
  return address.replace(/^(s3:\/\/)[^/?#]*@/i, '$1');
}

function urlOf(address: string, form: string): URL {
  try {
    return new URL(address);
  } catch {
    throw invalid(`That is no address of the form ${form}`);
  }
}

const invalid = (reason: string): DlakeError => new DlakeError('usage-invalid', { reason });
