import { createHash, randomBytes } from 'node:crypto';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startHttpProxy } from '../servers/http-proxy.ts';
import { removeBucket } from '../store/s3/s3-harness.ts';
import { Lab } from './lab.ts';
import { problemsOf, withCentral } from './with-central.ts';

const MIB = 1024 * 1024;
let made = 0;

interface Committed {
  readonly files: number;
  readonly bytes: number;
  readonly unchanged: boolean;
  readonly added: number;
}

withCentral('objects that are in S3 already', (places) => {
  let s3: S3;
  let bucket = '';
  let lab: Lab;
  let ref = '';
  beforeAll(() => {
    const { endpoint, credentials } = places().minio;
    s3 = new S3({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
  });
  afterAll(() => s3?.destroy());
  beforeEach(async () => {
    bucket = `facility-${randomBytes(4).toString('hex')}`;
    ref = `raw/lab/source${++made}`;
    await s3.createBucket({ Bucket: bucket });
    lab = new Lab(places().servers.env);
    await lab.json(['init']);
    await lab.json(['remote', 'add', 'lab', ...places().servers.typed]);
  });
  afterEach(async () => {
    await lab?.close();
    await removeBucket(s3, bucket);
  });

  const put = (Key: string, Body: Buffer | string) => s3.putObject({ Bucket: bucket, Key, Body });
  const keepVersions = () =>
    s3.putBucketVersioning({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } });
  const address = (path: string, endpoint = places().minio.endpoint) =>
    `s3://${bucket}/${path}?endpoint=${endpoint}`;
  const commit = (path: string, ...more: readonly string[]) => [
    'commit',
    path.startsWith('s3://') ? path : address(path),
    ...['--as', ref, '-m', 'from the facility', ...more],
  ];
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  const copies = (requests: readonly { readonly headers: NodeJS.Dict<string | string[]> }[]) =>
    requests.filter(({ headers }) => headers['x-amz-copy-source'] !== undefined).length;

  it.each([false, true])(
    'are copied by the server, proved, and recorded with where they are from (versions: %s)',
    async (versions) => {
      if (versions) await keepVersions();
      const large = randomBytes(9 * MIB);
      await put('run7/lane 1/reads+1.fastq', large);
      await put('run7/samples.csv', 'a,b\n');
      await put('run7/empty.txt', '');
      await put('run7/folder/', '');
      await put('run70/other.txt', 'another run');
      const proxy = await startHttpProxy(Number(new URL(places().minio.endpoint).port));
      try {
        // The lab's server is known to the source by the same name.
        const [sql, store] = places().servers.typed;
        await lab.json(['remote', 'set-url', 'lab', sql, store.replace(places().minio.endpoint, proxy.url)]);
        const asked = commit(address('run7', proxy.url), '--to', 'lab');
        expect(await lab.json(asked)).toMatchObject({
          files: 3,
          added: 3,
          bytes: large.length + 4,
          remote: 'lab',
        });
        expect(copies(proxy.requests)).toBe(1);
        const reads = proxy.requests.filter(({ method, url }) => method === 'GET' && url.includes('reads'));
        expect(reads).toHaveLength(1);
        expect(proxy.requests.some(({ url }) => url.includes('partNumber='))).toBe(false);
        // Again there is nothing new, and nothing is copied.
        proxy.forget();
        expect(await lab.json(asked)).toMatchObject({ unchanged: true });
        expect(copies(proxy.requests)).toBe(0);
      } finally {
        await proxy.close();
      }
      await lab.json(['remote', 'set-url', 'lab', ...places().servers.typed]);
      const files = (await lab.json(['ls', ref])) as { path: string; sha256: string; size: number }[];
      expect(files.map(({ path }) => path)).toEqual(['empty.txt', 'lane 1/reads+1.fastq', 'samples.csv']);
      expect(files[1]).toMatchObject({ size: large.length, sha256: sha256(large) });
      expect(await lab.json(['verify', '--remote', 'lab'])).toMatchObject({ ok: true });
      expect(await lab.json(['fsck'])).toMatchObject({ ok: true });
      expect(await problemsOf(await places().servers.open())).toEqual([]);
      const shown = JSON.stringify(await lab.json(['show', ref]));
      expect(shown).toContain(`s3://${bucket}/run7?endpoint=`);
      const { stdout } = await lab.dlake(['ls', ref]);
      expect(stdout).toMatch(/size-only|verified-strong/);
    },
  );

  it('are streamed where the lab has another server, or none', async () => {
    const large = randomBytes(9 * MIB);
    await put('data/large.bin', large);
    await put('data/small.txt', 'small\n');
    const proxy = await startHttpProxy(Number(new URL(places().minio.endpoint).port));
    try {
      // By another name it is another server.
      const asked = commit(address('data/', proxy.url));
      expect(await lab.json([...asked, '--to', 'lab'])).toMatchObject({ files: 2 });
      expect(copies(proxy.requests)).toBe(0);
      const again = asked.with(3, `${ref}-here`);
      expect(await lab.json(again)).toMatchObject({ files: 2 });
    } finally {
      await proxy.close();
    }
    expect(await lab.json(['verify', '--remote', 'lab'])).toMatchObject({ ok: true });
    const { bytes } = await lab.dlake(['cat', `${ref}-here:large.bin`]);
    expect(bytes.equals(large)).toBe(true);
    expect(await lab.json(['verify', `${ref}-here`])).toMatchObject({ ok: true, coverage: 1 });
  });

  it('can be one, or more than a page of a listing', async () => {
    await put('one.bam', 'one');
    expect(await lab.json(commit('one.bam'))).toMatchObject({ files: 1 });
    expect(await lab.json(['ls', ref])).toMatchObject([{ path: 'one.bam' }]);
    const names = Array.from({ length: 1203 }, (_, at) => `many/${at % 7}/f${at}`);
    for (let at = 0; at < names.length; at += 50)
      await Promise.all(names.slice(at, at + 50).map((name) => put(name, name)));
    ref = `${ref}-many`;
    expect(await lab.json(commit('many', '--to', 'lab'))).toMatchObject({ files: 1203 });
    const dry = (await lab.json(commit('many', '--dry-run'))) as { files: readonly { path: string }[] };
    expect(dry.files).toHaveLength(1203);
    expect(await lab.json(['verify', '--remote', 'lab'])).toMatchObject({ ok: true });
  });

  it('are refused by name where that can not be a path, and nothing is committed', async () => {
    await put('a/good.txt', 'good');
    await put('a/.dlake/config', 'bad');
    const run = await lab.dlake(commit('a', '--to', 'lab'));
    expect(run.stderr).toMatch(/a\/\.dlake\/config can't be in a dataset/);
    expect(run.code).toBe(1);
    expect(await lab.dlake(['show', ref])).toMatchObject({ code: 1 });
  });

  it('are read on where a body is cut off', async () => {
    const large = randomBytes(9 * MIB);
    await put('cut/large.bin', large);
    const proxy = await startHttpProxy(Number(new URL(places().minio.endpoint).port));
    try {
      const isRead = ({ method, url }: { readonly method: string; readonly url: string }) =>
        method === 'GET' && url.includes('large');
      proxy.order({ kind: 'cut-response', after: 3 * MIB }, { when: isRead, times: 2 });
      expect(await lab.json(commit(address('cut', proxy.url)))).toMatchObject({ files: 1 });
    } finally {
      await proxy.close();
    }
    expect((await lab.dlake(['cat', `${ref}:large.bin`])).bytes.equals(large)).toBe(true);
  });

  it('are not there, or may not be read: that is said', async () => {
    const none = await lab.dlake(commit('none'));
    expect(none.stderr).toMatch(/there are no objects.*none/);
    expect(none.code).toBe(1);
    const gone = await lab.dlake(commit(`s3://no-such-bucket/x?endpoint=${places().minio.endpoint}`));
    expect(gone.stderr).toMatch(/there is no bucket no-such-bucket/);
    expect(gone.code).toBe(1);
    await put('secret/a', 'a');
    const env = { AWS_SECRET_ACCESS_KEY: 'wrong-secret' };
    const denied = await lab.dlake(commit('secret'), { env });
    expect(denied.stderr).toMatch(/does not know these keys/);
    // Keys in the address are used, and recorded nowhere.
    const { accessKeyId, secretAccessKey } = places().minio.credentials;
    const keyed = address('secret').replace('s3://', `s3://${accessKeyId}:${secretAccessKey}@`);
    const run = await lab.dlake(commit(keyed, '--json'), { env });
    expect(run.code, run.stderr).toBe(0);
    const { stdout } = await lab.dlake(['show', ref, '--json']);
    expect(stdout + run.stdout).not.toContain(secretAccessKey);
    expect(stdout).toContain(`s3://${bucket}/secret?endpoint=`);
  });

  it('that are gone from the next version are asked about', async () => {
    await put('shrinks/a', 'a');
    await put('shrinks/b', 'b');
    const first = (await lab.json(commit('shrinks', '--to', 'lab'))) as Committed;
    expect(first.files).toBe(2);
    await s3.deleteObject({ Bucket: bucket, Key: 'shrinks/b' });
    const refused = await lab.dlake(commit('shrinks', '--to', 'lab'));
    expect(refused.stderr).toMatch(/would drop 1 of the 2 files/);
    expect(await lab.json(commit('shrinks', '--to', 'lab', '--allow-delete'))).toMatchObject({ deleted: 1 });
  });
});
