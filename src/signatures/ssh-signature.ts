import { verify } from 'node:crypto';
import { digestStream, isDigestName } from '../records/digest-stream.ts';
import { KEY_TYPE, keyObject, keyPoint } from './public-key.ts';
import type { SigningKey } from './signing-key.ts';
import { SshReader, sshStrings, uint32 } from './ssh-wire.ts';

const MAGIC = Buffer.from('SSHSIG');
const VERSION = 1;
const HASH = 'sha512';
const BEGIN = '-----BEGIN SSH SIGNATURE-----';
const END = '-----END SSH SIGNATURE-----';

/** What is signed, so that a signature over one is none over the other. */
export type SignedKind = 'dlake-commit' | 'dlake-checkpoint';

/**
 * Signs a text as `ssh-keygen -Y sign -n KIND` does, and gives the signature in base64. Its form is OpenSSH's SSHSIG
 * (https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig), so `ssh-keygen -Y verify` checks it.
 */
export async function signText(key: SigningKey, kind: SignedKind, text: string): Promise<string> {
  const signature = await key.sign(signedBytes(kind, HASH, text));
  return Buffer.concat([
    MAGIC,
    uint32(VERSION),
    sshStrings(sshStrings(KEY_TYPE, key.point), kind, '', HASH, sshStrings(KEY_TYPE, signature)),
  ]).toString('base64');
}

/** The 32 bytes of the key that made this signature over this text; undefined when it is none of this kind over it. */
export function signerOf(signature: string, kind: SignedKind, text: string): Buffer | undefined {
  const reader = new SshReader(Buffer.from(signature, 'base64'));
  if (!reader.bytes(MAGIC.length)?.equals(MAGIC) || reader.uint32() !== VERSION) return undefined;
  const [blob, namespace, reserved, hash] = [reader.string(), reader.text(), reader.string(), reader.text()];
  const inner = new SshReader(reader.string() ?? Buffer.alloc(0));
  const [type, bytes] = [inner.text(), inner.string()];
  const point = blob && keyPoint(blob);
  if (point === undefined || bytes?.length !== 64 || type !== KEY_TYPE) return undefined;
  if (namespace !== kind || reserved?.length !== 0 || !reader.atEnd || !inner.atEnd) return undefined;
  if (hash !== 'sha512' && hash !== 'sha256') return undefined;
  return verify(null, signedBytes(kind, hash, text), keyObject(point), bytes) ? point : undefined;
}

/** A signature between the lines that OpenSSH puts around it. */
export const armoured = (signature: string): string =>
  `${[BEGIN, ...(signature.match(/.{1,70}/g) ?? []), END].join('\n')}\n`;

/** The base64 of an armoured signature. */
export const unarmoured = (text: string): string =>
  text.replace(BEGIN, '').replace(END, '').replace(/\s/g, '');

function signedBytes(kind: string, hash: string, text: string): Buffer {
  if (!isDigestName(hash)) throw new RangeError(`there is no digest ${hash}`);
  const digest = digestStream(hash);
  digest.update(Buffer.from(text));
  return Buffer.concat([MAGIC, sshStrings(kind, '', hash, Buffer.from(digest.text(), 'hex'))]);
}
