import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPostgres, makeDatabase, type PostgresServer } from './servers/postgres.ts';
import { findMinio, isMinioHere, type S3Server } from './servers/s3.ts';

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

function run(script: string, env: Readonly<Record<string, string>> = {}) {
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
      ...env,
    },
  });
}

it('the tour and what follows it work as they stand, in a fresh home folder', () => {
  const { status, stdout, stderr } = run(`${block('tour')}\ndlake catalog stop >/dev/null\n${block('pins')}`);
  expect(stderr).not.toMatch(/Error|Warning/);
  expect(status).toBe(0);
  expect(stdout).toContain('raw/geo/GSE2034@v2');
  expect(stdout).toContain('verified-weak');
  expect(stdout).toContain('~ matrix.tsv');
  expect(stdout).toContain('raw/geo/GSE2034@v2:matrix.tsv');
  expect(stdout).toContain('raw/upload/clinical@v1  clinical');
  expect(stdout).toContain('all as their ids say');
  expect(stdout).toContain('raw/geo/GSE2034@v1 is pinned, the newest is raw/geo/GSE2034@v2');
  expect(stdout).toContain('raw/geo/GSE2034@v1 -> raw/geo/GSE2034@v2');
});

it('the script of an array job commits its parts from twenty processes at once', async () => {
  const lake = join(folder, 'array');
  const before = `mkdir -p ${lake}/raw/lab/cells && cd ${lake} && dlake init && dlake config author "Ada <ada@example.org>"
    echo 1 > raw/lab/cells/a && dlake commit raw/lab/cells -m one && dlake checkout raw/lab/cells`;
  expect(run(before).status).toBe(0);
  const task = block('array').replaceAll('/project/lake', lake);
  writeFileSync(join(folder, 'task.sh'), task);
  const all = `for task in $(seq 0 19); do SLURM_JOB_ID=1 SLURM_ARRAY_TASK_ID=$task bash -e ${folder}/task.sh & pids="\${pids:-} $!"; done
    for pid in $pids; do wait $pid; done; cd ${lake}; dlake ls processed/lab/cells | wc -l; dlake status processed/lab/cells`;
  const { status, stdout, stderr } = run(all);
  expect(stderr).not.toMatch(/Error|Warning/);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^20$/m);
  expect(stdout).toMatch(/^clean +processed\/lab\/cells$/m);
});

describe.skipIf(!isMinioHere() && process.env.CI !== 'true')('a lab', () => {
  let minio: S3Server | undefined;
  let postgres: PostgresServer | undefined;
  beforeAll(async () => {
    [minio, postgres] = await Promise.all([findMinio(), findPostgres()]);
  });
  afterAll(() => Promise.all([minio?.stop(), postgres?.stop()]));

  it('has its lake by the commands that stand here, on servers like those of docker-compose.yml', async () => {
    if (minio === undefined || postgres === undefined) throw new Error('no servers');
    const catalog = await makeDatabase(postgres, 'readme');
    const { accessKeyId, secretAccessKey } = minio.credentials;
    const commands = block('lab')
      .replaceAll('postgres://postgres@127.0.0.1/lake', catalog)
      .replaceAll('http://127.0.0.1:9000', minio.endpoint)
      .replaceAll('lab-{layer}', `readme${process.pid}-{layer}`)
      .replace('AWS_ACCESS_KEY_ID=lake-admin', `AWS_ACCESS_KEY_ID=${accessKeyId}`);
    const mine = [
      'mkdir lab-tour && cd lab-tour && dlake init && dlake config author "Ada <ada@example.org>"',
      'mkdir -p raw/geo/GSE2034 && echo 1 > raw/geo/GSE2034/a && dlake commit raw/geo/GSE2034 -m one',
    ];
    const { status, stdout, stderr } = run(
      [...mine, commands, 'cat ../their-lake/raw/geo/GSE2034/a; dlake catalog stop'].join('\n'),
      { POSTGRES_PASSWORD: 'none', MINIO_ROOT_PASSWORD: secretAccessKey },
    );
    expect(stderr).not.toMatch(/Error|Warning/);
    expect(status).toBe(0);
    expect(stdout).toContain('made     the group dlake_contributor');
    expect(stdout).toContain('created       raw/geo/GSE2034  nothing -> ');
    expect(stdout).toContain('Checked 3 objects');
    expect(stdout).not.toContain('fail ');
  });
});
