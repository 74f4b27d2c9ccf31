import { join } from 'node:path';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { openLake } from '../../../src/lake/open-lake.ts';
import { commitFiles } from '../../lake/temp-lake.ts';
import { type Files, someFiles, writeFiles } from '../files.ts';
import { COMMIT, REF, Story } from './story.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const one = someFiles(1);
/** The large file stays as it is, the small ones change. */
const two: Files = { ...someFiles(2, false), 'matrix.mtx': one['matrix.mtx'] ?? Buffer.alloc(0) };
const three: Files = { ...two, ...someFiles(3, false) };

describe('a loss of power', () => {
  const story = new Story();
  beforeAll(() => story.begin());
  afterAll(() => story.end());

  it('during init', () => story.loseIn({ args: ['init'] }, 6));

  it('during the first commit', () =>
    story.loseIn({ args: COMMIT, files: one, commits: one, head: one }, 10));

  it('during a commit that re-uses what is stored', () =>
    story.loseIn({ args: COMMIT, files: two, commits: two, head: two }, 10));

  it('during undo', () => story.loseIn({ args: ['undo', REF], takesBack: true }, 5));

  it('during a checkout', () =>
    story.loseIn({ args: ['checkout', `${REF}@v1`, '--force'], files: three, head: one }, 5));
});

/** Where a commit is killed: among its temporary files, its flushes and renames, just before its entry and after. */
const KILLS = [
  'mkdir:when=9',
  'fsync:when=2',
  'fsync:when=9',
  'rename:when=2',
  'rename:when=3',
  'link:when=1',
];

describe('a loss of power after a commit that re-used what a killed one had left', () => {
  for (const moment of KILLS) {
    it(`killed at ${moment}`, async () => {
      const story = new Story();
      await story.begin();
      await story.run({ args: ['init'] });
      await story.runInto(moment.replace(':', ':signal=KILL:'), { args: COMMIT, files: one });
      await story.loseAfter({ args: COMMIT, commits: one, head: one });
      await story.end();
    });
  }
});

describe('a loss of power after a commit that re-used what a killed one had named but not flushed', () => {
  it('keeps it, also when another commit has moved the clean mark meanwhile', async () => {
    const dry = new Story();
    await dry.run({ args: ['init'] });
    const flushes = await dry.flushesUntil({ args: COMMIT, files: one }, /\/raw\/blobs\/.*\/[0-9a-f]{64}$/);
    await dry.end();

    const story = new Story();
    await story.begin();
    await story.run({ args: ['init'] });
    await story.runInto(`fsync:signal=KILL:when=${flushes + 1}`, { args: COMMIT, files: one });
    const other = join(story.lab.folder, 'other');
    writeFiles(other, someFiles(9, false));
    await story.run({ args: ['commit', other, '--as', 'raw/lab/other', '-m', 'other'] });
    await story.loseAfter({ args: COMMIT, commits: one, head: one });
    await story.end();
  });
});

describe('a loss of power during a fetch of many refs', () => {
  it('leaves none of them half noted, and the same command goes on', async () => {
    const story = new Story();
    await story.begin();
    await story.run({ args: ['init'] });
    const other = join(story.lab.folder, 'other');
    await story.lab.json(['init', other]);
    const lake = await openLake(other, {
      host: 'lab',
      cache: join(story.lab.folder, 'cache'),
      runtime: story.lab.folder,
      catalogMode: 'inline',
      now: () => new Date(),
    });
    for (let n = 0; n < 120; n++) await commitFiles(lake, `raw/lab/plate-${n}`, { a: `${n}` });
    await lake.close();
    await story.run({ args: ['remote', 'add', 'lab', other] });
    await story.loseIn({ args: ['fetch', 'lab'] }, 8);
    await story.end();
  });
});

describe('a loss of power after a commit that found nothing to do', () => {
  it('keeps the entry that a killed one had made and not flushed', async () => {
    const dry = new Story();
    await dry.run({ args: ['init'] });
    const flushes = await dry.flushesUntil({ args: COMMIT, files: one }, /\/raw\/log\/.*\/0+1$/);
    await dry.end();

    const story = new Story();
    await story.begin();
    await story.run({ args: ['init'] });
    await story.runInto(`fsync:signal=KILL:when=${flushes + 1}`, { args: COMMIT, files: one });
    await story.loseAfter({ args: COMMIT, commits: one, head: one });
    await story.end();
  });
});

describe('a loss of power after a commit with hard links', () => {
  it('keeps bytes that the user never flushed', async () => {
    const story = new Story();
    await story.begin();
    await story.run({ args: ['init'] });
    const args = [...COMMIT, '--link-mode', 'hardlink'];
    await story.loseAfter({ args, files: one, commits: one, head: one });
    await story.end();
  });
});
