import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startHttpProxy } from '../servers/http-proxy.ts';
import { Lab } from './lab.ts';
import { problemsOf, withCentral } from './with-central.ts';

const MIB = 1024 * 1024;
let made = 0;

withCentral('bytes that go to a lab at once', (places) => {
  let lab: Lab;
  let ref = '';
  beforeEach(async () => {
    lab = new Lab(places().servers.env);
    ref = `raw/lab/run${++made}`;
    await lab.json(['init']);
    await lab.json(['remote', 'add', 'lab', ...places().servers.typed]);
  });
  afterEach(() => lab?.close());

  async function fill(files: Readonly<Record<string, Buffer>>): Promise<string> {
    const folder = join(lab.folder, 'data');
    for (const [path, bytes] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    return folder;
  }
  const commit = (folder: string) => ['commit', folder, '--as', ref, '--to', 'lab', '-m', 'a run'];
  const sizeHere = () =>
    readdirSync(join(lab.lake, '.dlake', 'store'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  const random = (bytes: number, seed: number) => {
    const buffer = Buffer.alloc(bytes);
    for (let at = 0, x = seed; at < bytes; at += 4) {
      x = (x * 1664525 + 1013904223) >>> 0;
      buffer.writeUInt32LE(x, at);
    }
    return buffer;
  };

  it('are whole there, and not here', async () => {
    const folder = await fill({
      'a/small.txt': Buffer.from('small\n'),
      'large.bin': random(20 * MIB, made),
      'middle.bin': random(5 * MIB, made + 1000),
    });
    expect(await lab.json(commit(folder))).toMatchObject({ files: 3, unchanged: false, remote: 'lab' });
    expect(sizeHere()).toBeLessThan(100_000);
    expect(await lab.json(['verify', '--remote', 'lab'])).toMatchObject({ ok: true, missing: [] });
    expect(await lab.json(['fsck'])).toMatchObject({ ok: true });
    expect(await problemsOf(await places().servers.open())).toEqual([]);
    const clone = join(lab.folder, 'theirs');
    await lab.json(['clone', places().servers.typed[0], clone, '--checkout', ref]);
    expect(statSync(join(clone, ref, 'large.bin')).size).toBe(20 * MIB);
  });

  it('are gone on with after kills, and what is there is not sent again', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 4 }, (_, at) => [`part${at}.bin`, random(24 * MIB, 77 * made + at)]),
    );
    const folder = await fill(files);
    const { endpoint } = places().minio;
    const proxy = await startHttpProxy(Number(new URL(endpoint).port));
    try {
      const [sql, store] = places().servers.typed;
      await lab.json(['remote', 'set-url', 'lab', sql, store.replace(endpoint, proxy.url)]);
      const parts = () => proxy.requests.filter(({ url }) => url.includes('partNumber=')).length;
      for (const until of [3, 6, 9]) {
        const run = lab.start(commit(folder));
        const had = parts();
        while (parts() < had + until && run.child.exitCode === null)
          await new Promise((resolve) => setTimeout(resolve, 20));
        run.child.kill('SIGKILL');
        await run.ended;
        expect(await problemsOf(await places().servers.open())).toEqual([]);
        expect(await lab.json(['fsck'])).toMatchObject({ ok: true });
      }
      const before = parts();
      expect(await lab.json(commit(folder))).toMatchObject({ files: 4 });
      // All of them are twelve parts; those of the runs before that were confirmed are not sent again.
      expect(parts() - before).toBeLessThan(12);
      expect(parts()).toBeGreaterThanOrEqual(12);
    } finally {
      await proxy.close();
    }
    await lab.json(['remote', 'set-url', 'lab', ...places().servers.typed]);
    expect(await lab.json(['verify', '--remote', 'lab'])).toMatchObject({ ok: true });
  });

  it('are copied from other layers of the lab by its server', async () => {
    const folder = await fill({ 'large.bin': random(20 * MIB, 4711 + made) });
    await lab.json(commit(folder));
    const derived = ['commit', folder, '--as', ref.replace('raw', 'processed'), '--from', `${ref}@v1`];
    const { endpoint } = places().minio;
    const proxy = await startHttpProxy(Number(new URL(endpoint).port));
    try {
      const [sql, store] = places().servers.typed;
      await lab.json(['remote', 'set-url', 'lab', sql, store.replace(endpoint, proxy.url)]);
      await lab.json([...derived, '--to', 'lab', '-m', 'the same']);
      expect(proxy.requests.filter(({ url }) => url.includes('partNumber='))).toEqual([]);
      expect(proxy.requests.filter(({ headers }) => headers['x-amz-copy-source'] !== undefined)).toHaveLength(
        1,
      );
    } finally {
      await proxy.close();
    }
  });

  it('have an address to be read by, for a while', async () => {
    const large = random(6 * MIB, 99);
    const folder = await fill({ 'sub/große Datei.bam': large, 'small.txt': Buffer.from('small\n') });
    await lab.json(commit(folder));
    const said = (await lab.json(['url', `${ref}:sub/große Datei.bam`, '--expires', '30m'])) as {
      readonly url: string;
      readonly expires: string;
      readonly size: number;
    };
    expect(said.size).toBe(large.length);
    expect(Math.abs(Date.parse(said.expires) - Date.now() - 30 * 60_000)).toBeLessThan(60_000);
    const answer = await fetch(said.url);
    expect(Buffer.from(await answer.arrayBuffer()).equals(large)).toBe(true);
    expect(answer.headers.get('content-disposition')).toContain('gro%C3%9Fe%20Datei.bam');
    const part = await fetch(said.url, { headers: { Range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(large.subarray(100, 200))).toBe(true);
    // The version is named: what is put on top, or hides it, changes nothing.
    const { url } = said;
    const [, key = ''] = /\/(blobs\/[^?]+)/.exec(url) ?? [];
    await places().servers.s3.deleteObject({ Bucket: places().servers.bucket('raw'), Key: key });
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(large)).toBe(true);
    // Another version, or another time, is not what was signed.
    expect((await fetch(url.replace('X-Amz-Expires=1800', 'X-Amz-Expires=18000'))).status).toBe(403);

    const packed = await lab.dlake(['url', `${ref}:small.txt`]);
    expect(packed.stderr).toMatch(/pack.*dlake serve.*not there yet/);
    expect(packed.code).toBe(1);
    writeFileSync(join(folder, 'later.bin'), random(5 * MIB, 5));
    await lab.json(['commit', join(folder, 'later.bin'), '--as', ref, '--update', '-m', 'not sent yet']);
    const absent = await lab.dlake(['url', `${ref}:later.bin`]);
    expect(absent.stderr).toMatch(/it is not there.*\n.*dlake push lab/);
    expect(absent.code).toBe(1);
    expect(await lab.dlake(['url', `${ref}:later.bin`, '--expires', '8d'])).toMatchObject({ code: 2 });
    expect(await lab.dlake(['url', ref])).toMatchObject({ code: 2 });
    expect(await lab.dlake(['url', `${ref}:none`])).toMatchObject({ code: 1 });
  });
});
