import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bundle } from '../../.config/bundle.ts';
import { Session } from './run-dlake.ts';

/** What a start must not load: each of these costs as much as all the rest, or has no business there. */
const HEAVY = /zod|kysely|(?:^|\/)pg\b|pglite|aws|fastify|ink\b|saxes|cbor/;
const COSTLY_BUILTINS = ['zlib', 'child_process', 'worker_threads', 'readline', 'http', 'dns'];
const TRACE = fileURLToPath(new URL('trace-loads.cjs', import.meta.url));
const OURS = fileURLToPath(new URL('../..', import.meta.url));

interface Loaded {
  readonly files: readonly string[];
  readonly builtins: readonly string[];
}

async function loadedBy(session: Session, args: readonly string[]): Promise<Loaded> {
  const trace = join(session.folder, 'trace.json');
  const said = await session.dlake(args, { env: { TRACE_FILE: trace }, node: ['--require', TRACE] });
  expect(said.code).toBe(0);
  return JSON.parse(readFileSync(trace, 'utf8'));
}

const ownFiles = ({ files }: Loaded): string[] =>
  files
    .filter((url) => url.startsWith('file:') && !url.endsWith('trace-loads.cjs'))
    .map((url) => basename(url))
    .sort();

test.each([[['--help']], [['--version']], [['status', '--help']], [['help', 'commit']]])(
  '%j loads the start and nothing else',
  async (args) => {
    await using session = new Session();
    const loaded = await loadedBy(session, args);
    expect(ownFiles(loaded)).toEqual(['dlake.js', 'start.js']);
    expect(loaded.builtins.filter((name) => [...COSTLY_BUILTINS, 'crypto'].includes(name))).toEqual([]);
  },
);

test('status of a small lake loads no database, no schemas and no costly part of Node', async () => {
  await using session = new Session();
  await session.json(['init']);
  session.write('lake/raw/lab/plate/a.csv', 'a,b\n');
  await session.json(['commit', 'raw/lab/plate', '-m', 'x']);
  const loaded = await loadedBy(session, ['status']);
  expect(ownFiles(loaded).filter((name) => HEAVY.test(name))).toEqual([]);
  expect(ownFiles(loaded)).toContain('run.js');
  expect(loaded.builtins.filter((name) => COSTLY_BUILTINS.includes(name))).toEqual([]);
});

test('nor does it where it tells how far a ref is from that of a remote, or has to count first', async () => {
  await using session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
  session.write('lake/raw/lab/plate/a.csv', 'a,b\n');
  await session.json(['commit', 'raw/lab/plate', '-m', 'x']);
  await session.json(['remote', 'add', 'lab', '../lab']);
  await session.json(['push', 'lab', 'raw/lab/plate']);
  session.write('lake/raw/lab/plate/b.csv', 'a,b\n');
  await session.json(['commit', 'raw/lab/plate', '-m', 'y']);
  const kept = join(session.lake, '.dlake/state/remotes/lab.json');
  expect(existsSync(kept)).toBe(true);
  const told = await loadedBy(session, ['status']);
  expect(ownFiles(told).filter((name) => HEAVY.test(name))).toEqual([]);
  expect(told.builtins.filter((name) => COSTLY_BUILTINS.includes(name))).toEqual([]);
  rmSync(kept);
  const counted = await loadedBy(session, ['status']);
  expect(existsSync(kept)).toBe(true);
  expect(ownFiles(counted).filter((name) => HEAVY.test(name))).toEqual([]);
});

test('the trace sees what other commands load', async () => {
  await using session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
  const files = ownFiles(await loadedBy(session, ['log']));
  expect(files).toEqual(expect.arrayContaining(['kysely.js', 'pglite.mjs']));
});

test('the files of the start have none of the heavy packages in them', async () => {
  const dist = mkdtempSync(join(tmpdir(), 'dlake-bundle-'));
  try {
    const [ours] = await bundle(OURS, dist);
    const packages = (file: string) =>
      Object.entries(ours?.outputs ?? {})
        .filter(([path]) => basename(path) === file)
        .flatMap(([, { inputs }]) => Object.keys(inputs).filter((path) => path.includes('node_modules')));
    expect(packages('start.js')).toEqual([]);
    expect(packages('run.js').some((path) => path.includes('@oclif/core'))).toBe(true);
    expect(packages('run.js').filter((path) => HEAVY.test(path))).toEqual([]);
  } finally {
    rmSync(dist, { recursive: true });
  }
});
