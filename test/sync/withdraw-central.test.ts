import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CentralLake } from '../../src/lake/central/open-central-lake.ts';
import { rebuildCentral } from '../../src/lake/central/rebuild-central.ts';
import { fsck } from '../../src/lake/fsck.ts';
import type { Lake } from '../../src/lake/lake.ts';
import { moveRef } from '../../src/lake/move-ref.ts';
import { promote } from '../../src/lake/promote.ts';
import { readCommit } from '../../src/lake/read-commit.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { verify } from '../../src/lake/verify.ts';
import { allWithdrawals } from '../../src/lake/withdraw/all-withdrawals.ts';
import { eraseWithdrawn } from '../../src/lake/withdraw/erase-withdrawn.ts';
import { approveWithdrawal, askWithdrawal } from '../../src/lake/withdraw/withdraw.ts';
import { blobIdOf } from '../../src/records/ids.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { copyVersions } from '../../src/sync/copy-versions.ts';
import { fetch } from '../../src/sync/fetch.ts';
import { push } from '../../src/sync/push.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';
import { addLogin, type CentralServers, centralServers } from '../servers/central.ts';
import { findPostgres, makeDatabase, type PostgresServer } from '../servers/postgres.ts';
import { onEachServer } from '../store/s3/on-each-server.ts';

const RAW = 'raw/lab/trial';
const ref = parseRef(RAW);
const actor = 'Ada Lovelace <ada@example.org>';
const SECRET = 'of patient 7';
const blobOf = (text: string) => blobIdOf(Buffer.from(text));
const secret = blobOf(SECRET);
const asking = {
  actor,
  ground: 'consent',
  datasets: new Set(['lab/trial']),
  allUses: true,
  trustNames: false,
} as const;

onEachServer('withdrawing at a central lake', (server) => {
  let postgres: PostgresServer;
  let servers: CentralServers;
  let lab: CentralLake;
  let grace: CentralLake;
  let carol: CentralLake;
  /** Looks and erases: what it looks at is relied on by nobody else. */
  let admin: CentralLake;
  let ours: TempLake;
  let remote: { name: string; lake: CentralLake };
  beforeAll(async () => {
    const found = await findPostgres();
    if (found === undefined) throw new Error('no Postgres');
    postgres = found;
    servers = await centralServers(server(), postgres);
    lab = await servers.open();
    admin = await servers.open();
    const as = (name: string, role: string) => addLogin(postgres, servers, name, role);
    grace = await servers.open({ catalog: await as('grace', 'dlake_curator') });
    carol = await servers.open({ catalog: await as('carol', 'dlake_contributor') });
    ours = tempLake();
    remote = { name: 'lab', lake: lab };
    await commitFiles(ours, RAW, { p7: SECRET, p8: 'of patient 8' });
    await push(ours, remote, [ref], { actor });
  });
  afterAll(async () => {
    await ours?.close();
    await servers?.stop();
    await postgres?.stop();
  });

  const withdraw = async (text: string) => {
    const asked = await askWithdrawal(grace, [blobOf(text)], asking);
    return approveWithdrawal(lab, asked, { actor, trustNames: false });
  };

  test('the database says who asks and who approves', async () => {
    await expect(askWithdrawal(carol, [secret], asking)).rejects.toMatchObject({ code: 'rule-refused' });
    const asked = await askWithdrawal(grace, [secret], asking);
    expect(asked).toMatchObject([{ by: grace.actor, approval: undefined }]);
    const alone = approveWithdrawal(grace, asked, { actor: 'Somebody <x@example.org>', trustNames: true });
    await expect(alone).rejects.toThrow(/another than who asked/);
    await expect(approveWithdrawal(carol, asked, { actor, trustNames: true })).rejects.toMatchObject({
      code: 'rule-refused',
    });
    expect(await grace.store.read('raw', secret)).toBeDefined();
    expect(await approveWithdrawal(lab, asked, { actor, trustNames: false })).toMatchObject([
      { approval: { by: lab.actor } },
    ]);
    for (const client of [lab, grace, carol])
      await expect(client.store.read('raw', secret)).rejects.toMatchObject({ code: 'withdrawn' });
  });

  test('who may not delete leaves it to an admin; a lock keeps it until its time is over', async () => {
    const all = await allWithdrawals(lab);
    const pack = (await admin.index.locate('raw', [secret])).get(secret)!.file;
    const versions = () => versionsOf(servers, `packs/${pack.key.slice(0, 2)}/${pack.key}`);
    expect(await versions()).toHaveLength(1);
    expect(await eraseWithdrawn(grace, all)).toMatchObject({ takesAdmin: true });
    const first = await eraseWithdrawn(admin, all);
    expect(first.pendingUntil).toMatch(/^\d{4}-/);
    // Packed anew without it: what shared its pack is there, and it is nowhere.
    expect((await admin.index.locate('raw', [secret])).size).toBe(0);
    expect(Buffer.from((await lab.store.read('raw', blobOf('of patient 8')))!).toString()).toBe(
      'of patient 8',
    );
    expect(await eraseWithdrawn(admin, all)).toMatchObject({ layers: [], pendingUntil: first.pendingUntil });
    await expect(lab.urlOf('raw', secret, { seconds: 60, name: 'p7' })).rejects.toMatchObject({
      code: 'withdrawn',
    });
    await shortenLock(servers, await versions());
    const until = async () => (await eraseWithdrawn(admin, all)).pendingUntil;
    await expect.poll(until, { timeout: 120_000, interval: 500 }).toBeUndefined();
    expect(await versions()).toEqual([]);
    expect(await verify(lab)).toMatchObject({ ok: true, withdrawn: [{ path: 'p7' }] });
    for await (const problem of fsck(lab)) expect.fail(problem.reason);
  });

  test('an old client that has heard of nothing is refused in the transaction that moves the ref', async () => {
    const old: Lake = { ...lab, store: { ...lab.buckets.store, logs: lab.store.logs } };
    const other = 'raw/lab/stale';
    const made = await commitFiles(ours, other, { again: SECRET, fine: 'fine' });
    const version = await readCommit(ours, made.id);
    const session = await old.store.session('raw');
    await copyVersions(ours, old, session, [version]);
    await session.flush();
    const moving = moveRef(old, parseRef(other), await refHead(old, parseRef(other)), made.id, { actor });
    await expect(moving).rejects.toMatchObject({ code: 'withdrawn', data: { id: secret } });
    await session.close();
    expect(await refHead(lab, parseRef(other))).toBeUndefined();
    // What it left in the buckets goes with the next look.
    expect((await admin.index.locate('raw', [secret])).size).toBe(1);
    await eraseWithdrawn(admin, await allWithdrawals(lab), { bypassGovernance: true });
    expect((await admin.index.locate('raw', [secret])).size).toBe(0);
  });

  test('a stale clone is refused, hears of it, and may go on without', async () => {
    await commitFiles(ours, RAW, { p7: SECRET, p9: 'of patient 9' });
    const { refs, withdrawn } = await push(ours, remote, [ref], { actor });
    expect(refs).toMatchObject([{ result: 'rejected', reason: /p7 is withdrawn/ }]);
    expect(withdrawn).toMatchObject({
      withdrawals: [{ blob: secret, by: grace.actor }],
      erased: { layers: [{ layer: 'raw', objects: 1 }] },
    });
    await commitFiles(ours, RAW, { p9: 'of patient 9' });
    expect((await push(ours, remote, [ref], { actor })).refs).toMatchObject([{ result: 'fast-forward' }]);
  });

  test('racing with pushes and promotions it wins, or comes after', async () => {
    for (let round = 0; round < 6; round++) {
      const text = `of patient 100-${round}`;
      const dataset = `lab/race-${round}`;
      const raw = parseRef(`raw/${dataset}`);
      await commitFiles(ours, `raw/${dataset}`, { p: text, q: 'shared by all' });
      await push(ours, remote, [raw], { actor });
      await commitFiles(ours, `raw/${dataset}`, { p: text, q: 'shared by all', r: `${round}` });
      const head = await readCommit(lab, (await refHead(lab, raw))!.commit!);
      const outcomes = await Promise.allSettled([
        push(ours, remote, [raw], { actor }),
        promote(grace, head, { author: actor, message: 'x' }),
        fetch(ours, remote, undefined, { actor }),
        withdraw(text),
      ]);
      expect(outcomes[3]).toMatchObject({ status: 'fulfilled' });
      for (const one of outcomes)
        if (one.status === 'rejected')
          expect(['withdrawn', 'object-missing', 'objects-not-live', 'source-damaged']).toContain(
            one.reason.code,
          );
      await eraseWithdrawn(admin, await allWithdrawals(lab), { bypassGovernance: true });
      for (const layer of ['raw', 'processed'] as const) {
        expect((await admin.index.locate(layer, [blobOf(text)])).size).toBe(0);
        await expect(lab.store.read(layer, blobOf(text))).rejects.toMatchObject({ code: 'withdrawn' });
      }
    }
    expect(await verify(lab)).toMatchObject({ ok: true, damaged: [], missing: [] });
  });

  test('a catalog that is made again knows what is withdrawn', async () => {
    const before = await allWithdrawals(lab);
    const catalog = await makeDatabase(postgres, `w${Date.now()}`);
    const { refused } = await rebuildCentral({ ...servers.place, catalog }, servers.host);
    expect(refused).toEqual([]);
    expect(await allWithdrawals(await servers.open({ catalog }))).toEqual(before);
  });
});

interface Version {
  readonly Key: string;
  readonly VersionId: string;
}

/** What the bucket of raw has below a key, whoever may see it. */
async function versionsOf({ s3, bucket }: CentralServers, key: string): Promise<readonly Version[]> {
  const { Versions = [] } = await s3.listObjectVersions({ Bucket: bucket('raw'), Prefix: key });
  return Versions.map(({ Key = '', VersionId = '' }) => ({ Key, VersionId }));
}

/** As time would: the lock of these ends in a moment. */
async function shortenLock({ s3, bucket }: CentralServers, versions: readonly Version[]): Promise<void> {
  for (const version of versions)
    await s3.putObjectRetention({
      Bucket: bucket('raw'),
      ...version,
      BypassGovernanceRetention: true,
      ChecksumAlgorithm: 'SHA256',
      Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date(Date.now() + 3000) },
    });
}
