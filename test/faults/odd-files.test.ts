import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { differences, readFiles, writeFiles } from './files.ts';
import { Lab, type LabOptions, type Run } from './lab.ts';
import { isRoot } from './room.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const REF = 'raw/lab/odd';

describe('a folder with', () => {
  const lab = new Lab();
  const folder = join(lab.lake, REF);
  const good = { 'good.txt': Buffer.from('good'), 'sub/other.txt': Buffer.from('other') };

  beforeAll(() => lab.json(['init']));
  afterAll(() => lab.close());
  beforeEach(() => writeFiles(folder, good));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const commit = (options?: LabOptions, ...more: string[]): Promise<Run> =>
    lab.dlake(['commit', REF, '-m', 'odd', '--json', ...more], options);

  /** The commit failed with this error, which names the file, and nothing is half-committed. */
  async function expectRefused(run: Run, code: string, path: string): Promise<void> {
    expect(run.code, run.stderr).toBe(1);
    const error = JSON.parse(run.stderr) as { code: string; message: string };
    expect(error).toMatchObject({ code, message: expect.stringContaining(path) });
    const log = await lab.dlake(['log', REF, '--json']);
    expect(log.code).toBe(1);
    expect(await lab.json(['fsck'])).toMatchObject({ ok: true });
  }

  it('a file that grows while it is hashed: tried again, then refused by name', async () => {
    const path = join(folder, 'growing.log');
    const script = `
      const { openSync, writeSync, appendFileSync } = require('node:fs');
      const file = openSync(process.argv[1], 'a');
      writeSync(file, Buffer.alloc(8 << 20, 1));
      console.log('growing');
      setInterval(() => writeSync(file, 'x'), 1);
      setTimeout(() => process.exit(), 30_000);`;
    const writer = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(writer.stdout, 'data');
      await expectRefused(await commit(), 'file-changed', 'growing.log');
    } finally {
      writer.kill();
      await once(writer, 'exit');
    }
  });

  it('a file that may not be read', async () => {
    writeFiles(folder, { 'secret.txt': Buffer.from('secret') });
    chmodSync(join(folder, 'secret.txt'), 0);
    await expectRefused(await commit({ wrap: withoutPowers }), 'file-unreadable', 'secret.txt');
  });

  it('a folder that may not be read', async () => {
    writeFiles(folder, { 'closed/secret.txt': Buffer.from('secret') });
    chmodSync(join(folder, 'closed'), 0);
    const run = await commit({ wrap: withoutPowers });
    chmodSync(join(folder, 'closed'), 0o755);
    await expectRefused(run, 'file-unreadable', 'closed');
  });

  it('a file that vanishes before it is read', async () => {
    writeFiles(folder, { 'fleeting.txt': Buffer.from('fleeting') });
    const path = join(folder, 'fleeting.txt');
    const strace = ['strace', '-f', '-o', '/dev/null', '-P', path];
    const fault = ['-e', 'trace=openat', '-e', 'inject=openat:error=ENOENT'];
    const run = await commit({ wrap: (argv) => [...strace, ...fault, ...argv] });
    await expectRefused(run, 'file-unreadable', 'fleeting.txt');
  });

  it('a socket', async () => {
    const server = createServer().listen(join(folder, 'app.sock'));
    await once(server, 'listening');
    await expectRefused(await commit(), 'file-kind', 'app.sock');
    server.close();
  });

  it('a pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'queue')]);
    await expectRefused(await commit(), 'file-kind', 'queue');
  });

  it('a name that is not UTF-8', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe9, 0x2e, 0x74)]), 'latin');
    await expectRefused(await commit(), 'path-not-utf8', 'caf');
  });

  it('nothing in it: refused, unless that is meant', async () => {
    rmSync(folder, { recursive: true });
    mkdirSync(folder, { recursive: true });
    await expectRefused(await commit(), 'folder-empty', 'odd');
    const empty = join(lab.folder, 'empty');
    mkdirSync(empty);
    const made = await lab.json(['commit', empty, '--as', 'raw/lab/empty', '-m', 'none', '--allow-empty']);
    expect(made).toMatchObject({ files: 0, bytes: 0 });
    const to = join(lab.folder, 'empty-out');
    await lab.json(['checkout', 'raw/lab/empty', '--to', to]);
    expect(readFiles(to)).toEqual({});
  });

  it('names that are hard to handle: kept as they are', async () => {
    const names = [
      'new\nline.txt',
      'tab\t.txt',
      '"quotes" and \'more\'.txt',
      'back\\slash',
      ' spaces ',
      '-m',
      '*?[x].txt',
      '$(touch owned)',
      'emoji 🧬.fasta',
      '\u202eright to left',
      'e\u0301 decomposed',
      'CON',
      '#comment',
      '!not',
      `${'long'.repeat(62)}.longer`.slice(0, 255),
      `deep/${Array.from({ length: 12 }, () => 'd'.repeat(250)).join('/')}/file`,
    ];
    const hard = Object.fromEntries(names.map((name) => [name, Buffer.from(name)]));
    const source = join(lab.folder, 'hard');
    writeFiles(source, hard);
    await lab.json(['commit', source, '--as', 'raw/lab/hard', '-m', 'hard names']);
    const listed = (await lab.json(['ls', 'raw/lab/hard'])) as readonly { path: string }[];
    expect(listed.map(({ path }) => path).sort()).toEqual([...names].sort());
    const to = join(lab.folder, 'hard-out');
    await lab.json(['checkout', 'raw/lab/hard', '--to', to]);
    expect(differences(readFiles(to), hard)).toEqual([]);
    for (const name of names) {
      const cat = await lab.dlake(['cat', `raw/lab/hard:${name}`]);
      expect(cat.stdout, name).toBe(name);
    }
  });
});

/** Root reads everything: without these capabilities it is refused like anybody else. */
const withoutPowers = (argv: readonly string[]): readonly string[] =>
  isRoot() ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', ...argv] : argv;
