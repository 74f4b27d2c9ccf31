import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LAUNCHER, Session } from './run-dlake.ts';

let session: Session;

beforeAll(async () => {
  session = new Session();
  await session.json(['init']);
  session.write('lake/raw/geo/GSE2034/a.txt', 'a');
  await session.json(['commit', 'raw/geo/GSE2034', '-m', 'x']);
});

afterAll(() => session[Symbol.asyncDispose]());

test.each([
  ['a command', ['whe'], 'words\nwhence\t'],
  ['a command below a topic', ['catalog', 's'], 'words\nstop\t'],
  ['a flag', ['commit', 'x', '--allow-d'], 'words\n--allow-delete\t'],
  ['a value of a flag', ['commit', 'x', '--action', 'pip'], 'words\npipeline\n'],
  ['a file', ['commit', 'ra'], 'files\n'],
  ['a file for a flag', ['checkout', 'raw/geo/GSE2034', '--to', ''], 'files\n'],
  ['a ref', ['show', 'raw/g'], 'words\nraw/geo/GSE2034\n'],
  ['a ref for a flag', ['commit', 'x', '--from', 'raw/g'], 'words\nraw/geo/GSE2034\n'],
  ['a ref after a flag with a value', ['log', '-n', '3', 'raw'], 'words\nraw/geo/GSE2034\n'],
  ['a dataset', ['log', 'geo/'], 'words\ngeo/GSE2034\n'],
  ['a ref as the second argument', ['diff', 'raw/geo/GSE2034', 'r'], 'words\nraw/geo/GSE2034\n'],
  ['a path where there is no such ref', ['diff', 'processed'], 'files\n'],
  ['nothing known', ['nonsense', 'x'], 'words\n'],
])('completes %s', async (_, words, expected) => {
  const { stdout, stderr, code } = await session.dlake(['__complete', ...words]);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(stdout.slice(0, expected.length)).toBe(expected);
});

test('a completion outside of a lake keeps quiet', async () => {
  expect(await session.dlake(['__complete', 'show', 'raw'], { cwd: 'home' })).toEqual({
    stdout: 'files\n',
    stderr: '',
    code: 0,
  });
});

/** What each shell does with our script, in its own words. */
const SHELLS: Readonly<Record<string, readonly string[]>> = {
  bash: [
    'bash',
    '-c',
    `source <(dlake completion bash)
COMP_WORDS=(dlake stat); COMP_CWORD=1; _dlake; echo "\${COMPREPLY[@]}"
COMP_WORDS=(dlake show raw/g); COMP_CWORD=2; _dlake; echo "\${COMPREPLY[@]}"`,
  ],
  zsh: [
    'zsh',
    '-f',
    '-c',
    `compdef() { :; }; source <(dlake completion zsh)
_describe() { print -l -- "\${\${(P)4}%%:*}"; }
words=(dlake stat); CURRENT=2; _dlake
words=(dlake show raw/g); CURRENT=3; _dlake`,
  ],
  fish: [
    'fish',
    '--no-config',
    '-c',
    `source (dlake completion fish | psub)
complete -C "dlake stat" | string replace -r '\\t.*' ''
complete -C "dlake show raw/g"`,
  ],
};

/** Shells are taken as they are found on a desk; where CI runs, all must be there. */
function installed(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.each(Object.keys(SHELLS).filter((shell) => process.env.CI || installed(shell)))(
  '%s completes with our script',
  async (shell) => {
    session.write('bin/dlake', `#!/bin/sh\nexec '${process.execPath}' '${LAUNCHER}' "$@"\n`);
    chmodSync(join(session.folder, 'bin/dlake'), 0o755);
    const [program = '', ...args] = SHELLS[shell] ?? [];
    const env = {
      ...process.env,
      HOME: session.folder,
      PATH: `${join(session.folder, 'bin')}:${process.env.PATH}`,
    };
    const said = execFileSync(program, args, { cwd: session.lake, env, encoding: 'utf8' });
    expect(said).toBe('status\nraw/geo/GSE2034\n');
  },
);
