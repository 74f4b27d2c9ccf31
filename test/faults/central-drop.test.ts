import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { readFiles, someBytes, writeFiles } from './files.ts';
import { Lab, type Run } from './lab.ts';
import { chosenSeed, seededRandom } from './random.ts';
import { withCentral } from './with-central.ts';

const seed = chosenSeed();
const random = seededRandom(seed);

interface Refused {
  readonly code: string;
  readonly data: { readonly files: readonly { readonly path: string; readonly reason: string }[] };
}

withCentral(`dropping what a lab is said to hold (FAULTS_SEED=${seed})`, (places) => {
  let lab: Lab;
  let ref = '';
  let made = 0;
  beforeAll(async () => {
    lab = new Lab(places().servers.env);
    await lab.json(['init']);
    await lab.json(['remote', 'add', 'lab', ...places().servers.typed]);
  });
  afterAll(() => lab?.close());

  /** A dataset with two small files in a pack, a large one, and one that goes to the server in parts; pushed. */
  beforeEach(async () => {
    made += 1;
    // Not in raw, where nothing can be deleted.
    ref = `processed/lab/run${made}`;
    writeFiles(join(lab.lake, ref), {
      'a.txt': someBytes(random, 900),
      'b.txt': someBytes(random, 700),
      'large.bin': someBytes(random, 5_000_000),
      'parts.bin': someBytes(random, 40_000_000),
    });
    await lab.json(['commit', ref, '-m', 'all', '--attest', 'a test']);
    await lab.json(['push', 'lab', ref]);
  });

  /** The keys of the files that the server holds for the dataset that was made last, largest first. */
  async function keysThere(): Promise<readonly string[]> {
    const { s3, bucket } = places().servers;
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: bucket('processed') });
    const files = Contents.filter(({ Key = '' }) => /^(?:blobs|packs)\//.test(Key));
    return files.sort((a, b) => (b.Size ?? 0) - (a.Size ?? 0)).map(({ Key = '' }) => Key);
  }

  const drop = (...flags: readonly string[]): Promise<Run> => lab.dlake(['drop', ref, ...flags, '--json']);

  async function expectRefused(run: Run, reason: string, ...paths: readonly string[]): Promise<void> {
    expect(run.code, run.stdout + run.stderr).toBe(5);
    const { code, data } = JSON.parse(run.stderr) as Refused;
    expect(code).toBe('drop-refused');
    expect(data.files).toEqual(paths.map((path) => ({ path, reason })));
    // Nothing was freed: all of it can be written without the lab.
    const to = join(lab.folder, `out-${made}-${random.below(1e9)}`);
    await lab.json(['checkout', ref, '--to', to], { env: { AWS_SECRET_ACCESS_KEY: 'wrong' } });
    expect(Object.keys(readFiles(to))).toHaveLength(4);
  }

  it('frees it once the server vouches for each file, and gets it back', async () => {
    for (const flags of [[], ['--proof', 'full']]) {
      const run = await drop(...flags);
      expect(run.code, run.stderr).toBe(0);
      expect(JSON.parse(run.stdout)).toMatchObject({
        versions: [{ files: 4, provedBy: [{ remote: 'lab', files: 4 }], lastCopies: [], waiting: 0 }],
      });
      expect(await lab.json(['verify', ref])).toMatchObject({ ok: true, absent: [{}, {}, {}, {}] });
      expect(await lab.json(['get', ref])).toMatchObject({ versions: [{ objects: 4, lost: [] }] });
      expect(await lab.json(['verify', ref])).toMatchObject({ ok: true, absent: [] });
    }
  });

  it('is refused where a delete marker hides a copy', async () => {
    const before = await keysThere();
    const { s3, bucket } = places().servers;
    const own = await ownKeys();
    await s3.deleteObject({ Bucket: bucket('processed'), Key: own.large });
    expect(before).toContain(own.large);
    await expectRefused(await drop(), 'hidden', 'large.bin');
    await s3.deleteObject({ Bucket: bucket('processed'), Key: own.pack });
    await expectRefused(await drop(), 'hidden', 'a.txt', 'b.txt', 'large.bin');
  });

  it('is refused where another object was put over a copy, of the same size or cut off', async () => {
    const { s3, bucket } = places().servers;
    const { large } = await ownKeys();
    const put = (bytes: Buffer) => s3.putObject({ Bucket: bucket('processed'), Key: large, Body: bytes });
    await put(someBytes(random, 5_000_000));
    await expectRefused(await drop(), 'hidden', 'large.bin');
    await put(someBytes(random, 1000));
    await expectRefused(await drop(), 'hidden', 'large.bin');
    await expectRefused(await drop('--proof', 'full'), 'hidden', 'large.bin');
  });

  it('is refused where a copy is gone for good', async () => {
    const { s3, bucket } = places().servers;
    const { large, parts } = await ownKeys();
    for (const Key of [large, parts]) {
      const { Versions = [] } = await s3.listObjectVersions({ Bucket: bucket('processed'), Prefix: Key });
      for (const { VersionId } of Versions)
        await s3.deleteObject({ Bucket: bucket('processed'), Key, ...(VersionId && { VersionId }) });
    }
    await expectRefused(await drop(), 'missing', 'large.bin', 'parts.bin');
    // By force it is lost, and each file named.
    const forced = await drop('--force-last-copy');
    expect(JSON.parse(forced.stdout)).toMatchObject({
      versions: [{ files: 4, lastCopies: [{ path: 'large.bin' }, { path: 'parts.bin' }] }],
    });
  });

  it('is refused while the servers are down', async () => {
    for (const [index, address] of places().servers.typed.entries()) {
      const typed = [...places().servers.typed];
      typed[index] = address.replace(/:\d+/, ':1');
      await lab.json(['remote', 'set-url', 'lab', ...typed]);
      const run = await drop();
      expect([5, 7], run.stdout + run.stderr).toContain(run.code);
    }
    await lab.json(['remote', 'set-url', 'lab', ...places().servers.typed]);
    expect(await lab.json(['du', ref])).toMatchObject({ datasets: [{ here: { files: 4 } }] });
    expect((await drop()).code).toBe(0);
  });

  /** Which keys are whose, by what the store here says. */
  async function ownKeys(): Promise<{
    readonly large: string;
    readonly parts: string;
    readonly pack: string;
  }> {
    const rows = (await lab.json(['ls', ref])) as readonly {
      readonly path: string;
      readonly sha256: string;
    }[];
    const hex = (path: string) => rows.find((row) => row.path === path)?.sha256 ?? '';
    const keyOf = (digest: string) => `blobs/${digest.slice(0, 2)}/${digest}`;
    const { s3, bucket } = places().servers;
    const packs = (await keysThere()).filter((key) => key.startsWith('packs/'));
    let pack = '';
    for (const Key of packs) {
      const { Body } = await s3.getObject({ Bucket: bucket('processed'), Key });
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      if (bytes.includes(readFileSync(join(lab.lake, ref, 'a.txt')))) pack = Key;
    }
    return { large: keyOf(hex('large.bin')), parts: keyOf(hex('parts.bin')), pack };
  }
});
