import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { LAUNCHER, Session } from './run-dlake.ts';

test('a wrong command line says what is wrong and where to look', async () => {
  await using session = new Session();
  const lines = [
    ['comit'],
    ['zzz'],
    ['status', '--jsn'],
    ['commit'],
    ['commit', 'x'],
    ['config', 'a', 'b', 'c'],
    ['log', '-n', 'x'],
  ];
  const said: string[] = [];
  for (const line of [...lines, ['config', 'autor'], ['add', 'x.csv']])
    said.push(await session.show(...line));
  expect(said.join('\n\n')).toMatchInlineSnapshot(`
    "$ dlake comit
    Error: There is no command comit. Did you mean dlake commit?
    Hint: See: dlake help
    (exit 2)

    $ dlake zzz
    Error: There is no command zzz.
    Hint: See: dlake help
    (exit 2)

    $ dlake status --jsn
    Error: There is no flag --jsn (did you mean --json?) in dlake status.
    Hint: See: dlake status --help
    (exit 2)

    $ dlake commit
    Error: Missing: PATH
    Hint: See: dlake commit --help
    (exit 2)

    $ dlake commit x
    Error: Missing: --message
    Hint: See: dlake commit --help
    (exit 2)

    $ dlake config a b c
    Error: Too much: c
    Hint: See: dlake config --help
    (exit 2)

    $ dlake log -n x
    Error: --number: expected an integer but received: x
    Hint: See: dlake log --help
    (exit 2)

    $ dlake config autor
    Error: There is no setting autor: there are author, signingKey, linkMode, catalog, trustNames, LAYER.verify, LAYER.metadata, LAYER.command, LAYER.approval.
    Hint: See: dlake config --help
    (exit 2)

    $ dlake add x.csv
    Error: There is no staging area: a commit is a snapshot of a dataset's folder. \`dlake commit PATH -m MESSAGE\` takes all of it, --update some files.
    Hint: See: dlake commit --help
    (exit 2)"
  `);
});

test('with --json the error is one object on stderr, and nothing else is said', async () => {
  await using session = new Session();
  const unknown = await session.dlake(['--json', 'status', '--nope']);
  expect(unknown).toMatchObject({ stdout: '', code: 2 });
  expect(JSON.parse(unknown.stderr)).toEqual({
    code: 'usage-invalid',
    message: 'There is no flag --nope in dlake status.',
    hint: 'See: dlake status --help',
    data: { reason: 'There is no flag --nope in dlake status.', see: 'dlake status --help' },
  });
  const nowhere = await session.dlake(['status', '--json']);
  expect(nowhere).toMatchObject({ stdout: '', code: 1 });
  expect(JSON.parse(nowhere.stderr)).toMatchObject({ code: 'lake-not-found', data: { from: '~~/lake' } });
});

test('--json after -- is a word like any other', async () => {
  await using session = new Session();
  const { stderr } = await session.dlake(['whence', '--', '--json']);
  expect(stderr).toMatch(/^Error: /);
});

test('the lake is found from below, named by a flag or by the environment', async () => {
  await using session = new Session();
  await session.json(['init']);
  session.write('lake/raw/lab/x/deep/a.csv', '1');
  const found = { refs: [expect.objectContaining({ ref: 'raw/lab/x', state: 'untracked' })] };
  expect(await session.json(['status'], { cwd: 'lake/raw/lab/x/deep' })).toEqual(found);
  expect(await session.json(['--lake', '../lake', 'status'], { cwd: 'home' })).toEqual(found);
  expect(await session.json(['status', '--lake=../lake'], { cwd: 'home' })).toEqual(found);
  expect(await session.json(['status'], { cwd: 'home', env: { DLAKE_LAKE: session.lake } })).toEqual(found);
  expect(await session.dlake(['status', '--lake', 'raw/lab/x'])).toMatchObject({ code: 1 });
  expect(await session.dlake(['status'], { cwd: 'home' })).toMatchObject({ code: 1 });
});

test('colors are for terminals, and only where they are wanted', async () => {
  await using session = new Session();
  const red = `${String.fromCharCode(27)}[31m`;
  const said = async (args: readonly string[], env: Readonly<Record<string, string>>) =>
    (await session.dlake(args, { env })).stderr;
  expect(await said(['zzz'], {})).not.toContain(red);
  expect(await said(['zzz'], { FORCE_COLOR: '1' })).toContain(red);
  expect(await said(['zzz'], { FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain(red);
  expect(await said(['zzz', '--no-color'], { FORCE_COLOR: '1' })).not.toContain(red);
});

test('an internal error says so, names its causes, and shows its place only when asked', async () => {
  await using session = new Session();
  // What nobody foresaw: the list of commands can't be read.
  const broken = join(session.folder, 'broken.cjs');
  session.write(
    'broken.cjs',
    `const { parse } = JSON;
JSON.parse = (text) => {
  if (text.includes('"commands"')) throw new Error('no such luck', { cause: new Error('the disk is on fire') });
  return parse(text);
};`,
  );
  const node = ['--require', broken];
  const plain = await session.dlake(['version'], { node });
  expect(plain).toMatchObject({ stdout: '', code: 70 });
  expect(plain.stderr).toBe(`Internal error: no such luck
Caused by: the disk is on fire
Hint: This is a bug in dlake. Please report it with what the same command says with --verbose.
`);
  const verbose = await session.dlake(['version', '--verbose'], { node });
  expect(verbose.stderr).toContain('    at ');
  const json = await session.dlake(['version', '--json'], { node });
  expect(JSON.parse(json.stderr)).toMatchObject({
    code: 'internal',
    message: 'no such luck',
    data: { causes: ['the disk is on fire'] },
  });
});

test('settings: the lake before the user, each where it belongs', async () => {
  await using session = new Session({ DLAKE_AUTHOR: '' });
  await session.json(['init']);
  const said: string[] = [];
  for (const line of [
    ['config'],
    ['config', 'author'],
    ['config', 'author', 'Grace'],
    ['config', 'author', 'Grace Example <grace@example.org>'],
    ['config', 'linkMode', 'hardlink'],
    ['config', 'linkMode', 'teleport'],
    ['config', 'author', 'Lab <lab@example.org>', '--here'],
    ['config'],
    ['config', 'author'],
    ['config', 'author', '--unset', '--here'],
    ['config', 'author', '--json'],
  ]) {
    said.push(await session.show(...line));
  }
  expect(said.join('\n\n')).toMatchInlineSnapshot(`
    "$ dlake config

    $ dlake config author
    (exit 1)

    $ dlake config author Grace
    Error: author is not like "Name <email>": Grace
    Hint: See: dlake config --help
    (exit 2)

    $ dlake config author 'Grace Example <grace@example.org>'
    author is set in ~~/home/.config/dlake/config.json

    $ dlake config linkMode hardlink
    linkMode is set in ~~/lake/.dlake/config.json

    $ dlake config linkMode teleport
    Error: linkMode is not copy or hardlink or reference: teleport
    Hint: See: dlake config --help
    (exit 2)

    $ dlake config author 'Lab <lab@example.org>' --here
    author is set in ~~/lake/.dlake/config.json

    $ dlake config
    author = Grace Example <grace@example.org>  (user)
    linkMode = hardlink  (lake)
    author = Lab <lab@example.org>  (lake)

    $ dlake config author
    Lab <lab@example.org>

    $ dlake config author --unset --here
    author is unset in ~~/lake/.dlake/config.json

    $ dlake config author --json
    {"key":"author","value":"Grace Example <grace@example.org>","scope":"user","file":"~~/home/.config/dlake/config.json"}"
  `);
  expect(JSON.parse(readFileSync(join(session.folder, 'home/.config/dlake/config.json'), 'utf8'))).toEqual({
    author: 'Grace Example <grace@example.org>',
  });
});

test('settings of a newer dlake stay, damaged ones are named', async () => {
  await using session = new Session();
  await session.json(['init']);
  session.write('lake/.dlake/config.json', '{"colour": "plaid", "linkMode": "copy"}');
  await session.json(['config', 'catalog', 'inline']);
  expect(JSON.parse(readFileSync(join(session.lake, '.dlake/config.json'), 'utf8'))).toEqual({
    colour: 'plaid',
    linkMode: 'copy',
    catalog: 'inline',
  });
  session.write('lake/.dlake/config.json', '{"linkMode": "teleport"}');
  expect(await session.show('config')).toMatchInlineSnapshot(`
    "$ dlake config
    Error: A setting in ~~/lake/.dlake/config.json is not valid: linkMode is not copy or hardlink or reference.
    Hint: Correct the file, or set the value anew with \`dlake config KEY VALUE\`.
    (exit 1)"
  `);
  session.write('lake/.dlake/config.json', '{');
  expect(await session.show('config')).toMatchInlineSnapshot(`
    "$ dlake config
    Error: A setting in ~~/lake/.dlake/config.json is not valid: it is not JSON.
    Caused by: Expected property name or '}' in JSON at position 1 (line 1 column 2)
    Hint: Correct the file, or set the value anew with \`dlake config KEY VALUE\`.
    (exit 1)"
  `);
});

test('the author: the environment, the settings, git, or a hint', async () => {
  await using session = new Session({ DLAKE_AUTHOR: '' });
  await session.json(['init']);
  session.write('lake/raw/lab/x/a.csv', '1');
  expect(await session.show('commit', 'raw/lab/x', '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake commit raw/lab/x -m x
    Error: A commit says who made it, and dlake doesn't know who you are.
    Hint: Tell it once: dlake config author "Your Name <you@example.org>"
    (exit 1)"
  `);
  session.write('home/.gitconfig', '[user]\n  name = Git Example\n  email = git@example.org\n');
  await session.json(['commit', 'raw/lab/x', '-m', 'x']);
  expect(await session.json(['log'])).toMatchObject([{ author: 'Git Example <git@example.org>' }]);
});

test('Ctrl-C ends a command, which says how to go on, and then goes on', async () => {
  await using session = new Session();
  await session.json(['init']);
  session.write('lake/raw/lab/big/zeros.bin', '');
  const big = join(session.lake, 'raw/lab/big/zeros.bin');
  truncateSync(big, 768 * 1024 * 1024);
  const commit = ['commit', 'raw/lab/big', '-m', 'x', '--link-mode', 'hardlink'];
  const child = session.start(commit);
  const complaint = text(child.stderr);
  // As soon as it reads the file, it is interrupted.
  const fds = `/proc/${child.pid}/fd`;
  while (!readdirSync(fds).some((fd) => linkTarget(join(fds, fd)) === big))
    await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect({ code, complaint: await complaint }).toEqual({
    code: 130,
    complaint: `Error: Interrupted.
Hint: Nothing is left half done: run the same command again.
`,
  });
  expect(await session.json(['fsck'])).toMatchObject({ ok: true });
  expect(await session.json(commit)).toMatchObject({ files: 1, bytes: 768 * 1024 * 1024 });
});

test.each([[['help', 'commit']], [['ls', 'raw/lab/many']], [['cat', 'raw/lab/many:big.bin']]])(
  'whoever stops reading what %j says gets no complaint',
  async (args) => {
    await using session = new Session();
    await session.json(['init']);
    for (let i = 0; i < 3000; i++) session.write(`lake/raw/lab/many/file-${i}-of-a-longer-name.csv`, '');
    session.write('lake/raw/lab/many/big.bin', 'x'.repeat(1 << 20));
    await session.json(['commit', 'raw/lab/many', '-m', 'x']);
    const child = session.start(args);
    child.stdout.destroy();
    const complaint = text(child.stderr);
    const [code] = await once(child, 'close');
    expect({ code, complaint: await complaint }).toEqual({ code: 0, complaint: '' });
  },
);

test('a folder that was removed under our feet is named', async () => {
  await using session = new Session();
  session.write('gone/x', '');
  const script = `cd '${session.folder}/gone' && rm -r ../gone && exec '${process.execPath}' '${LAUNCHER}' status`;
  const { status, stderr } = spawnSync('sh', ['-c', script], {
    env: { HOME: session.folder },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'Error: The current folder is not there any more.\n',
  });
});

/** Where a link leads; nowhere when it is gone. */
function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
