import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CentralLake } from '../../src/lake/central/open-central-lake.ts';
import { fsck } from '../../src/lake/fsck.ts';
import { promote } from '../../src/lake/promote.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { resolveRevision } from '../../src/lake/resolve-revision.ts';
import { verify } from '../../src/lake/verify.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { push } from '../../src/sync/push.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';
import { type CentralServers, centralServers } from '../servers/central.ts';
import { findPostgres, type PostgresServer } from '../servers/postgres.ts';
import { onEachServer } from '../store/s3/on-each-server.ts';

const RAW = 'raw/geo/GSE1';
const PROCESSED = 'processed/geo/GSE1';
const author = 'Ada Lovelace <ada@example.org>';
const FILES = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`f${n}.txt`, `file ${n}`]));
const LARGE = 'x'.repeat(5 * 1024 * 1024);

onEachServer('promotion at a central lake', (server) => {
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

  const upIn = async (lake: TempLake | CentralLake, revision: string) =>
    promote(lake, await resolveRevision(lake, revision), { author, message: 'checked' });
  const send = (...refs: readonly string[]) => push(ours, remote, refs.map(parseRef), { actor: author });

  test('that was made offline travels with a push, and sends the commit alone', async () => {
    await commitFiles(ours, RAW, { ...FILES, large: LARGE });
    const { made } = await upIn(ours, RAW);
    expect(await send(RAW)).toMatchObject({ refs: [{ result: 'created' }] });
    const pushed = await send(PROCESSED);
    expect(pushed).toMatchObject({
      refs: [{ ref: PROCESSED, to: made?.id, result: 'created' }],
      objectsSent: 1,
      // The files, and the three pages of the manifest.
      objectsCopied: 504,
    });
    expect((await refHead(lab, parseRef(PROCESSED)))?.commit).toBe(made?.id);
  });

  test('is refused there while what was promoted is not, and taken with it', async () => {
    const ref = 'processed/geo/GSE2';
    await commitFiles(ours, 'raw/geo/GSE2', { a: '1' });
    await upIn(ours, 'raw/geo/GSE2');
    expect(await send(ref)).toMatchObject({
      refs: [{ result: 'rejected', reason: 'the commit that was promoted is not in this lake' }],
    });
    expect(await send(ref, 'raw/geo/GSE2')).toMatchObject({
      refs: [{ result: 'created' }, { result: 'created' }],
    });
  });

  test('is made there by the servers: whole packs and large files, by request and not by file', async () => {
    const before = lab.requests();
    const done = await upIn(lab, PROCESSED);
    expect(lab.requests() - before).toBeLessThan(30);
    expect(done.objectsCopied).toBe(504);
    const curated = await refHead(lab, parseRef('curated/geo/GSE1'));
    expect(curated?.commit).toBe(done.made?.id);
    expect(curated?.moved.entry.actor).toBe('pg:dlake');
    await expect(upIn(lab, PROCESSED)).rejects.toMatchObject({ code: 'rule-refused' });
    const problems = [];
    for await (const problem of fsck(lab)) problems.push(problem);
    expect(problems).toEqual([]);
    expect(await verify(lab)).toMatchObject({ ok: true });
  });

  test('of two that are made at once, one is told', async () => {
    await commitFiles(ours, RAW, { ...FILES, large: LARGE, more: '1' });
    await commitFiles(ours, RAW, { ...FILES, large: LARGE, more: '2' });
    await send(RAW);
    const racers = await Promise.allSettled([
      upIn(lab, `${RAW}@v2`),
      upIn(await servers.open(), `${RAW}@v3`),
    ]);
    expect(racers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [lost] = racers.filter((racer) => racer.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'ref-moved' });
    expect(await verify(lab)).toMatchObject({ ok: true });
  });
});
