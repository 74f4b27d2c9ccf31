import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake();
});
afterAll(() => session[Symbol.asyncDispose]());

interface Findings {
  readonly ok: boolean;
  readonly findings: readonly { check: string; state: string; facts: object; message: string }[];
}

test('doctor looks at the lake and the machine under it', async () => {
  const { stdout, stderr, code } = await session.dlake(['doctor']);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  const lines = stdout
    .replace(/[0-9a-f-]{36}/, 'UUID')
    .replace(/(No reflinks here|Reflinks work).*/, 'Reflinks or not')
    .replace(/^\S+ +\S+ \S+ free.*$/m, 'ok    SPACE free');
  expect(lines).toMatchInlineSnapshot(`
    "ok    Lake UUID in ~~/lake, on the host testhost
    ok    The store in ~~/lake/.dlake/store can be written
    ok    Hard links work: refs move safely, also between hosts
    ok    Files and folders can be flushed: a commit survives power loss
    ok    Reflinks or not
    ok    SPACE free
    ok    The catalog (process) answers: 3 versions of 2 refs
    "
  `);
});

test('doctor --json gives facts, and the words beside them', async () => {
  const { ok, findings } = await session.json<Findings>(['doctor']);
  expect(ok).toBe(true);
  expect(findings.map(({ check }) => check)).toEqual([
    'lake',
    'store',
    'link',
    'flush',
    'reflink',
    'space',
    'catalog',
  ]);
  expect(findings.at(-1)).toEqual({
    check: 'catalog',
    state: 'ok',
    facts: { folder: '~~/lake/.dlake/catalog/testhost', mode: 'process', commits: 3, refs: 2 },
    message: 'The catalog (process) answers: 3 versions of 2 refs',
  });
});

test('doctor in a git repository', async () => {
  session.write('lake/.git/HEAD', 'ref: refs/heads/main\n');
  expect((await session.dlake(['doctor'])).stdout).toContain('warn  The lake is in a git repository');
  session.write('lake/.gitignore', '.dlake/\n');
  expect((await session.dlake(['doctor'])).stdout).toContain('ok    git leaves .dlake alone');
});

test('catalog stop ends the process, and says when there is none', async () => {
  await session.json(['log']);
  expect(await session.show('catalog', 'stop')).toMatchInlineSnapshot(`
    "$ dlake catalog stop
    The catalog process has ended."
  `);
  expect(await session.show('catalog', 'stop')).toMatchInlineSnapshot(`
    "$ dlake catalog stop
    There was no catalog process."
  `);
  await session.json(['log']);
  expect(await session.json(['catalog', 'stop'])).toEqual({ stopped: true });
});

test('DLAKE_CATALOG=inline and the setting start no process', async () => {
  await session.json(['log'], { env: { DLAKE_CATALOG: 'inline' } });
  expect(await session.json(['catalog', 'stop'])).toEqual({ stopped: false });
  await session.json(['config', 'catalog', 'inline']);
  await session.json(['log']);
  expect(await session.json(['catalog', 'stop'])).toEqual({ stopped: false });
  expect(await session.dlake(['log'], { env: { DLAKE_CATALOG: 'cloud' } })).toMatchObject({ code: 2 });
});

test('outside of a lake', async () => {
  const outside = { cwd: 'home' };
  expect(await session.dlake(['doctor'], outside)).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "Error: There is no lake in ~~/home or in a folder above it.
    Hint: Make one with \`dlake init\`, or name one with --lake DIR or DLAKE_LAKE.
    ",
      "stdout": "",
    }
  `);
  expect(await session.dlake(['catalog', 'stop'], outside)).toMatchObject({ code: 1 });
});
