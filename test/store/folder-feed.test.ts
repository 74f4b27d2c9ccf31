import { appendFileSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FolderHarness, folderHarness } from './folder-harness.ts';

describe('the feed of a folder store', () => {
  let harness: FolderHarness;
  beforeEach(async () => {
    harness = await folderHarness();
  });
  afterEach(() => harness.remove());

  const feed = (host = 'one') => join(harness.root, 'feed', host);
  const append = (subject: string, seq = 1) =>
    harness.store.logs.append('raw', subject, seq, Buffer.from('entry'));
  const changes = async (cursor?: string) => {
    const { subjects, complete, cursor: next } = await harness.store.logs.changes(cursor);
    return { found: subjects.map(({ subject }) => subject).sort(), complete, next };
  };

  it('lists everything again when a file of it is not the one that was read', async () => {
    await append('refs/a/a');
    await append('refs/a/b');
    const { next } = await changes();
    const whole = readFileSync(feed());
    const breakages = [
      () => truncateSync(feed(), whole.length - 3),
      () => truncateSync(feed(), 3),
      () => unlinkSync(feed()),
      () => rmSync(join(harness.root, 'feed'), { recursive: true }),
      () => writeFileSync(feed(), Buffer.concat([Buffer.from('0'.repeat(31)), whole.subarray(31)])),
      () => appendFileSync(feed(), 'no hint at all\n'),
      () => appendFileSync(feed(), 'raw ../../etc 1\n'),
    ];
    for (const breakage of breakages) {
      breakage();
      expect(await changes(next)).toMatchObject({ found: ['refs/a/a', 'refs/a/b'], complete: true });
      rmSync(join(harness.root, 'feed'), { recursive: true, force: true });
      await append('refs/a/c', 99);
      rmSync(join(harness.root, 'raw/log/refs/a/c'), { recursive: true });
      writeFileSync(feed(), whole);
      expect(await changes(next)).toMatchObject({ found: [], complete: false });
    }
  });

  it('offers a hint again until its entry is there', async () => {
    await append('refs/a/a');
    const first = await changes();
    appendFileSync(feed(), '\nraw refs/a/slow 1\n');
    const second = await changes(first.next);
    expect(second).toMatchObject({ found: ['refs/a/slow'], complete: false });
    const third = await changes(second.next);
    expect(third).toMatchObject({ found: ['refs/a/slow'], complete: false });
    const anew = await changes();
    expect((await changes(anew.next)).found).toEqual(['refs/a/slow']);
    await append('refs/a/slow');
    const fourth = await changes(third.next);
    expect(fourth.found).toEqual(['refs/a/slow']);
    expect((await changes(fourth.next)).found).toEqual([]);
  });

  it('reads no line that is still being written', async () => {
    await append('refs/a/a');
    const { next } = await changes();
    appendFileSync(feed(), '\nraw refs/a/lo');
    const half = await changes(next);
    expect(half).toMatchObject({ found: [], complete: false });
    appendFileSync(feed(), 'ng 1\n');
    expect((await changes(half.next)).found).toEqual(['refs/a/long']);
  });

  it('has a hint of every entry, durable before the entry is', async () => {
    const subjects = Array.from({ length: 30 }, (_, n) => `refs/lab/n${n}`);
    const { next } = await changes();
    await Promise.all(subjects.map((subject) => append(subject)));
    const text = readFileSync(feed(), 'utf8');
    for (const subject of subjects) expect(text).toContain(`\nraw ${subject} 1 `);
    expect((await changes(next)).found).toEqual(subjects.sort());
  });

  it('may have grown by any number of hints since', async () => {
    await append('refs/a/a');
    const { next } = await changes();
    appendFileSync(feed(), 'raw refs/a/a 1\n'.repeat(200_000));
    expect(await changes(next)).toMatchObject({ found: ['refs/a/a'], complete: false });
  });

  it('takes in hosts that come later', async () => {
    await append('refs/a/a');
    const { next } = await changes();
    const other = await harness.again('late');
    await other.logs.append('curated', 'refs/a/b', 1, Buffer.from('entry'));
    await other.close();
    const after = await changes(next);
    expect(after).toMatchObject({ found: ['refs/a/b'], complete: false });
    expect((await changes(after.next)).found).toEqual([]);
  });
});
