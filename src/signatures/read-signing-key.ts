import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DlakeError } from '../errors.ts';
import { agentKey } from './agent-key.ts';
import { keyPoint, pointOfLine } from './public-key.ts';
import type { SigningKey } from './signing-key.ts';
import { SshReader } from './ssh-wire.ts';

const MAGIC = 'openssh-key-v1\0';
const PEM = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/;

/**
 * The Ed25519 key that a file of OpenSSH's holds (`ssh-keygen -t ed25519` makes one). Where it holds the public half
 * alone, or the secret one under a passphrase, the ssh-agent at the socket `agent` signs. Throws `key-invalid`.
 */
export function readSigningKey(file: string, agent: string | undefined): SigningKey {
  const content = contentOf(file);
  const open = pointOfLine(content);
  if (open !== undefined) return agentKey(open, file, agent);
  const [, base64] = PEM.exec(content) ?? [];
  if (base64 === undefined) throw refused(file, 'it is no Ed25519 key as OpenSSH writes them');
  return ofPrivateFile(Buffer.from(base64, 'base64'), file, agent);
}

/** The form is OpenSSH's: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
function ofPrivateFile(bytes: Buffer, file: string, agent: string | undefined): SigningKey {
  const reader = new SshReader(bytes);
  const magic = reader.bytes(MAGIC.length)?.toString('latin1');
  const cipher = reader.text();
  reader.string();
  reader.string();
  const keys = reader.uint32();
  const point = keyPoint(reader.string() ?? Buffer.alloc(0));
  if (magic !== MAGIC || keys !== 1) throw refused(file, 'it is no key as OpenSSH writes them');
  if (point === undefined) throw refused(file, 'it is no Ed25519 key (ssh-keygen -t ed25519 makes one)');
  if (cipher !== 'none') return agentKey(point, file, agent);
  const secret = new SshReader(reader.string() ?? Buffer.alloc(0));
  const [check, again] = [secret.uint32(), secret.uint32()];
  secret.string();
  const [same, both] = [secret.string(), secret.string()];
  if (check !== again || same?.equals(point) !== true || both?.length !== 64)
    throw refused(file, 'it is damaged');
  const jwk = {
    kty: 'OKP',
    crv: 'Ed25519',
    d: both.subarray(0, 32).toString('base64url'),
    x: point.toString('base64url'),
  };
  const key = createPrivateKey({ format: 'jwk', key: jwk });
  return { point, sign: async (message) => sign(null, message, key) };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new DlakeError('key-invalid', { file, reason: (cause as Error).message }, { cause });
  }
}

const refused = (file: string, reason: string) => new DlakeError('key-invalid', { file, reason });
