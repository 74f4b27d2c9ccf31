import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { brokenIds, CID, MEAN, RAW, smallLake } from './small-lake.ts';

const README = 'Relapse of breast cancer, 286 patients\n';
const SHA256 = createHash('sha256').update(README).digest('hex');
let session: Session;
beforeAll(async () => {
  session = await smallLake();
  session.write(`lake/${MEAN}/copy.txt`, README);
  await session.json(['commit', MEAN, '-m', 'With its notes', '--from', RAW]);
});
afterAll(() => session[Symbol.asyncDispose]());

test('a file from anywhere: every dataset, version and path that holds its bytes', async () => {
  session.write('home/notes.txt', README);
  expect(await session.show('whence', '../home/notes.txt')).toMatchInlineSnapshot(`
    "$ dlake whence ../home/notes.txt
    9f62012f66  processed/geo/GSE2034.mean@v2:copy.txt
    37b327ffa9  raw/geo/GSE2034@v2:docs/README.txt
    e623c4b7cc  raw/geo/GSE2034@v1:docs/README.txt"
  `);
});

test('--json gives what the contract says, and nothing else', async () => {
  const places = await session.json<unknown[]>(['which', `${RAW}/docs/README.txt`]);
  expect(brokenIds(places)).toEqual([]);
  expect(places).toEqual([
    { ref: MEAN, commit: expect.stringMatching(CID), version: 'v2', path: 'copy.txt' },
    { ref: RAW, commit: expect.stringMatching(CID), version: 'v2', path: 'docs/README.txt' },
    { ref: RAW, commit: expect.stringMatching(CID), version: 'v1', path: 'docs/README.txt' },
  ]);
});

test('an id in any form: of sha256, a CID, the beginning of one', async () => {
  const all = await session.json(['whence', SHA256]);
  const [file] = await session.json<{ id: string }[]>(['ls', `${RAW}:docs`]);
  for (const form of [
    `sha256:${SHA256}`,
    SHA256.slice(0, 10),
    SHA256.slice(0, 10).toUpperCase(),
    file?.id ?? '',
  ])
    expect({ form, all: await session.json(['whence', form]) }).toEqual({ form, all });
});

test('bytes that no version has, and what is neither file nor id', async () => {
  session.write('home/new', 'new');
  expect(await session.dlake(['whence', '../home/new'])).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "No version in this lake has the bytes of ../home/new.
    ",
      "stdout": "",
    }
  `);
  expect(await session.dlake(['whence', '../home/new', '--json'])).toEqual({
    stdout: '[]\n',
    stderr: '',
    code: 1,
  });
  expect(await session.show('whence', 'nothing')).toMatchInlineSnapshot(`
    "$ dlake whence nothing
    Error: This file can't be read (there is no such file, and it is no id): nothing
    (exit 1)"
  `);
  expect(await session.show('whence', 'raw')).toMatchInlineSnapshot(`
    "$ dlake whence raw
    Error: This file can't be read (it is not a file): raw
    (exit 1)"
  `);
  expect(await session.dlake(['whence'])).toMatchObject({ code: 2 });
});
