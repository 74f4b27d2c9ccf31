import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunOptions, Session } from '../cli/run-dlake.ts';
import { brokenIds, RAW, smallLake } from './small-lake.ts';

const OUT = 'processed/geo/GSE2034.sorted';
const SORT = ['--', 'sh', '-c', `sort ${RAW}/matrix.tsv > ${OUT}/matrix.tsv; echo sorted`];
let session: Session;
beforeEach(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterEach(() => session[Symbol.asyncDispose]());

interface Shown {
  readonly id: string;
  readonly inputs: readonly string[];
  readonly action: string;
  readonly message: string;
  readonly parameters: object;
  readonly run: Readonly<Record<string, unknown>>;
}
/** Runs what is to go well; what stands after the dashes is the command's, so that `--json` comes first. */
async function run<T = unknown>(args: readonly string[], options?: RunOptions): Promise<T> {
  const said = await session.dlake(['run', '--json', ...args], options);
  if (said.code !== 0) throw new Error(`dlake run ${args.join(' ')}: exit ${said.code}\n${said.stderr}`);
  return JSON.parse(said.stdout);
}
const shown = (rev: string) => session.json<Shown>(['show', rev]);
const runs = () => {
  const folder = join(session.lake, '.dlake', 'runs');
  return existsSync(folder) ? readdirSync(folder) : [];
};

test('commits what the command made, with what it was made from and how', async () => {
  const done = await run<{ commits: object[] }>(
    ['--in', RAW, '--out', OUT, '--param', 'by=gene', '--env', 'LANG', '-m', 'Sorted', ...SORT],
    { env: { LANG: 'C' } },
  );
  expect(brokenIds(done)).toEqual([]);
  expect(done).toMatchObject({
    commits: [{ ref: OUT, version: 'v1', files: 1, unchanged: false }],
    exitCode: 0,
  });
  const made = await shown(OUT);
  expect(made).toMatchObject({
    inputs: [(await shown(RAW)).id],
    action: 'pipeline',
    message: 'Sorted',
    parameters: { by: 'gene' },
    run: {
      command: SORT.slice(1),
      cwd: '.',
      exitCode: 0,
      startedAt: '2026-11-22T10:11:12.345Z',
      endedAt: '2026-11-22T10:11:12.345Z',
      host: expect.any(String),
      user: expect.any(String),
      tool: expect.stringMatching(/^dlake \d/),
      env: { LANG: 'C' },
      outputs: [OUT],
    },
  });
  expect(runs()).toEqual([]);
});

test('what the command says is beside the result', async () => {
  const { stdout, stderr, code } = await session.dlake(['run', '--in', RAW, '--out', OUT, ...SORT]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'sorted\n' });
  expect(stdout).toContain(`${OUT}@v1`);
  const again = await session.dlake(['run', '--in', RAW, '--out', OUT, ...SORT]);
  expect(again.stdout).toContain('has what was made already');
});

test('a command that fails commits nothing and keeps its log', async () => {
  const failing = ['--', 'sh', '-c', `echo half > ${OUT}/half; echo why >&2; exit 3`];
  const said = await session.dlake(['run', '--in', RAW, '--out', OUT, '--json', ...failing]);
  expect(said.code).toBe(1);
  const { code, data } = JSON.parse(said.stderr);
  expect({ code, exitCode: data.exitCode }).toEqual({ code: 'run-failed', exitCode: 3 });
  expect(readFileSync(data.log.replace('~~', session.folder), 'utf8')).toBe('why\n');
  expect((await session.dlake(['show', OUT])).code).toBe(1);
  const absent = await session.dlake([
    'run',
    '--in',
    RAW,
    '--out',
    'processed/lab/x',
    '--',
    './no-such-program',
  ]);
  expect(absent.stderr).toContain('exit code 127');
});

test('what was read is what was checked out, and must stay so', async () => {
  await session.json(['checkout', `${RAW}@v1`]);
  await run(['--in', RAW, '--out', OUT, ...SORT]);
  expect((await shown(OUT)).inputs).toEqual([(await shown(`${RAW}@v1`)).id]);
  const writing = ['--', 'sh', '-c', `echo x > ${OUT}/x; echo x >> ${RAW}/matrix.tsv`];
  const refused = await session.dlake(['run', '--in', RAW, '--out', OUT, ...writing]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('is not what was committed') });
  const before = await session.dlake(['run', '--in', RAW, '--out', 'processed/lab/y', '--', 'true']);
  expect(before).toMatchObject({ code: 1, stderr: expect.stringContaining('is not what was committed') });
});

test('a ref that moves meanwhile is not what was read', async () => {
  const mover = `dlake() { "${process.execPath}" "${join(import.meta.dirname, '../../bin/dlake.js')}" "$@"; }`;
  const elsewhere = join(session.folder, 'other.txt');
  writeFileSync(elsewhere, 'other\n');
  const command = `${mover}; dlake commit --update "${elsewhere}" --as ${RAW} -m moved >&2 && echo 1 > ${OUT}/x`;
  const { id } = await shown(RAW);
  await run(['--in', RAW, '--out', OUT, '--', 'sh', '-c', command]);
  expect((await shown(RAW)).id).not.toBe(id);
  expect((await shown(OUT)).inputs).toEqual([id]);
});

test("what is written besides is named; what was there before is not the command's", async () => {
  session.write('lake/raw/lab/stray/seen.txt', 'seen\n');
  const stray = [
    '--',
    'sh',
    '-c',
    `echo 1 > ${OUT}/x; echo 1 > raw/lab/stray/new.txt; rm raw/lab/stray/seen.txt`,
  ];
  const done = await session.dlake(['run', '--in', RAW, '--out', OUT, '--json', ...stray]);
  expect(JSON.parse(done.stdout).outside).toEqual(['raw/lab/stray/new.txt', 'raw/lab/stray/seen.txt']);
  session.write(`lake/${OUT}/mine.txt`, 'mine\n');
  const dirty = await session.dlake(['run', '--in', RAW, '--out', OUT, ...SORT]);
  expect(dirty).toMatchObject({ code: 1, stderr: expect.stringContaining('mine.txt') });
});

test('rules are told before the command runs', async () => {
  const touch = ['--', 'touch', 'ran'];
  for (const [args, code] of [
    [['run', '--out', OUT, ...touch], 5],
    [['run', '--in', RAW, '--out', 'curated/geo/GSE2034', ...touch], 5],
    [['run', '--in', RAW, '--out', OUT, '--env', 'MY_TOKEN', ...touch], 2],
    [['run', '--in', RAW, '--out', OUT, '--env', 'NOT_SET', ...touch], 2],
    [['run', '--in', RAW, '--out', OUT], 2],
    [['run', '--in', `${RAW}@v9`, '--out', OUT, ...touch], 1],
  ] as const)
    expect((await session.dlake(args)).code, args.join(' ')).toBe(code);
  expect(existsSync(join(session.lake, 'ran'))).toBe(false);
  expect(
    (await session.dlake(['run', '--in', RAW, '--out', OUT, '--lake', session.lake, ...touch], { cwd: '.' }))
      .code,
  ).toBe(2);
});

test('two at once never mix, and two on one output are told', async () => {
  const slow = (ref: string, text: string) =>
    session.dlake([
      'run',
      '--in',
      RAW,
      '--out',
      ref,
      '--json',
      '--',
      'sh',
      '-c',
      `echo ${text} > ${ref}/a; sleep 1; echo ${text} > ${ref}/b`,
    ]);
  const refs = ['processed/lab/one', 'processed/lab/two', 'processed/lab/three'];
  const all = await Promise.all([...refs.map((ref) => slow(ref, ref)), slow('processed/lab/one', 'again')]);
  const told = all.filter(({ code }) => code === 5);
  expect(told).toHaveLength(1);
  expect(told[0]?.stderr).toContain('another run writes to it');
  for (const ref of refs) {
    const made = await shown(ref);
    expect((made.run as { outputs: unknown }).outputs).toEqual([ref]);
    expect(await session.json(['ls', ref])).toHaveLength(2);
  }
  for (const { code, stdout } of all) if (code === 0) expect(JSON.parse(stdout).outside).toEqual([]);
});

test('the code is known by its commit', async () => {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      cwd: session.lake,
    });
  git('init', '-q');
  writeFileSync(join(session.lake, '.gitignore'), '.dlake/\n/raw/\n/processed/\n');
  writeFileSync(join(session.lake, 'requirements.txt'), 'pandas==3\n');
  git('add', '.');
  git('commit', '-qm', 'code');
  git('remote', 'add', 'origin', 'https://ada:secret@git.example.org/code.git');
  await run(['--in', RAW, '--out', OUT, ...SORT]);
  const commit = git('rev-parse', 'HEAD').toString().trim();
  expect((await shown(OUT)).run).toMatchObject({
    code: { commit, clean: true, remote: 'https://git.example.org/code.git' },
    locks: { 'requirements.txt': expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  writeFileSync(join(session.lake, 'requirements.txt'), 'pandas==4\n');
  await run(['--in', RAW, '--out', 'processed/lab/z', '--', 'sh', '-c', 'echo 1 > processed/lab/z/1']);
  expect((await shown('lab/z')).run).toMatchObject({ code: { commit, clean: false } });
});

test('rerun says whether the bytes come out the same, and touches nothing', async () => {
  mkdirSync(join(session.lake, 'scripts'));
  writeFileSync(
    join(session.lake, 'scripts', 'sort.sh'),
    `sort ../${RAW}/matrix.tsv > ../${OUT}/matrix.tsv\n`,
  );
  const inScripts = { cwd: 'lake/scripts' };
  await run(['--in', RAW, '--out', OUT, '--', 'sh', 'sort.sh'], inScripts);
  await session.json(['checkout', `${RAW}@v1`]);
  expect(await session.json(['rerun', OUT])).toMatchObject({
    same: true,
    exitCode: 0,
    added: [],
    modified: [],
    deleted: [],
  });
  const random = [
    '--',
    'sh',
    '-c',
    `head -c 8 /dev/urandom | od > ${OUT}.random/x; echo 1 > ${OUT}.random/same`,
  ];
  await run(['--in', RAW, '--out', `${OUT}.random`, ...random]);
  const other = await session.dlake(['rerun', `${OUT}.random`, '--json']);
  expect(other.code).toBe(1);
  expect(JSON.parse(other.stdout)).toMatchObject({ same: false, modified: ['x'], added: [], deleted: [] });
  expect(
    (await session.json<{ refs: { state: string }[] }>(['status'])).refs.map(({ state }) => state),
  ).not.toContain('modified');
  expect(runs()).toEqual([]);
  expect((await session.dlake(['rerun', RAW])).code).toBe(5);
});
