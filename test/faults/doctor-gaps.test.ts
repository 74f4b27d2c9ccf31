import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeLock } from '../../src/catalog/pglite/probe-lock.ts';
import { writeFiles } from './files.ts';
import { Lab } from './lab.ts';

interface Doctor {
  readonly ok: boolean;
  readonly findings: readonly { readonly check: string; readonly state: string; readonly message: string }[];
}

/** Runs a command where some calls of the system are refused, as a network file system may refuse them. */
const without =
  (calls: string, error: string) =>
  (argv: readonly string[]): readonly string[] => [
    ...['strace', '-f', '-o', '/dev/null'],
    ...['-e', `trace=${calls}`, '-e', `inject=${calls}:error=${error}`],
    ...argv,
  ];

describe('a file system that lacks what a store needs', () => {
  const lab = new Lab();
  beforeAll(async () => {
    await lab.json(['init']);
    writeFiles(join(lab.lake, 'raw/lab/x'), { a: Buffer.from('a') });
  });
  afterAll(() => lab.close());

  it.each([
    ['link,linkat', 'EPERM', 'link', /has no hard links.*Keep the store elsewhere/],
    ['fsync,fdatasync', 'EINVAL', 'flush', /can't flush.*Keep the store elsewhere/],
  ])('without %s: doctor names it and says what to do', async (calls, error, check, words) => {
    const run = await lab.dlake(['doctor', '--json'], { wrap: without(calls, error) });
    const { ok, findings }: Doctor = JSON.parse(run.stdout);
    expect([run.code, ok]).toEqual([1, false]);
    expect(findings.find((finding) => finding.check === check)).toMatchObject({
      state: 'fail',
      message: expect.stringMatching(words),
    });
  });

  it.each([
    ['link,linkat', 'EPERM'],
    ['fsync,fdatasync', 'EINVAL'],
  ])('without %s: no commit is made, and it is said where to look', async (calls, error) => {
    const run = await lab.dlake(['commit', 'raw/lab/x', '-m', 'x'], { wrap: without(calls, error) });
    expect([run.code, run.stderr]).toEqual([1, expect.stringMatching(/Hint: .*dlake doctor/)]);
    expect(await lab.json(['fsck'])).toMatchObject({ ok: true });
    expect(await lab.dlake(['show', 'raw/lab/x'])).toMatchObject({ code: 1 });
  });

  it('locks are tried out where the catalog is', async () => {
    expect(await probeLock(join(lab.folder, 'locks'))).toBe(true);
    expect(await probeLock('/dev/null/no-locks')).toBe(false);
  });
});
