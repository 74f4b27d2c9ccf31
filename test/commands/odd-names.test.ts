import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';

const REF = 'raw/lab/odd';
const NAMES = [
  'new\nline',
  'esc\x1b[31mred',
  '😀.txt',
  'tab\there',
  'bell\x07',
  'right\u202eleft',
  ' space ',
  '-n',
  '--json',
].concat(['quote"\'s', 'back\\slash', 'a:b@c~1', '*?[x]', 'é', 'e\u0301', '$(id)', `${'x'.repeat(251)}.txt`]);
let session: Session;
beforeAll(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline', FORCE_COLOR: '1' });
  await session.json(['init']);
  mkdirSync(join(session.lake, REF), { recursive: true });
  for (const name of NAMES) writeFileSync(join(session.lake, REF, name), name);
});
afterAll(() => session[Symbol.asyncDispose]());

/** The letters on which a terminal acts, but for ends of lines and our own colours. */
const acting = (text: string): string[] =>
  [...text.replaceAll(/\p{Cc}\[\d+m/gu, '')].filter(
    (char) => char !== '\n' && /[\p{Cc}\u202a-\u202e]/u.test(char),
  );

test('no command gives a terminal anything to obey', async () => {
  const message = 'subject \x1b]0;title\x07\nbody \x1b[2J\u202e';
  const commands: (readonly string[])[] = [
    ['status'],
    ['commit', REF, '-m', message, '--keyword', 'k\x1b[1m'],
    ['commit', REF, '-m', message, '--meta', 'k=v\x1b[2m', '--param', 'p=\x07'],
    ['log'],
    ['log', '--graph'],
    ['log', '--oneline'],
    ['show', REF],
    ['ls', REF, '--md5'],
    ['whence', `${REF}/new\nline`],
    ['cat', `${REF}:nope\x1b[31m`],
    ['ls', `${REF}:nope\x1b[31m`],
    ['checkout', REF, '--to', '../esc\x1b[31m'],
    ['search', '\x1b[31m'],
    ['tag', '\x1b[31m', REF],
    ['whence', '\x1b[31m\n'],
    ['log', '\x1b[31m/\x07'],
    ['x\x1b[31m'],
    ['log', '--x\x1b[31m'],
    ['config', 'author', '\x1b[31m'],
  ];
  for (const args of commands) {
    const { stdout, stderr } = await session.dlake(args);
    expect({ args, acting: acting(stdout + stderr) }).toEqual({ args, acting: [] });
    expect({ args, said: stdout + stderr }).not.toEqual({ args, said: '' });
  }
});

test('names come back as they were, in JSON and as files', async () => {
  const files = await session.json<{ path: string }[]>(['ls', REF]);
  expect(files.map(({ path }) => path).sort()).toEqual([...NAMES].sort());
  await session.json(['checkout', REF, '--to', '../again']);
  for (const name of NAMES) {
    expect(readFileSync(join(session.folder, 'again', name), 'utf8')).toBe(name);
    expect(await session.dlake(['cat', `${REF}:${name}`])).toMatchObject({ stdout: name, code: 0 });
  }
  expect(await session.json(['log', `${REF}:a:b@c~1`])).toHaveLength(1);
  expect(await session.json(['status'])).toMatchObject({ refs: [{ state: 'clean' }] });
});

test('each is shown on one line', async () => {
  const { stdout } = await session.dlake(['ls', REF]);
  expect(stdout.trimEnd().split('\n')).toHaveLength(NAMES.length);
  expect(stdout.split('\n').map((line) => line.slice(23, 60))).toMatchInlineSnapshot(`
    [
      " space ",
      "$(id)",
      "*?[x]",
      "--json",
      "-n",
      "a:b@c~1",
      "back\\slash",
      ""bell\\x07"",
      ""esc\\e[31mred"",
      "é",
      ""new\\nline"",
      "quote"'s",
      ""right\\u202eleft"",
      ""tab\\there"",
      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      "é",
      "😀.txt",
      "",
    ]
  `);
});
