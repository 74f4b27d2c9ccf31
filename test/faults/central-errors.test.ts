import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHttpProxy } from '../servers/http-proxy.ts';
import { makeDatabase } from '../servers/postgres.ts';
import { Lab } from './lab.ts';
import { withCentral } from './with-central.ts';

const REF = 'raw/lab/plate';

interface Finding {
  readonly what: string;
  readonly state: string;
  readonly message: string;
  readonly facts?: { readonly seconds?: number };
}

withCentral('what is wrong with a remote is said, with what mends it', (places) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = new Lab(places().servers.env);
    await lab.json(['init']);
    writeFileSync(join(lab.folder, 'a.txt'), 'a\n');
    await lab.json(['commit', join(lab.folder, 'a.txt'), '--as', REF, '-m', 'a']);
  });
  afterAll(() => lab?.close());

  /** What a push to these servers says, and a pull; the lake here is as before. */
  async function said(
    [catalog, store]: readonly [string, string],
    env: Readonly<Record<string, string>> = {},
    args: readonly string[] = ['push', 'lab', REF],
  ) {
    const log = await lab.json(['log', REF]);
    await lab.json(['remote', 'add', 'lab', catalog, store]);
    try {
      const { code, stderr } = await lab.dlake([...args, '--json'], { env });
      const error = JSON.parse(stderr) as { readonly message: string; readonly hint?: string };
      return { exit: code, text: `${error.message} ${error.hint ?? ''}` };
    } finally {
      await lab.json(['remote', 'remove', 'lab']);
      expect(await lab.json(['log', REF])).toEqual(log);
    }
  }

  const typed = () => places().servers.typed;
  /** The catalog's address with something else in it. */
  const catalog = (change: (url: URL) => void) => {
    const url = new URL(typed()[0]);
    change(url);
    return url.href;
  };
  const nowhere = '127.0.0.1:1';

  it('a secret that S3 does not know', async () => {
    const { exit, text } = await said(typed(), { AWS_SECRET_ACCESS_KEY: 'wrong-secret' });
    expect(text).toMatch(/does not know these keys.*AWS_SECRET_ACCESS_KEY/);
    expect(text).not.toContain('wrong-secret');
    expect(exit).toBe(1);
  });

  it('a key id that S3 does not know', async () => {
    const { exit, text } = await said(typed(), { AWS_ACCESS_KEY_ID: 'nobody' });
    expect(text).toMatch(/does not know these keys.*AWS_ACCESS_KEY_ID/);
    expect(exit).toBe(1);
  });

  it('a bucket that is not there', async () => {
    const [sql, store] = typed();
    const { exit, text } = await said([sql, store.replace('-{layer}', '-gone-{layer}')]);
    expect(text).toMatch(/there is no bucket c\w+-gone-raw.*remote setup/);
    expect(exit).toBe(1);
  });

  it.each([
    [400, 'AuthorizationHeaderMalformed'],
    [301, 'PermanentRedirect'],
  ])('a region that is not that of the server, which says %i %s', async (status, code) => {
    const { endpoint } = places().minio;
    const proxy = await startHttpProxy(Number(new URL(endpoint).port));
    try {
      proxy.order({ kind: 'answer', status, code }, { times: Number.POSITIVE_INFINITY });
      const [sql, store] = typed();
      const { exit, text } = await said([sql, store.replace(endpoint, proxy.url)]);
      expect(text).toMatch(/is in another region.*region=/);
      expect(exit).toBe(1);
    } finally {
      await proxy.close();
    }
  });

  it('a database that is not there', async () => {
    const { exit, text } = await said([catalog((url) => (url.pathname = '/no_such_database')), typed()[1]]);
    expect(text).toMatch(/no_such_database is not there.*createdb/);
    expect(exit).toBe(1);
  });

  it('a database without a lake', async () => {
    const empty = await makeDatabase(places().postgres, 'no_lake');
    const { exit, text } = await said([empty, typed()[1]]);
    expect(text).toMatch(/There is no lake in this database.*remote setup/);
    expect(exit).toBe(1);
  });

  it('a Postgres that is down', async () => {
    const { exit, text } = await said([catalog((url) => (url.host = nowhere)), typed()[1]]);
    expect(text).toMatch(/can't be reached at .*127\.0\.0\.1:1.*Nothing was changed/);
    expect(exit).toBe(7);
  });

  it('a MinIO that is down', async () => {
    const [sql, store] = typed();
    const { exit, text } = await said([sql, store.replace(/127\.0\.0\.1:\d+|localhost:\d+/, nowhere)]);
    expect(text).toMatch(/can't be reached at http:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/);
    expect(exit).toBe(7);
  });

  it('is what doctor finds, and it comes to its end whatever fails', async () => {
    const looked = async (addresses: readonly [string, string], env = {}) => {
      await lab.json(['remote', 'add', 'lab', ...addresses]);
      const run = await lab.dlake(['doctor', 'lab', '--json'], { env });
      await lab.json(['remote', 'remove', 'lab']);
      expect(run.code, run.stderr).toBe(1);
      const { findings } = JSON.parse(run.stdout) as { findings: readonly Finding[] };
      return findings.filter(({ state }) => state === 'fail').map(({ message }) => message);
    };
    const [sql, store] = typed();
    const down = store.replace(/127\.0\.0\.1:\d+|localhost:\d+/, nowhere);
    expect(await looked([sql, down])).toEqual([
      expect.stringMatching(/clock could not be looked at/),
      expect.stringMatching(/server could not be looked at: .*ECONNREFUSED/),
    ]);
    expect(await looked(typed(), { AWS_SECRET_ACCESS_KEY: 'wrong-secret' })).toEqual([
      expect.stringMatching(/server could not be looked at: SignatureDoesNotMatch/),
    ]);
    expect(await looked([catalog((url) => (url.host = nowhere)), store])).toEqual([
      expect.stringMatching(/can't be reached/),
    ]);
    const gone = await looked([sql, store.replace('-{layer}', '-gone-{layer}')]);
    expect(gone.length).toBeGreaterThan(8);
    expect(gone.join()).toMatch(/NoSuchBucket/);
  });

  it.each([20, -20])('but a clock that is %i minutes off is followed', async (minutes) => {
    const shift = join(lab.folder, 'shift.cjs');
    writeFileSync(
      shift,
      `const Real = Date;
       globalThis.Date = class extends Real {
         constructor(...given) { given.length === 0 ? super(Real.now() + ${minutes * 60_000}) : super(...given); }
         static now() { return Real.now() + ${minutes * 60_000}; }
       };`,
    );
    const env = { NODE_OPTIONS: `--require=${shift}` };
    await lab.json(['remote', 'add', 'lab', ...typed()]);
    // The client of S3 follows the server's clock, and times order nothing: it goes well.
    const pushed = await lab.dlake(['push', 'lab', REF], { env });
    const doctor = await lab.dlake(['doctor', 'lab', '--json'], { env });
    await lab.json(['remote', 'remove', 'lab']);
    expect(pushed.code, pushed.stderr).toBe(0);
    // But doctor names it first, and looks at everything else all the same.
    const { findings } = JSON.parse(doctor.stdout || doctor.stderr) as { findings: readonly Finding[] };
    expect(findings[0]).toMatchObject({ what: 'clock', state: 'fail' });
    expect(Math.abs((findings[0]?.facts?.seconds ?? 0) + minutes * 60)).toBeLessThan(30);
    expect(findings[0]?.message).toMatch(/clock.*apart.*set-ntp/);
    expect(new Set(findings.map(({ what }) => what)).size).toBe(12);
    expect(doctor.code).toBe(1);
  });
});
