import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dlake-readme-'));
  mkdirSync(join(folder, 'bin'));
  const dlake = join(folder, 'bin', 'dlake');
  writeFileSync(dlake, `#!/bin/sh\nexec "${process.execPath}" "${ROOT}bin/dlake.js" "$@"\n`);
  chmodSync(dlake, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The shell block of the README that follows the comment with this word. */
function block(word: string): string {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const found = new RegExp(`<!-- ${word}:[^>]*-->\\s*\`\`\`sh\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1];
  if (found === undefined) throw new Error(`the README has no block ${word}`);
  return found;
}

function run(script: string) {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  return spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: home,
      TMPDIR: folder,
      LC_ALL: 'C.UTF-8',
    },
  });
}

it('the tour works as it stands, in a fresh home folder', () => {
  const { status, stdout, stderr } = run(`${block('tour')}\ndlake catalog stop >/dev/null`);
  expect(stderr).not.toMatch(/Error|Warning/);
  expect(status).toBe(0);
  expect(stdout).toContain('raw/geo/GSE2034@v2');
  expect(stdout).toContain('verified-weak');
  expect(stdout).toContain('~ matrix.tsv');
  expect(stdout).toContain('raw/geo/GSE2034@v2:matrix.tsv');
  expect(stdout).toContain('raw/upload/clinical@v1  clinical');
  expect(stdout).toContain('all as their ids say');
});
