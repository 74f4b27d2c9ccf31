import { homedir } from 'node:os';
import { join } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { DlakeError } from '../errors.ts';
import type { SigningKey } from '../signatures/signing-key.ts';
import type { Settings } from './settings-keys.ts';

/** For commands that sign. */
export const keyFlag = Flags.string({
  summary:
    'Sign with this Ed25519 key of OpenSSH; where the file has only its public half, or a passphrase, the ssh-agent signs',
  helpValue: 'FILE',
});

/** The key that is named, or that the settings name. Throws `key-unknown` and `key-invalid`. */
export async function signingKey(
  given: string | undefined,
  settings: Settings,
  env: NodeJS.ProcessEnv,
): Promise<SigningKey> {
  const named = given ?? settings.signingKey;
  if (named === undefined) throw new DlakeError('key-unknown', {});
  const { readSigningKey } = await import('../signatures/read-signing-key.ts');
  const file = named.startsWith('~/') ? join(env.HOME ?? homedir(), named.slice(2)) : named;
  return readSigningKey(file, env.SSH_AUTH_SOCK === '' ? undefined : env.SSH_AUTH_SOCK);
}
