import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scratchFolder } from '../../src/runs/scratch-folder.ts';
import { thisProcess } from '../../src/store/folder/process-identity.ts';

let root: string;
const runs = () => join(root, '.dlake', 'runs');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dlake-scratch-'));
  mkdirSync(runs(), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A folder with something in it that a process left, `days` ago. */
function leave(name: string, owner: object | undefined, days = 0): string {
  mkdirSync(join(runs(), name, 'raw'), { recursive: true });
  if (owner === undefined) return join(runs(), name);
  const file = join(runs(), `${name}.owner`);
  writeFileSync(file, JSON.stringify(owner));
  const then = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
  utimesSync(file, then, then);
  return join(runs(), name);
}

test('what killed processes left goes, what others have stays', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const living = { ...thisProcess('here'), pid: child.pid as number };
  // When it started can be told by itself alone.
  const mine = leave('rerun-mine', thisProcess('here'));
  const killed = leave('rerun-killed', { ...living, start: '1' });
  const nobody = leave('check-old', undefined);
  const elsewhere = leave('rerun-elsewhere', { ...living, host: 'there' }, 6);
  const long = leave('rerun-long', { ...living, boot: 'another' }, 8);
  writeFileSync(join(runs(), '20261122T101112Z-7.log'), 'what a command said');
  const made = scratchFolder(root, 'rerun', 'here');
  expect([mine, elsewhere, made.path].map((path) => existsSync(path))).toEqual([true, true, true]);
  expect([killed, nobody, long].map((path) => existsSync(path))).toEqual([false, false, false]);
  expect(readdirSync(runs())).toContain('20261122T101112Z-7.log');
  made.remove();
  expect(readdirSync(runs()).sort()).toEqual([
    '20261122T101112Z-7.log',
    'rerun-elsewhere',
    'rerun-elsewhere.owner',
    'rerun-mine',
    'rerun-mine.owner',
  ]);
  child.kill();
});
