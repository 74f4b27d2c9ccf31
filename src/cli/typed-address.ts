import { resolve } from 'node:path';
import { type Address, readAddress } from '../sync/read-address.ts';
import type { Output } from './output.ts';

/** An address as it is kept, and as it was typed: with its secrets, for this run. */
export interface TypedAddress {
  readonly kept: Address;
  readonly typed: Address;
}

/** Reads an address from the words of a command, folders made absolute; says so when a secret in it is not kept. */
export function typedAddress(output: Output, words: readonly (string | undefined)[]): TypedAddress {
  const given = words.filter((word) => word !== undefined);
  const { kept, typed, secret } = readAddress(given);
  if (secret) {
    output.warn(
      'The password in the address is not kept: put it into ~/.pgpass or PGPASSWORD, S3 keys into ~/.aws/credentials or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  }
  return { kept: absolute(kept), typed: absolute(typed) };
}

const absolute = (address: Address): Address =>
  'folder' in address ? { folder: resolve(address.folder) } : address;
