import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verify } from '../../src/lake/verify.ts';
import { addLogin } from '../servers/central.ts';
import { type HttpProxy, startHttpProxy } from '../servers/http-proxy.ts';
import { someBytes, writeFiles } from './files.ts';
import { killSometime } from './kill-sometime.ts';
import { Lab } from './lab.ts';
import { chosenSeed, seededRandom } from './random.ts';
import { problemsOf, withCentral } from './with-central.ts';

const FOREIGN = ['--attest', 'made elsewhere', '--action', 'manual'];
const GC = ['gc', '--remote', 'lab', '--force', '--force-last-copy', '--grace', '0h', '--unnamed', '0h'];
const ROUNDS = 5;
const seed = chosenSeed();
const random = seededRandom(seed);

withCentral(`gc at a lab (FAULTS_SEED=${seed})`, (places) => {
  let lab: Lab;
  let proxy: HttpProxy;
  let login: URL;
  beforeAll(async () => {
    const { minio, postgres, servers } = places();
    lab = new Lab(servers.env);
    proxy = await startHttpProxy(Number(new URL(minio.endpoint).port));
    const [catalog, store] = servers.typed;
    const address = store.replace(minio.endpoint, proxy.url);
    await lab.json(['init']);
    await lab.json(['remote', 'add', 'lab', catalog, address]);
    login = new URL(await addLogin(postgres, servers, 'grace', 'dlake_contributor'));
    const plain = new URL(login);
    plain.password = '';
    await lab.json(['remote', 'add', 'mine', plain.href, address]);
  });
  afterAll(async () => {
    await lab?.close();
    await proxy?.close();
  });

  /** A ref that has ended at the lab, and one that shares a part of its pack and stands. */
  async function endMore(round: number): Promise<void> {
    const [stands, trial] = [`processed/lab/stands${round}`, `processed/lab/trial${round}`];
    const shared = { 'shared.bin': someBytes(random, 9000) };
    writeFiles(join(lab.lake, trial), {
      ...shared,
      'large.bin': someBytes(random, 4_300_000),
      'small.bin': someBytes(random, 70_000),
    });
    writeFiles(join(lab.lake, stands), shared);
    for (const ref of [trial, stands]) await lab.json(['commit', ref, '-m', 'more', ...FOREIGN]);
    await lab.json(['push', 'lab', trial, stands]);
    await lab.json(['rm', trial, '-m', 'superseded']);
    await lab.json(['push', 'lab', trial]);
  }

  it('is shown to everybody, and left to the admin', async () => {
    await endMore(0);
    const env = { PGPASSWORD: decodeURIComponent(login.password) };
    const asked = GC.map((word) => (word === 'lab' ? 'mine' : word));
    const refused = await lab.dlake(asked, { env });
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain('takes the role dlake_admin, and pg:grace');
    const shown = await lab.dlake(
      asked.filter((word) => word !== '--force'),
      { env },
    );
    expect(shown.stdout).toContain('processed: 2 files, 4.2 MiB of refs that have ended: would be freed');
    for (const file of ['large.bin', 'small.bin'])
      expect(shown.stdout).toContain(`last copy: processed/lab/trial0@v1:${file}`);
    expect(shown.code).toBe(0);
  });

  it(`killed ${ROUNDS} times: what stands is whole, and the next one finishes`, async () => {
    for (let round = 1; round <= ROUNDS; round++) {
      await killSometime(lab, proxy, GC, random, { requests: 12 });
      const done = await lab.dlake(GC);
      expect(done.code, done.stderr).toBe(0);
      const lake = await places().servers.open();
      expect(await problemsOf(lake)).toEqual([]);
      expect(await problemsOf(lake.buckets)).toEqual([]);
      expect(await verify(lake, { level: 'full' })).toMatchObject({ ok: true, missing: [] });
      await lake.close();
      await endMore(round);
    }
    // What was freed can be sent again.
    await lab.json(['commit', 'processed/lab/trial1', '-m', 'after all', ...FOREIGN]);
    await lab.json(['push', 'lab', 'processed/lab/trial1']);
    expect(
      await lab.json(['verify', '--remote', 'lab', 'processed/lab/trial1', '--level', 'full']),
    ).toMatchObject({
      ok: true,
    });
  });
});
