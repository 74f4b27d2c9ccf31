import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { MEAN, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
  await session.json(['tag', 'fig3', MEAN]);
});
afterAll(() => session[Symbol.asyncDispose]());

test('fsck of a whole lake', async () => {
  expect(await session.dlake(['fsck'])).toEqual({ stdout: 'The lake is whole.\n', stderr: '', code: 0 });
  expect(await session.json(['fsck'])).toEqual({ ok: true, problems: [] });
});

test('rebuild makes the catalog again, and all that it tells', async () => {
  const told = async () => ({
    log: await session.json(['log']),
    search: await session.json(['search', 'means']),
    tags: await session.json(['tag']),
    doctor: (await session.dlake(['doctor'])).code,
  });
  const before = await told();
  expect(await session.show('rebuild')).toMatchInlineSnapshot(`
    "$ dlake rebuild
    The catalog has 3 versions of 2 refs."
  `);
  expect(await session.json(['rebuild'])).toEqual({ commits: 3, refs: 2, objects: 11, refused: [] });
  expect(await told()).toEqual(before);
  rmSync(join(session.lake, '.dlake/catalog'), { recursive: true });
  expect(await told()).toEqual(before);
});

test('fsck names what is lost', async () => {
  const packs = join(session.lake, '.dlake/store/processed/packs');
  for (const name of readdirSync(packs)) rmSync(join(packs, name), { recursive: true });
  const { stdout, code } = await session.dlake(['fsck']);
  expect(code).toBe(4);
  expect(stdout).toMatchInlineSnapshot(`
    "processed/geo/GSE2034.mean commit 4164e978b5e6294e022cca825840ded7f58e36492f89036e98c0990c77df4939: the commit is missing
    1 problem
    "
  `);
  const { stdout: json } = await session.dlake(['fsck', '--json']);
  expect(JSON.parse(json)).toEqual({
    ok: false,
    problems: [{ where: expect.stringContaining(MEAN), reason: expect.any(String) }],
  });
});

test('verify counts a commit that is lost as missing', async () => {
  const run = await session.dlake(['verify']);
  expect(run.code).toBe(4);
  expect(run.stdout).toMatchInlineSnapshot(`
    "Missing: processed/geo/GSE2034.mean
      a record of the version: it is not in the store
      commit   4164e978b5
      expected 4164e978b5e6294e022cca825840ded7f58e36492f89036e98c0990c77df4939
    Checked 7 objects, 1.1 KiB: 1 missing.
    "
  `);
  const { missing, damaged } = JSON.parse((await session.dlake(['verify', '--json'])).stdout);
  expect({ damaged, missing }).toMatchObject({
    damaged: [],
    missing: [{ ref: MEAN, version: '', path: '' }],
  });
  const junit = await session.dlake(['verify', '--format', 'junit']);
  expect(junit.stdout).toContain(`classname="${MEAN}"`);
});

test('what is refused on rebuild is named, and the rest goes on', async () => {
  const { stdout, code } = await session.dlake(['rebuild', '--json']);
  expect({ code, made: JSON.parse(stdout) }).toMatchInlineSnapshot(`
    {
      "code": 3,
      "made": {
        "commits": 2,
        "objects": 8,
        "refs": 1,
        "refused": [
          {
            "layer": "processed",
            "reason": "object bafyreicbmtuxrnpgffhaelgkqjmebxwx6whdmsjprebw5ggateghpx2jhe is missing",
            "subject": "refs/geo/GSE2034.mean",
          },
        ],
      },
    }
  `);
  expect(await session.json(['log'])).toHaveLength(2);
});
