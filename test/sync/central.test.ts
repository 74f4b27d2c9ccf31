import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendEntry } from '../../src/lake/append-entry.ts';
import { logRefusals } from '../../src/lake/central/log-refusals.ts';
import type { CentralLake } from '../../src/lake/central/open-central-lake.ts';
import { rebuildCentral } from '../../src/lake/central/rebuild-central.ts';
import { fsck } from '../../src/lake/fsck.ts';
import { listRefHeads } from '../../src/lake/list-ref-heads.ts';
import { log } from '../../src/lake/log.ts';
import { logHead } from '../../src/lake/log-head.ts';
import { endRef, moveRef } from '../../src/lake/move-ref.ts';
import { readCommit } from '../../src/lake/read-commit.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { search } from '../../src/lake/search.ts';
import { setTag } from '../../src/lake/set-tag.ts';
import { verify } from '../../src/lake/verify.ts';
import { whence } from '../../src/lake/whence.ts';
import { blobIdOf } from '../../src/records/ids.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { copyVersions } from '../../src/sync/copy-versions.ts';
import { fetch, refsWithNews } from '../../src/sync/fetch.ts';
import { push } from '../../src/sync/push.ts';
import { repair } from '../../src/sync/repair.ts';
import { trackedRef } from '../../src/sync/tracked-refs.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';
import { type CentralServers, centralServers } from '../servers/central.ts';
import { findPostgres, makeDatabase, type PostgresServer } from '../servers/postgres.ts';
import { onEachServer } from '../store/s3/on-each-server.ts';

const RAW = 'raw/geo/GSE1';
const ref = parseRef(RAW);
const options = { actor: 'Ada Lovelace <ada@example.org>' };

onEachServer('a central lake', (server) => {
  let postgres: PostgresServer;
  let servers: CentralServers;
  let lab: CentralLake;
  let ours: TempLake;
  let remote: { name: string; lake: CentralLake };
  beforeAll(async () => {
    const found = await findPostgres();
    if (found === undefined) throw new Error('no Postgres');
    postgres = found;
    servers = await centralServers(server(), postgres);
    lab = await servers.open();
    ours = tempLake();
    remote = { name: 'lab', lake: lab };
  });
  afterAll(async () => {
    await ours?.close();
    await servers?.stop();
    await postgres?.stop();
  });

  test('takes what is pushed, and moves the ref last', async () => {
    const one = await commitFiles(ours, RAW, { a: '1', b: '2' });
    expect(await push(ours, remote, [ref], options)).toMatchObject({
      refs: [{ ref: RAW, from: undefined, to: one.id, result: 'created' }],
      objectsSent: 4,
    });
    const two = await commitFiles(ours, RAW, { a: '1', b: '3' });
    expect(await push(ours, remote, [ref], options)).toMatchObject({
      refs: [{ from: one.id, to: two.id, result: 'fast-forward' }],
      objectsSent: 3,
    });
    expect((await refHead(lab, ref))?.commit).toBe(two.id);
    expect((await refHead(lab, ref))?.moved.entry.actor).toBe('pg:dlake');
    expect((await refHead(lab.buckets, ref))?.commit).toBe(two.id);
  });

  test('costs no request where nothing is new', async () => {
    const before = lab.requests();
    expect(await push(ours, remote, [ref], options)).toMatchObject({
      refs: [{ result: 'up-to-date' }],
      objectsSent: 0,
    });
    expect(lab.requests() - before).toBe(0);
  });

  test('copies by itself what it has in another layer', async () => {
    const [head] = (await listRefHeads(ours, ['raw'])) ?? [];
    await commitFiles(
      ours,
      'processed/geo/GSE1',
      { a: '1', b: '3' },
      { action: 'promotion', inputs: [head?.commit as never] },
    );
    const sent = await push(ours, remote, [parseRef('processed/geo/GSE1')], options);
    expect(sent).toMatchObject({ refs: [{ result: 'created' }], objectsSent: 1, objectsCopied: 3 });
  });

  test('rejects a ref that somebody moved on, with who and when', async () => {
    const theirs = tempLake();
    try {
      await fetch(theirs, remote, undefined, options);
      await commitFiles(theirs, RAW, { a: 'other' });
      expect((await push(theirs, remote, [ref], options)).refs).toMatchObject([
        { result: 'rejected', reason: expect.stringMatching(/^the two have diverged: pg:dlake moved/) },
      ]);
    } finally {
      await theirs.close();
    }
  });

  test('tells a fetch what is new, and only that', async () => {
    const theirs = tempLake();
    try {
      const { refs, cursor } = await refsWithNews(lab, undefined);
      expect(refs.map(({ layer }) => layer).sort()).toEqual(['processed', 'raw']);
      expect(await fetch(theirs, remote, refs, options)).toMatchObject({ objectsReceived: 3 });
      const head = (await refHead(lab, ref))?.commit;
      expect((await trackedRef(theirs, 'lab', ref))?.commit).toBe(head);
      await commitFiles(ours, 'raw/geo/GSE2', { x: 'x' });
      await push(ours, remote, [parseRef('raw/geo/GSE2')], options);
      const news = await refsWithNews(lab, cursor);
      expect(news.refs).toContainEqual(parseRef('raw/geo/GSE2'));
      expect(news.refs).not.toContainEqual(ref);
    } finally {
      await theirs.close();
    }
  });

  test('answers log, search and whence, and is whole', async () => {
    const versions = [];
    for await (const version of log(lab, {})) versions.push(version);
    expect(versions.length).toBe(4);
    expect(await search(lab, { words: 'GSE2' })).toMatchObject([{ commit: { dataset: 'geo/GSE2' } }]);
    const found = await whence(lab, blobIdOf(Buffer.from('1')));
    expect(found.map(({ path }) => path)).toEqual(['a', 'a', 'a']);
    for (const level of ['exists', 'checksum', 'full'] as const)
      expect(await verify(lab, { level })).toMatchObject({ ok: true, coverage: 1 });
    const problems = [];
    for await (const problem of fsck(lab)) problems.push(problem);
    for await (const problem of fsck(lab.buckets)) problems.push(problem);
    expect(problems).toEqual([]);
  });

  test('takes tags and ends of refs', async () => {
    const head = (await refHead(ours, parseRef('processed/geo/GSE1')))!;
    await setTag(ours, 'fig3', [head.commit as never], options);
    await endRef(ours, parseRef('processed/geo/GSE1'), { ...head, commit: head.commit as never }, options);
    const pushed = await push(ours, remote, [parseRef('processed/geo/GSE1')], options);
    expect(pushed).toMatchObject({ refs: [{ to: undefined, result: 'fast-forward' }], tags: [] });
    expect((await refHead(lab, parseRef('processed/geo/GSE1')))?.commit).toBeUndefined();
  });

  test('refuses who has not the role for a layer, and says so in its log', async () => {
    const { client, close } = await asRole(postgres, servers.place.catalog, 'dlake_contributor');
    const theirs = await servers.open({ catalog: client });
    try {
      const subject = 'refs/geo/GSE1';
      const entry = { kind: 'hold', actor: 'x', reason: 'mine' } as const;
      const refused = appendEntry(theirs, 'curated', subject, undefined, entry);
      await expect(refused).rejects.toMatchObject({ code: 'rule-refused' });
      expect(await logRefusals(theirs)).toBe(0);
      expect(await logRefusals(lab)).toBe(1);
      expect(await logRefusals(lab)).toBe(0);
      expect((await logHead(lab, 'curated', subject))?.entry).toMatchObject({
        kind: 'refuse',
        actor: 'pg:dlake',
        reason: expect.stringMatching(/^pg:c_.* was refused at .*: adding to it takes dlake_curator$/),
      });
      expect(await refHead(lab, parseRef('curated/geo/GSE1'))).toBeUndefined();
    } finally {
      await theirs.close();
      await close();
    }
  });

  test('rolls forward an entry that is ahead of its catalog', async () => {
    const three = await commitFiles(ours, RAW, { a: '1', b: '4' });
    // As after a crash between the two: the bytes and the entry are in the buckets, the catalog has not heard of it.
    const session = await lab.store.session('raw');
    await copyVersions(ours, lab, session, [await readCommit(ours, three.id)]);
    await session.flush();
    await session.close();
    await moveRef(lab.buckets, ref, await refHead(lab, ref), three.id, options);
    expect((await refHead(lab, ref))?.commit).not.toBe(three.id);
    const again = await servers.open();
    expect(await push(ours, { name: 'lab', lake: again }, [ref], options)).toMatchObject({
      refs: [{ to: three.id, result: 'fast-forward' }],
    });
    expect((await refHead(again, ref))?.commit).toBe(three.id);
  });

  test('is made again from its buckets alone, equal to what it was', async () => {
    const catalog = await makeDatabase(postgres, `again_${server().name.toLowerCase()}`);
    const place = { ...servers.place, catalog };
    const made = await rebuildCentral(place, servers.host);
    expect(made).toMatchObject({ refused: [], broken: [] });
    const again = await servers.open({ catalog });
    const heads = async (lake: CentralLake) =>
      (await listRefHeads(lake)).map(({ ref: { layer, externalId }, commit, last }) => ({
        layer,
        externalId,
        commit,
        last: last.id,
      }));
    expect(await heads(again)).toEqual(await heads(lab));
    expect(again.id).toBe(lab.id);
    expect(await verify(again, { level: 'checksum' })).toMatchObject({ ok: true });
    const four = await commitFiles(ours, RAW, { a: '5' });
    expect(await push(ours, { name: 'lab', lake: again }, [ref], options)).toMatchObject({
      refs: [{ to: four.id, result: 'fast-forward' }],
    });
    await expect(rebuildCentral(place, servers.host)).rejects.toMatchObject({ code: 'rule-refused' });
  });

  test('mends a local lake, and is mended by it', async () => {
    const theirs = tempLake();
    try {
      await fetch(theirs, remote, undefined, options);
      const head = (await trackedRef(theirs, 'lab', ref))?.commit;
      await moveRef(theirs, ref, undefined, head as never, options);
      const report = await verify(theirs);
      const repaired = await repair(theirs, lab, report, () => verify(theirs));
      expect(repaired.left).toEqual([]);
      expect(repaired.mended.length).toBeGreaterThan(0);
      expect(await verify(theirs)).toMatchObject({ ok: true, absent: [] });
    } finally {
      await theirs.close();
    }
  });
});

/** A login that is in a group of roles: the same database, seen as that login. */
async function asRole(server: PostgresServer, catalog: string, role: string) {
  const name = `c_${process.pid}_${Date.now()}`;
  const admin = new pg.Client(catalog);
  await admin.connect();
  await admin.query(`CREATE ROLE ${name} LOGIN IN ROLE ${role}`);
  return {
    client: server.address(new URL(catalog).pathname.slice(1), name),
    close: async () => {
      await admin.query(`DROP ROLE ${name}`);
      await admin.end();
    },
  };
}
