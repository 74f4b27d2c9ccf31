import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resolveRevision } from '../../src/lake/resolve-revision.ts';
import { verify } from '../../src/lake/verify.ts';
import { cidText } from '../../src/records/ids.ts';
import { type HttpProxy, startHttpProxy } from '../servers/http-proxy.ts';
import { someBytes, writeFiles } from './files.ts';
import { killSometime } from './kill-sometime.ts';
import { Lab } from './lab.ts';
import { chosenSeed, seededRandom } from './random.ts';
import { problemsOf, withCentral } from './with-central.ts';

const RAW = 'raw/lab/plate';
const PROCESSED = 'processed/lab/plate';
const PROMOTE = ['promote', RAW, '--remote', 'lab', '-m', 'checked'];
const ROUNDS = Number(process.env.DLAKE_ROUNDS ?? 8);
const seed = chosenSeed();
const random = seededRandom(seed);

withCentral(`kill -9 of a promotion at a lab (FAULTS_SEED=${seed})`, (places) => {
  let lab: Lab;
  let proxy: HttpProxy;
  let requests: number;
  let typical = 1000;
  beforeAll(async () => {
    const { minio, servers } = places();
    lab = new Lab(servers.env);
    proxy = await startHttpProxy(Number(new URL(minio.endpoint).port));
    const [catalog, store] = servers.typed;
    await lab.json(['init']);
    await lab.json(['remote', 'add', 'lab', catalog, store.replace(minio.endpoint, proxy.url)]);
    await pushMore();
    let seen = 0;
    const count = proxy.order(
      { kind: 'stall' },
      {
        when: () => {
          seen += 1;
          return false;
        },
      },
    );
    await lab.json(PROMOTE);
    count.cancel();
    requests = seen;
  });
  afterAll(async () => {
    await lab?.close();
    await proxy?.close();
  });

  /** A version with files by themselves, and some that share a pack. */
  async function pushMore(): Promise<string> {
    rmSync(join(lab.lake, RAW), { recursive: true, force: true });
    const sizes = [4_200_000, 4_300_000, 9000, 700, 40];
    writeFiles(
      join(lab.lake, RAW),
      Object.fromEntries(sizes.map((size, at) => [`f${at}.bin`, someBytes(random, size)])),
    );
    const args = ['commit', RAW, '-m', 'more', '--allow-delete'];
    const { commit } = (await lab.json(args)) as { readonly commit: string };
    await lab.json(['push', 'lab', RAW]);
    return commit;
  }

  it(`${ROUNDS} rounds: all of it is promoted or nothing, and the next one finishes`, async () => {
    let hits = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const raw = await pushMore();
      const moment = round % 3 === 0 ? { milliseconds: typical } : { requests };
      if ((await killSometime(lab, proxy, PROMOTE, random, moment)).signal === 'SIGKILL') hits += 1;
      const lake = await places().servers.open();
      expect(await problemsOf(lake)).toEqual([]);
      const begin = performance.now();
      const again = await lab.dlake(PROMOTE);
      typical = Math.ceil(performance.now() - begin);
      // Killed after it was done: the rule that says so is the answer.
      const done = again.code === 0 || (again.code === 5 && again.stderr.includes('is there already'));
      expect(done, `${again.stdout}${again.stderr}`).toBe(true);
      const { commit } = await resolveRevision(lake, PROCESSED);
      expect(commit.inputs?.map(cidText)).toEqual([raw]);
      await lake.close();
    }
    expect(hits).toBeGreaterThan(0);
  });

  it('nothing is damaged, in the catalog or without it', async () => {
    const lake = await places().servers.open();
    expect(await problemsOf(lake.buckets)).toEqual([]);
    expect(await verify(lake, { level: 'full' })).toMatchObject({ ok: true, coverage: 1 });
    await lake.close();
  });
});
