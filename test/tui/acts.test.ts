import { afterAll, beforeAll, expect, test } from 'vitest';
import { LAUNCHER, type Session } from '../cli/run-dlake.ts';
import { MEAN, RAW, smallLake } from '../commands/small-lake.ts';
import { Terminal } from './terminal.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake();
  await session.json(['remote', 'add', 'lab', '../lab']);
});
afterAll(() => session[Symbol.asyncDispose]());

const open = () =>
  Terminal.open({
    command: [process.execPath, LAUNCHER, 'tui'],
    cwd: session.lake,
    env: { ...session.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' },
    columns: 110,
    rows: 26,
  });

const screenFile = (name: string): string => `screens/${name}.txt`;

test('a version is promoted, pushed, and is at the remote; a conflict is named and nothing moves', async () => {
  await using terminal = await open();
  await terminal.until(/matrix\.tsv/);
  await terminal.type(':go GSE2034.mean');
  await terminal.press('Enter');
  await terminal.until(/Versions processed\/geo\/GSE2034\.mean[\s\S]*v1/);
  await terminal.press('m');
  await expect(await terminal.loaded(/by copy\), why\?/)).toMatchFileSnapshot(screenFile('promote-asks'));
  await terminal.type('After FastQC');
  await terminal.press('Enter');
  await terminal.until(/is promoted to curated\/geo\/GSE2034\.mean/);
  await terminal.until(/C curated\/geo/);

  // Not again: it is there.
  await terminal.type(':promote Once more');
  await terminal.press('Enter');
  await terminal.until(/was refused: .* is there already/);

  for (const ref of [RAW, MEAN]) {
    await terminal.type(`:go ${ref}`);
    await terminal.press('Enter');
    await terminal.until((screen) => screen.includes(`Versions ${ref} `));
    await terminal.press('P');
    await terminal.until(/to lab\?/);
    await terminal.press('y');
    await terminal.until((screen) => screen.includes(`${ref} is at lab`));
  }
  expect(await session.json<object>(['log', MEAN, '--remote', 'lab', '-n', '1'])).toMatchObject([
    { message: 'Means' },
  ]);
  await terminal.until(/GSE2034\s+v2 =/);

  // Somebody else changes the same file there, and so do we here.
  await session.json(['clone', '../lab', '../theirs', '--checkout', RAW]);
  for (const [place, text] of [
    ['theirs', 'theirs\n'],
    ['lake', 'ours\n'],
  ] as const) {
    session.write(`${place}/${RAW}/matrix.tsv`, text);
    await session.json(['commit', RAW, '-m', `Changed in ${place}`], { cwd: place });
  }
  await session.json(['push', 'origin', RAW], { cwd: 'theirs' });
  await terminal.type(`:go ${RAW}`);
  await terminal.press('Enter');
  await terminal.until(/Changed in lake/);
  await terminal.press('P');
  await terminal.until(/to lab\?/);
  await terminal.press('y');
  await terminal.until(/was rejected[\s\S]*any key closes/);
  await terminal.press('Enter');
  await terminal.press('p');
  await terminal.until(/from lab\?/);
  await terminal.press('y');
  await expect(await terminal.loaded(/Conflict[\s\S]*any key closes/)).toMatchFileSnapshot(
    screenFile('conflict'),
  );
  await terminal.press('Enter');
  await terminal.until(/↑1↓1/);
  await terminal.press('q');
  await terminal.until(/^ended 0$/m);
}, 240_000);
