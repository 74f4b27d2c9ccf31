import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refHead } from '../../src/lake/ref-head.ts';
import { verify } from '../../src/lake/verify.ts';
import { blobIdOf, type CommitId, idOfCidText, type ManifestId } from '../../src/records/ids.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { type HttpProxy, startHttpProxy } from '../servers/http-proxy.ts';
import { type Files, someBytes, writeFiles } from './files.ts';
import { killSometime } from './kill-sometime.ts';
import { Lab } from './lab.ts';
import { chosenSeed, seededRandom } from './random.ts';
import { problemsOf, withCentral } from './with-central.ts';

const REF = 'raw/lab/plate';
const ROUNDS = Number(process.env.DLAKE_ROUNDS ?? 25);
const seed = chosenSeed();
const random = seededRandom(seed);

interface Pushed {
  readonly refs: readonly { readonly to: string; readonly result: string }[];
  readonly objectsSent: number;
  readonly bytesSent: number;
  readonly requests: number;
}

withCentral(`kill -9 of a pushing client at random moments (FAULTS_SEED=${seed})`, (places) => {
  let lab: Lab;
  let proxy: HttpProxy;
  let fresh: Pushed;
  let typical = 1000;
  beforeAll(async () => {
    const { minio, servers } = places();
    lab = new Lab(servers.env);
    proxy = await startHttpProxy(Number(new URL(minio.endpoint).port));
    const [catalog, store] = servers.typed;
    await lab.json(['init']);
    await lab.json(['remote', 'add', 'lab', catalog, store.replace(minio.endpoint, proxy.url)]);
    await commitMore();
    fresh = (await lab.json(['push', 'lab', REF])) as Pushed;
  });
  afterAll(async () => {
    await lab?.close();
    await proxy?.close();
  });

  /** Two files that are stored by themselves, and some that share a pack. */
  const someMore = (): Files =>
    Object.fromEntries(
      [4_200_000, 4_300_000, 9000, 700, 40].map((size, at) => [`f${at}.bin`, someBytes(random, size)]),
    );

  /** A version with nothing in it that was there before; the ids of all that it names. */
  async function commitMore() {
    rmSync(join(lab.lake, REF), { recursive: true, force: true });
    const files = someMore();
    writeFiles(join(lab.lake, REF), files);
    const args = ['commit', REF, '-m', 'more', '--allow-delete'];
    const { commit, manifest } = (await lab.json(args)) as {
      readonly commit: string;
      readonly manifest: string;
    };
    const ids = [idOfCidText(commit) as CommitId, idOfCidText(manifest) as ManifestId];
    return { commit, ids: [...ids, ...Object.values(files).map(blobIdOf)] };
  }

  it(`${ROUNDS} rounds: the lake is whole, and the next push sends what is missing, no more`, async () => {
    let hits = 0;
    let spared = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const { commit, ids } = await commitMore();
      const moment = round % 2 === 0 ? { requests: fresh.requests } : { milliseconds: typical };
      if ((await killSometime(lab, proxy, ['push'], random, moment)).signal === 'SIGKILL') hits += 1;
      const lake = await places().servers.open();
      expect(await problemsOf(lake)).toEqual([]);
      const missing = await lake.store.missing('raw', ids);
      const begin = performance.now();
      const again = (await lab.json(['push'])) as Pushed;
      typical = Math.ceil(performance.now() - begin);
      expect(again.refs).toMatchObject([
        { to: commit, result: expect.stringMatching(/^(fast-forward|up-to-date)$/) },
      ]);
      expect(again.objectsSent).toBe(missing.size);
      if (missing.size < ids.length) {
        spared += 1;
        expect(again.bytesSent).toBeLessThan(fresh.bytesSent);
      }
      expect((await refHead(lake, parseRef(REF)))?.commit).toBe(ids[0]);
      await lake.close();
    }
    expect(hits).toBeGreaterThan(ROUNDS / 4);
    expect(spared).toBeGreaterThan(0);
  });

  it('nothing is damaged, in the catalog or without it', async () => {
    const lake = await places().servers.open();
    expect(await problemsOf(lake.buckets)).toEqual([]);
    expect(await verify(lake, { level: 'full' })).toMatchObject({ ok: true, coverage: 1 });
  });
});
