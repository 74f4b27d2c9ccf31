import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { clock } from '../../src/cli/clock.ts';
import { configFolder, thisHost } from '../../src/cli/host.ts';
import { lakeHost } from '../../src/cli/open-lake.ts';
import { takesColor } from '../../src/cli/paint.ts';

const folder = mkdtempSync(join(tmpdir(), 'dlake-host-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a host has one name, which says which it is and can be given', () => {
  const { host } = thisHost({});
  expect(host).toMatch(/^[A-Za-z0-9_-]+-[0-9a-f]{8}$/);
  expect(thisHost({}).host).toBe(host);
  expect(thisHost({ DLAKE_HOST: 'node 7/../x' }).host).toBe('node-7-x');
});

test('folders are where XDG says, if what it says is a path', () => {
  expect(thisHost({ XDG_CACHE_HOME: '/c' }).cache).toBe('/c/dlake');
  expect(configFolder({ XDG_CONFIG_HOME: '/e' })).toBe('/e/dlake');
  expect(configFolder({ XDG_CONFIG_HOME: 'relative' })).toMatch(/^\/.*dlake/);
});

test('sockets are in a folder of ours that is not too long, or beside the temporary files', () => {
  const ours = join(folder, 'run');
  mkdirSync(ours);
  const own = join(tmpdir(), `dlake-${process.getuid?.()}`);
  expect(thisHost({ XDG_RUNTIME_DIR: ours }).runtime).toBe(join(ours, 'dlake'));
  expect(thisHost({ XDG_RUNTIME_DIR: join(folder, 'absent') }).runtime).toBe(own);
  const long = join(folder, 'x'.repeat(80));
  mkdirSync(long);
  expect(thisHost({ XDG_RUNTIME_DIR: long }).runtime).toBe(own);
  expect(thisHost({}).runtime).toBe(own);
});

test('the clock stands still when it is told to', () => {
  const now = clock({ DLAKE_NOW: '2026-11-22T11:11:12.345+01:00' });
  expect(now().toISOString()).toBe('2026-11-22T10:11:12.345Z');
  expect(now()).not.toBe(now());
  expect(Math.abs(clock({})().getTime() - Date.now())).toBeLessThan(60_000);
  for (const wrong of ['noon', '1', '2026-13-40', '2026-11-22 10:11']) {
    expect(() => clock({ DLAKE_NOW: wrong }), wrong).toThrow(/usage-invalid/);
  }
});

test('who owns the catalog: the environment before the settings, a process by default', () => {
  expect(lakeHost({}, {}).catalogMode).toBe('process');
  expect(lakeHost({}, { catalog: 'inline' }).catalogMode).toBe('inline');
  expect(lakeHost({ DLAKE_CATALOG: 'process' }, { catalog: 'inline' }).catalogMode).toBe('process');
  expect(() => lakeHost({ DLAKE_CATALOG: 'both' }, {})).toThrow(/usage-invalid/);
});

test.each([
  { SLURM_JOB_ID: '4711' },
  { PBS_JOBID: '4711.server' },
  { LSB_JOBID: '4711' },
  { JOB_ID: '4711', SGE_TASK_ID: 'undefined' },
])('a batch job starts no process that it would not see to its end: %j', (job) => {
  expect(lakeHost(job, {}).catalogMode).toBe('inline');
  expect(lakeHost(job, { catalog: 'process' }).catalogMode).toBe('process');
  expect(lakeHost({ ...job, DLAKE_CATALOG: 'process' }, {}).catalogMode).toBe('process');
});

test('what only looks like a batch job is none', () => {
  expect(lakeHost({ JOB_ID: '4711' }, {}).catalogMode).toBe('process');
  expect(lakeHost({ SLURM_JOB_ID: '' }, {}).catalogMode).toBe('process');
});

test('colors: NO_COLOR before FORCE_COLOR before what the terminal is', () => {
  const terminal = { isTTY: true };
  expect(takesColor({}, terminal)).toBe(true);
  expect(takesColor({}, {})).toBe(false);
  expect(takesColor({ TERM: 'dumb' }, terminal)).toBe(false);
  expect(takesColor({ NO_COLOR: '' }, terminal)).toBe(true);
  expect(takesColor({ NO_COLOR: '1', FORCE_COLOR: '1' }, terminal)).toBe(false);
  expect(takesColor({ FORCE_COLOR: '0' }, terminal)).toBe(false);
  expect(takesColor({ FORCE_COLOR: '' }, {})).toBe(true);
});
