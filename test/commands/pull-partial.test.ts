import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';

const REF = 'raw/lab/run42';
const LARGE = 5 * 1024 * 1024;

interface Use {
  readonly [amount: string]: unknown;
}

let session: Session;
beforeAll(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
  session.write(`lake/${REF}/a.txt`, 'some reads\n');
  session.write(`lake/${REF}/sub/b.txt`, 'more reads\n');
  session.write(`lake/${REF}/large.bin`, 'x'.repeat(LARGE));
  await session.json(['commit', REF, '-m', 'as sequenced']);
  await session.json(['remote', 'add', 'nas', '../nas']);
  await session.json(['push', 'nas', REF]);
});
afterAll(() => session[Symbol.asyncDispose]());

const use = async (): Promise<Use> =>
  (await session.json<{ readonly datasets: readonly [Use] }>(['du', REF])).datasets[0];
const amount = (files: number, bytes: number) => ({ files, bytes });
const NOTHING = amount(0, 0);

test('what was dropped does not come again, nor what is left out; all that is new comes', async () => {
  const there = (...args: string[]) => session.json(args, { cwd: 'other' });
  await session.json(['clone', '../nas', '../other', '--checkout', REF]);
  await session.json(['drop', REF]);
  expect(await session.json(['pull'])).toMatchObject({
    objectsReceived: 0,
    refs: [{ result: 'up-to-date' }],
  });

  session.write(`other/${REF}/sub/c.txt`, 'theirs\n');
  await there('commit', REF, '-m', 'one of theirs');
  await there('push');
  expect(await session.show('pull', '--dry-run')).toMatchInlineSnapshot(`
    "$ dlake pull --dry-run
    fast-forward  raw/lab/run42  be8f5cb1f6 -> a259df8c5d
      sub/c.txt  7 B
    3 objects, 582 B would come"
  `);
  expect(await session.json(['pull'])).toMatchObject({ refs: [{ result: 'fast-forward' }] });
  expect(readFileSync(join(session.lake, REF, 'sub/c.txt'), 'utf8')).toBe('theirs\n');
  expect(await use()).toMatchObject({ here: amount(1, 7), absent: amount(3, LARGE + 22) });
  expect(await session.json(['verify'])).toMatchObject({ ok: true, missing: [] });
  expect(await session.json(['fsck'])).toMatchObject({ ok: true });

  // Both sides went on, and only a part is checked out here.
  rmSync(join(session.lake, REF), { recursive: true });
  await session.json(['checkout', REF, '--only', 'sub/**']);
  session.write(`lake/${REF}/sub/d.txt`, 'ours\n');
  await session.json(['commit', REF, '-m', 'one of ours']);
  session.write(`other/${REF}/large.bin`, 'y'.repeat(LARGE));
  session.write(`other/${REF}/sub/c.txt`, 'theirs, again\n');
  await there('commit', REF, '-m', 'two of theirs');
  await there('push');
  expect(await session.json(['pull'])).toMatchObject({ refs: [{ result: 'merged' }] });
  expect(readFileSync(join(session.lake, REF, 'sub/c.txt'), 'utf8')).toBe('theirs, again\n');
  expect(existsSync(join(session.lake, REF, 'large.bin'))).toBe(false);
  expect(await use()).toMatchObject({ absent: amount(3, 2 * LARGE + 11), missing: NOTHING });
  await session.json(['push']);
  expect(await session.json(['fsck'])).toMatchObject({ ok: true });
  await there('pull');
});
