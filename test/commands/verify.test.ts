import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { breakAByte } from '../demo/break-a-byte.ts';
import { brokenIds, CID, MEAN, RAW, smallLake } from './small-lake.ts';

const HEX = /^[0-9a-f]{64}$/;
let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

const whole = { damaged: [], broken: [], missing: [], absent: [], withdrawn: [] };

test('everything, some versions, a tag', async () => {
  expect(await session.show('verify')).toMatchInlineSnapshot(`
    "$ dlake verify
    Checked 10 objects, 1.5 KiB: all as their ids say."
  `);
  expect(await session.json(['verify'])).toEqual({
    ok: true,
    checked: 10,
    bytes: expect.any(Number),
    coverage: 1,
    ...whole,
  });
  expect(await session.show('verify', `${RAW}@v1`, MEAN)).toMatchInlineSnapshot(`
    "$ dlake verify raw/geo/GSE2034@v1 processed/geo/GSE2034.mean
    Checked 7 objects, 1008 B: all as their ids say."
  `);
  await session.json(['tag', 'fig3', `${RAW}@v1`, MEAN]);
  const [one, other] = [
    await session.json(['verify', 'fig3']),
    await session.json(['verify', MEAN, `${RAW}@v1`]),
  ];
  expect(one).toEqual(other);
});

test('--sample reads a part, the same one for the same seed', async () => {
  const sample = async (seed: string) =>
    session.json<{ checked: number; coverage: number }>(['verify', '--sample', '40%', '--seed', seed]);
  const one = await sample('monday');
  expect(one).toMatchObject({ ok: true, sample: { percent: 40, seed: 'monday' } });
  expect(one.coverage).toBeGreaterThan(0);
  expect(one.coverage).toBeLessThan(1);
  expect(await sample('monday')).toEqual(one);
  const { stdout } = await session.dlake(['verify', '--sample', '40', '--seed', 'monday']);
  expect(stdout).toMatchInlineSnapshot(`
    "Checked 4 objects, 762 B, 40% of what was asked for, a sample of 40% with the seed monday: all as their ids say.
    "
  `);
  for (const flags of [
    ['--sample', '0'],
    ['--sample', '101%'],
    ['--sample', 'some'],
    ['--seed', '1'],
  ])
    expect({ flags, ...(await session.dlake(['verify', ...flags])) }).toMatchObject({ code: 2, stdout: '' });
});

test('the worktree, against what was checked out', async () => {
  expect(await session.show('verify', '--worktree')).toMatchInlineSnapshot(`
    "$ dlake verify --worktree
    Checked 3 objects, 100 B: all as their ids say."
  `);
  const matrix = join(session.lake, RAW, 'matrix.tsv');
  const before = readFileSync(matrix);
  appendFileSync(matrix, 'late\n');
  rmSync(join(session.lake, MEAN, 'mean.tsv'));
  expect(await session.show('verify', '--worktree')).toMatchInlineSnapshot(`
    "$ dlake verify --worktree
    Damaged: raw/geo/GSE2034@v2:matrix.tsv
      its bytes differ from the version
      commit   37b327ffa9
      expected b3fa4aa19974f0d11b2b710229e454db875a89b90bce152b1bc58b213444e643
      found    af56eee6882a72df0c0949063cdafe262e12a7d7a636fde645054e521540569a
    Missing: processed/geo/GSE2034.mean@v1:mean.tsv
      the file is not there
      commit   4164e978b5
      expected 853f3b13bf49319214e33d4e782616589fc40653e3b12695fc0f492aac07f1fa
    Checked 3 objects, 100 B: 1 damaged, 1 missing.
    (exit 4)"
  `);
  expect(await session.json(['restore', RAW, MEAN])).toMatchObject({ restored: expect.anything() });
  expect(readFileSync(matrix)).toEqual(before);
  expect(await session.json(['verify', '--worktree', RAW])).toMatchObject({ ok: true, checked: 2 });
  expect(await session.show('verify', '--worktree', 'raw/geo/GSE1')).toMatchInlineSnapshot(`
    "$ dlake verify --worktree raw/geo/GSE1
    Error: raw/geo/GSE1 is not checked out.
    Hint: dlake checkout raw/geo/GSE1
    (exit 1)"
  `);
});

test('what is no version is an error', async () => {
  expect(await session.dlake(['verify', 'nope'])).toMatchObject({ code: 1, stdout: '' });
  expect(await session.show('verify', `${RAW}:matrix.tsv`)).toMatchInlineSnapshot(`
    "$ dlake verify raw/geo/GSE2034:matrix.tsv
    Error: raw/geo/GSE2034:matrix.tsv is a file of a version, and a whole version is meant here.
    (exit 2)"
  `);
  expect(await session.dlake(['verify', '--format', 'xml'])).toMatchObject({ code: 2 });
});

test('a flipped bit is found and named, in every format', async () => {
  breakAByte(join(session.lake, '.dlake/store'), readFileSync(join(session.lake, RAW, 'matrix.tsv')));
  expect(await session.show('verify')).toMatchInlineSnapshot(`
    "$ dlake verify
    Damaged: raw/geo/GSE2034@v2:matrix.tsv
      its bytes have changed
      commit   37b327ffa9
      expected b3fa4aa19974f0d11b2b710229e454db875a89b90bce152b1bc58b213444e643
      found    dd0ad98c66cd5e422e0282499f385be1fa61183e8f2266e21c21f9ad17c34015
    Checked 10 objects, 1.5 KiB: 1 damaged.
    (exit 4)"
  `);
  const { stdout, stderr, code } = await session.dlake(['verify', RAW, '--json']);
  const report = JSON.parse(stdout);
  expect({ stderr, code }).toEqual({ stderr: '', code: 4 });
  expect(brokenIds(report)).toEqual([]);
  expect(report).toMatchObject({ ok: false, coverage: 1, missing: [] });
  expect(report.damaged).toEqual([
    {
      ref: RAW,
      commit: expect.stringMatching(CID),
      version: 'v2',
      path: 'matrix.tsv',
      id: expect.stringMatching(CID),
      reason: 'its bytes have changed',
      expected: expect.stringMatching(HEX),
      found: expect.stringMatching(HEX),
    },
  ]);
  expect(await session.json(['verify', `${RAW}@v1`])).toMatchObject({ ok: true });
  expect(JSON.parse((await session.dlake(['verify', RAW, '--format', 'json'])).stdout)).toEqual(report);
  expect(await session.show('verify', RAW, '--format', 'github')).toMatchInlineSnapshot(`
    "$ dlake verify raw/geo/GSE2034 --format github
    ::error file=raw/geo/GSE2034/matrix.tsv,title=dlake%3A damaged::raw/geo/GSE2034@v2:matrix.tsv%0Aits bytes have changed%0Aexpected b3fa4aa19974f0d11b2b710229e454db875a89b90bce152b1bc58b213444e643%0Afound dd0ad98c66cd5e422e0282499f385be1fa61183e8f2266e21c21f9ad17c34015
    ::notice title=dlake verify::Checked 4 objects, 606 B: 1 damaged.
    (exit 4)"
  `);
  expect(await session.show('verify', RAW, '--format', 'junit')).toMatchInlineSnapshot(`
    "$ dlake verify raw/geo/GSE2034 --format junit
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="dlake verify" tests="1" failures="1" errors="0">
      <testsuite name="dlake verify" tests="1" failures="1" errors="0" skipped="0">
        <properties>
          <property name="checked" value="4"/>
          <property name="bytes" value="606"/>
          <property name="coverage" value="1"/>
        </properties>
        <testcase name="matrix.tsv" classname="raw/geo/GSE2034@v2"><failure type="damaged" message="its bytes have changed">id bafkreift7jfkdglu6dirwk3raiu6ivg3q5nitoilzykswg6frmqtirhgim&#10;expected b3fa4aa19974f0d11b2b710229e454db875a89b90bce152b1bc58b213444e643&#10;found dd0ad98c66cd5e422e0282499f385be1fa61183e8f2266e21c21f9ad17c34015</failure></testcase>
        <system-out>Checked 4 objects, 606 B: 1 damaged.</system-out>
      </testsuite>
    </testsuites>
    (exit 4)"
  `);
});

test('damaged bytes are never given out as good', async () => {
  const cat = await session.dlake(['cat', `${RAW}:matrix.tsv`]);
  expect(cat.code).toBe(4);
  expect(await session.show('checkout', RAW, '--to', '../damaged')).toMatchInlineSnapshot(`
    "$ dlake checkout raw/geo/GSE2034 --to ../damaged
    Error: The bytes stored as b3fa4aa199 are damaged: they hash to dd0ad98c66 (in raw/geo/GSE2034:matrix.tsv).
    Hint: \`dlake verify\` lists all that is damaged.
    (exit 4)"
  `);
});
