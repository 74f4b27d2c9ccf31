import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { MEAN, RAW, smallLake } from './small-lake.ts';

const CURATED = 'curated/geo/GSE2034.mean';
const GRACE = { env: { DLAKE_AUTHOR: 'Grace Example <grace@example.org>' } };
let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

test('a layer takes what has the metadata, what is whole, and what a command finds good', async () => {
  await session.json(['config', 'curated.metadata', 'organism, tissue']);
  expect(await session.show('promote', MEAN, '-m', 'Reviewed')).toMatchInlineSnapshot(`
    "$ dlake promote processed/geo/GSE2034.mean -m Reviewed
    Error: curated/geo/GSE2034.mean was refused: curated takes what has the metadata organism, tissue; it lacks organism, tissue.
    (exit 5)"
  `);
  await session.json(['annotate', MEAN, '--meta', 'organism=human', '--meta', 'tissue=breast']);
  await session.json(['config', 'curated.verify', 'yes']);
  session.write(
    'lake/check.sh',
    'echo "looked at $1"; grep -q BRCA1 "$DLAKE_DATA/mean.tsv" && test "$1" = "$DLAKE_DATA" && ! test -e "$1/bad"\n',
  );
  await session.json(['config', 'curated.command', 'sh check.sh']);
  await session.json(['promote', MEAN, '-m', 'Reviewed']);
  expect((await session.json<{ checks: object[] }>(['show', CURATED])).checks).toEqual([
    { check: 'metadata', keys: ['organism', 'tissue'], by: expect.stringMatching(/^dlake \d/) },
    { check: 'verify', objects: 3, bytes: expect.any(Number), by: expect.any(String) },
    { check: 'command', command: 'sh check.sh', exitCode: 0, by: expect.any(String) },
  ]);
  expect(readdirSync(join(session.lake, '.dlake', 'runs'))).toEqual([]);
});

test('what a command does not find good stays out, and what it said is kept', async () => {
  session.write(`lake/${MEAN}/bad`, 'bad\n');
  await session.json(['commit', MEAN, '--from', RAW, '-m', 'bad']);
  await session.json(['annotate', MEAN, '--meta', 'organism=human', '--meta', 'tissue=breast']);
  const said = await session.dlake(['promote', MEAN, '-m', 'Reviewed']);
  expect(said.code).toBe(5);
  expect(said.stderr).toContain('takes what passes `sh check.sh`, which ended with exit code 1');
  const logs = readdirSync(join(session.lake, '.dlake', 'runs'));
  expect(logs).toHaveLength(1);
  expect(logs[0]).toMatch(/\.log$/);
  for (const key of ['curated.command', 'curated.verify', 'curated.metadata'])
    await session.json(['config', key, '--unset']);
});

test('what takes two needs another one, and a lake that trusts names', async () => {
  await session.json(['config', 'curated.approval', 'yes']);
  expect(await session.show('approve', MEAN)).toMatchInlineSnapshot(`
    "$ dlake approve processed/geo/GSE2034.mean
    Error: The approval was refused: a lake on one machine can not prove who approves: approve at the lab (--remote), or have this lake trust names (dlake config trustNames yes).
    (exit 5)"
  `);
  await session.json(['config', 'trustNames', 'yes']);
  await session.json(['approve', MEAN]);
  expect(await session.show('promote', MEAN, '-m', 'Mine')).toMatchInlineSnapshot(`
    "$ dlake promote processed/geo/GSE2034.mean -m Mine
    Error: curated/geo/GSE2034.mean was refused: curated takes what somebody else has approved: dlake approve, by another than Ada Example <ada@example.org>.
    (exit 5)"
  `);
  expect(await session.json(['approve', MEAN, '-m', 'Looks good'], GRACE)).toMatchObject({
    layer: 'curated',
    actor: 'Grace Example <grace@example.org>',
    reason: 'Looks good',
  });
  await session.json(['promote', MEAN, '-m', 'Ours']);
  expect((await session.json<{ checks: object[] }>(['show', CURATED])).checks).toEqual([
    {
      check: 'approval',
      by: 'Grace Example <grace@example.org>',
      at: expect.any(String),
      reason: 'Looks good',
    },
  ]);
});
