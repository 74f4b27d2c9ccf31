import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DlakeError } from '../../src/errors.ts';
import { withPins } from '../../src/pins/change-lock.ts';
import { readLock, readLockIfAny, writeLock } from '../../src/pins/lock-file.ts';
import { mergeByUnion } from '../../src/pins/merge-union.ts';
import type { Pin } from '../../src/records/lock.ts';
import { somePin } from './pins.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dlake-merge-'));
  file = join(folder, 'dlake.lock');
  git('init', '--quiet', '--initial-branch=main');
  git('commit', '--quiet', '--allow-empty', '-m', 'begin');
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(...args: string[]): number | null {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  return spawnSync('git', [...identity, ...args], { cwd: folder, env, encoding: 'utf8' }).status;
}

/** Pins these as `dlake pin` does, and commits that. */
function pin(...pins: readonly Pin[]): void {
  writeLock(file, withPins(readLockIfAny(file) ?? { pins: [] }, pins, file));
  mergeByUnion(file);
  git('add', '-A');
  git('commit', '--quiet', '-m', 'pin');
}

function unpin(ref: string): void {
  writeLock(file, { pins: readLock(file).pins.filter((one) => one.ref !== ref) });
  git('commit', '--quiet', '-am', 'unpin');
}

/** Does one thing on a branch and another on main, and merges; git's exit code. */
function merged(theirs: () => void, ours: () => void): number | null {
  git('switch', '--quiet', '-c', 'theirs');
  theirs();
  git('switch', '--quiet', 'main');
  ours();
  return git('merge', '--quiet', '--no-edit', 'theirs');
}

const versions = (): Record<string, string> =>
  Object.fromEntries(readLock(file).pins.map(({ ref, version }) => [ref, version]));

const [A, B, C, D] = ['raw/geo/GSE1', 'raw/geo/GSE2', 'raw/geo/GSE3', 'raw/geo/GSE4'] as const;

test('two branches that each make the file, with several pins each', () => {
  expect(
    merged(
      () => pin(somePin(B), somePin(D)),
      () => pin(somePin(A), somePin(C)),
    ),
  ).toBe(0);
  expect(versions()).toEqual({ [A]: 'v1', [B]: 'v1', [C]: 'v1', [D]: 'v1' });
});

test('two branches that add pins at one place', () => {
  pin(somePin(A), somePin(D));
  expect(
    merged(
      () => pin(somePin(B)),
      () => pin(somePin(C)),
    ),
  ).toBe(0);
  expect(versions()).toEqual({ [A]: 'v1', [B]: 'v1', [C]: 'v1', [D]: 'v1' });
});

test('two branches that add pins at the end, and from different remotes', () => {
  pin(somePin(A));
  const store = 's3://lab-{layer}?endpoint=https://minio.lab:9000';
  expect(
    merged(
      () => pin(somePin(B, 'v1', { store })),
      () => pin(somePin(C, 'v1', { remote: '/mnt/nas/lake' })),
    ),
  ).toBe(0);
  expect(readLock(file).pins.find(({ ref }) => ref === B)).toEqual(somePin(B, 'v1', { store }));
  expect(readLock(file).pins.find(({ ref }) => ref === C)?.remote).toBe('/mnt/nas/lake');
});

test.each([
  ['the pin before', A],
  ['the pin after', C],
])('one moves a pin, the other adds one beside it: %s', (_, moved) => {
  pin(somePin(A), somePin(C));
  expect(
    merged(
      () => pin(somePin(moved, 'v2')),
      () => pin(somePin(B)),
    ),
  ).toBe(0);
  expect(versions()).toEqual({ [A]: 'v1', [B]: 'v1', [C]: 'v1', [moved]: 'v2' });
});

test('two branches that move neighbours', () => {
  pin(somePin(A), somePin(B), somePin(C));
  expect(
    merged(
      () => pin(somePin(A, 'v2')),
      () => pin(somePin(B, 'v3')),
    ),
  ).toBe(0);
  expect(versions()).toEqual({ [A]: 'v2', [B]: 'v3', [C]: 'v1' });
});

test('one takes a pin out, the other moves its neighbour', () => {
  pin(somePin(A), somePin(B), somePin(C));
  expect(
    merged(
      () => unpin(B),
      () => pin(somePin(A, 'v2')),
    ),
  ).toBe(0);
  expect(versions()).toEqual({ [A]: 'v2', [C]: 'v1' });
});

test('two branches that pin one ref to different versions: dlake says so, whatever git made of it', () => {
  pin(somePin(A), somePin(B));
  merged(
    () => pin(somePin(A, 'v2')),
    () => pin(somePin(A, 'v3')),
  );
  expect(() => readLock(file)).toThrow(expect.any(DlakeError));
  expect(() => readLock(file)).toThrow(/keep one of the two/);
});

test('without the line for git a conflict is a conflict, and dlake says what it is', () => {
  pin(somePin(A));
  rmSync(join(folder, '.gitattributes'));
  git('commit', '--quiet', '-am', 'no attributes');
  const alone = (ref: string) => () => {
    writeLock(file, withPins(readLock(file), [somePin(ref)], file));
    git('commit', '--quiet', '-am', 'pin');
  };
  expect(merged(alone(B), alone(C))).toBe(1);
  expect(() => readLock(file)).toThrow(/mark of a merge/);
});

test('the line for git is added once, and stands back for one that is there', () => {
  pin(somePin(A));
  pin(somePin(B));
  const attributes = join(folder, '.gitattributes');
  expect(readFileSync(attributes, 'utf8')).toBe('/dlake.lock merge=union\n');
  writeFileSync(attributes, '*.bin -text\ndlake.lock merge=binary');
  pin(somePin(C));
  expect(readFileSync(attributes, 'utf8')).toBe('*.bin -text\ndlake.lock merge=binary');
});
