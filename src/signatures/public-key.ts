import { createPublicKey, type KeyObject } from 'node:crypto';
import { sha256 } from '../records/sha256.ts';
import { SshReader, sshStrings } from './ssh-wire.ts';

/** The one kind of key that signs. */
export const KEY_TYPE = 'ssh-ed25519';

/** An Ed25519 key as OpenSSH writes it on one line, `ssh-ed25519 AAAA...`, without a comment. */
export const keyLine = (point: Uint8Array): string =>
  `${KEY_TYPE} ${sshStrings(KEY_TYPE, point).toString('base64')}`;

/** The 32 bytes of a public key, from what OpenSSH writes in base64; undefined when it is no Ed25519 key. */
export function keyPoint(blob: Uint8Array): Buffer | undefined {
  const reader = new SshReader(blob);
  if (reader.text() !== KEY_TYPE) return undefined;
  const point = reader.string();
  return point?.length === 32 && reader.atEnd ? point : undefined;
}

/** The 32 bytes of the key on a line, as in a `.pub` file; undefined when it is no Ed25519 key. */
export function pointOfLine(line: string): Buffer | undefined {
  const [type, base64 = ''] = line.trim().split(/\s+/);
  return type === KEY_TYPE ? keyPoint(Buffer.from(base64, 'base64')) : undefined;
}

/** The key as Node verifies with it. */
export const keyObject = (point: Uint8Array): KeyObject =>
  createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(point).toString('base64url') },
  });

/** What `ssh-keygen -l` shows of a key: `SHA256:` and its digest in base64. */
export const fingerprint = (point: Uint8Array): string =>
  `SHA256:${sha256(sshStrings(KEY_TYPE, point)).toString('base64').replace(/=+$/, '')}`;
