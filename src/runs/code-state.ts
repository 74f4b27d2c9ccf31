import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { withoutUserInfo } from './hide-secrets.ts';
import type { RunHost } from './run-host.ts';

/** The code that a command was run from, as git knows it. */
export interface CodeState {
  /** The folder with the repository, absolute. */
  readonly root: string;
  readonly commit: string;
  /** Whether every file that git follows is as that commit has it, and none is unknown to it. */
  readonly clean: boolean;
  /** Where the repository comes from, without a password. */
  readonly remote?: string;
}

const run = promisify(execFile);

/** The state of the git repository around a folder; undefined where there is none, no commit in it, or no git. */
export async function codeState({ cwd, env }: Pick<RunHost, 'cwd' | 'env'>): Promise<CodeState | undefined> {
  const git = async (...args: readonly string[]) => {
    const { stdout } = await run('git', args, {
      cwd,
      env: { ...env, GIT_OPTIONAL_LOCKS: '0' },
      maxBuffer: 1 << 26,
    });
    return stdout.trimEnd();
  };
  try {
    const [root = '', commit = ''] = (await git('rev-parse', '--show-toplevel', 'HEAD')).split('\n');
    const clean = (await git('status', '--porcelain')) === '';
    const remote = await git('remote', 'get-url', 'origin').catch(() => '');
    return { root, commit, clean, ...(remote === '' ? {} : { remote: withoutUserInfo(remote) }) };
  } catch {
    return undefined;
  }
}
