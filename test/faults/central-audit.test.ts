import { generateKeyPairSync, sign } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AuditedEntry, auditLog, logsNamed } from '../../src/lake/audit/audit-log.ts';
import { type MadeCheckpoint, makeCheckpoint } from '../../src/lake/audit/make-checkpoint.ts';
import { type AuditReport, verifyAudit } from '../../src/lake/audit/verify-audit.ts';
import { checkSignatures, type SignedVersion } from '../../src/lake/signatures/check-signatures.ts';
import { signVersion } from '../../src/lake/signatures/sign-version.ts';
import { auditBatchData, readAuditBatch } from '../../src/records/audit-batch.ts';
import type { LogEntry } from '../../src/records/entry.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { keyLine } from '../../src/signatures/public-key.ts';
import { fetch } from '../../src/sync/fetch.ts';
import { push } from '../../src/sync/push.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';
import { rechained } from './rechained.ts';
import { withCentral } from './with-central.ts';

const REF = parseRef('raw/geo/GSE1');
const SUBJECT = 'refs/geo/GSE1';
const actor = 'Ada Lovelace <ada@example.org>';
const TWELVE = 12;

withCentral('the logs of a central lake whose owner forges them', (places) => {
  let ours: TempLake;
  let made: MadeCheckpoint;
  beforeAll(async () => {
    ours = tempLake();
    const lab = { name: 'lab', lake: await places().servers.open() };
    for (let at = 1; at <= TWELVE; at++) {
      await commitFiles(ours, 'raw/geo/GSE1', { a: `${at}` });
      await push(ours, lab, [REF], { actor });
    }
    made = await makeCheckpoint(lab.lake, actor);
  });
  afterAll(() => ours?.close());

  const key = (subject: string, seq: number) => `log/${subject}/${String(seq).padStart(12, '0')}`;

  /** The entries of a log as the buckets have them. */
  async function entriesOf(subject: string): Promise<readonly Uint8Array[]> {
    const { logs } = (await places().servers.open()).buckets.store;
    const entries: Uint8Array[] = [];
    for (let seq = 1; ; seq++) {
      const found = await logs.read('raw', subject, seq);
      if (found === undefined) return entries;
      entries.push(found.bytes);
    }
  }

  /** With all rights on the database: no trigger sees it. */
  async function inDatabase(subject: string, entries: readonly Uint8Array[], gone: readonly number[] = []) {
    const client = new pg.Client(places().servers.place.catalog);
    await client.connect();
    try {
      await client.query(`ALTER TABLE dlake.log DISABLE TRIGGER ALL`);
      await client.query(`DELETE FROM dlake.log WHERE subject = $1`, [subject]);
      for (const [at, bytes] of entries.entries()) {
        if (gone.includes(at + 1)) continue;
        await client.query(
          `INSERT INTO dlake.log (layer, subject, seq, id, record, kind, at, actor)
             VALUES ('raw', $1, $2, sha256($3), $3, 'move', now(), 'pg:root')`,
          [subject, at + 1, Buffer.from(bytes)],
        );
      }
      await client.query(`UPDATE dlake.logs SET seq = $2 WHERE subject = $1`, [subject, entries.length]);
    } finally {
      await client.end();
    }
  }

  /** With the root's keys, past the lock. */
  async function inBucket(subject: string, entries: readonly Uint8Array[], gone: readonly number[] = []) {
    const { s3, bucket } = places().servers;
    const Bucket = bucket('raw');
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({
      Bucket,
      Prefix: `log/${subject}/`,
    });
    for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
      await s3.deleteObject({ Bucket, Key, VersionId, BypassGovernanceRetention: true });
    for (const [at, Body] of entries.entries())
      if (!gone.includes(at + 1))
        await s3.putObject({ Bucket, Key: key(subject, at + 1), Body, ChecksumAlgorithm: 'SHA256' });
  }

  async function verify(): Promise<AuditReport> {
    const lake = await places().servers.open();
    const { head, total } = made;
    const note = { lake: lake.id, seq: head.seq, head: head.id, total, at: head.entry.at, actor };
    return verifyAudit(lake, { note });
  }

  const both = (log: string, from: number, to: number, problem: string) =>
    ['catalog', 'buckets'].map((where) => ({ where, log: `raw/${log}`, from, to, problem }));

  it('finds nothing where nobody did, and who acts is who Postgres says', async () => {
    expect(made).toMatchObject({
      total: TWELVE,
      added: TWELVE,
      head: { seq: 2, entry: { kind: 'checkpoint' } },
    });
    expect(made.head.entry.actor).toMatch(/^pg:/);
    expect(await verify()).toEqual({ ok: true, checkpoints: 1, entries: TWELVE, uncovered: 0, problems: [] });
  });

  it('finds a changed entry, one that is gone and the last ten cut off, by name, in either', async () => {
    const whole = await entriesOf(SUBJECT);
    const changed = rechained(whole, (entry) => (entry.seq === 5 ? { ...entry, reason: 'as if' } : entry));
    await inDatabase(SUBJECT, changed);
    expect((await verify()).problems).toEqual(both(SUBJECT, 5, TWELVE, 'altered').slice(0, 1));
    await inBucket(SUBJECT, changed);
    expect((await verify()).problems).toEqual(both(SUBJECT, 5, TWELVE, 'altered'));

    await inDatabase(SUBJECT, whole, [7]);
    await inBucket(SUBJECT, whole, [7]);
    expect((await verify()).problems).toEqual(both(SUBJECT, 7, 7, 'missing'));

    await inDatabase(SUBJECT, whole.slice(0, 2));
    await inBucket(SUBJECT, whole.slice(0, 2));
    expect((await verify()).problems).toEqual(both(SUBJECT, 3, TWELVE, 'cut-off'));

    // And has the lake's own log agree.
    const own = await entriesOf('lake');
    const agreeing = rechained(own, (entry: LogEntry): LogEntry => {
      if (entry.kind !== 'checkpoint') return entry;
      const batch = readAuditBatch(entry.data, 'checkpoint');
      const runs = batch.runs.map((run) => ({ ...run, ids: run.ids.slice(0, 2) }));
      return { ...entry, data: auditBatchData({ ...batch, runs, total: 2 }) };
    });
    await inDatabase('lake', agreeing);
    await inBucket('lake', agreeing);
    expect((await verify()).problems).toEqual(both('lake', 1, 2, 'rewritten'));
    await inDatabase('lake', own.slice(0, 1));
    await inBucket('lake', own.slice(0, 1));
    expect((await verify()).problems).toEqual(both('lake', 2, 2, 'cut-off'));

    await inDatabase('lake', own);
    await inBucket('lake', own);
    await inDatabase(SUBJECT, whole);
    await inBucket(SUBJECT, whole);
    expect((await verify()).problems).toEqual([]);
  });

  it('takes signatures with a push, gives them to who fetches, and says who brought them', async () => {
    const { servers } = places();
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const point = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    const key = { point, sign: async (bytes: Uint8Array) => sign(null, bytes, privateKey) };
    const ref = parseRef('raw/geo/GSE3');
    const signed = await commitFiles(ours, 'raw/geo/GSE3', { a: 'signed' });
    await signVersion(ours, ref, signed.id, { key, actor });
    const lab = { name: 'lab', lake: await servers.open() };
    await push(ours, lab, [ref], { actor });
    await push(ours, lab, [ref], { actor });
    const theirs = tempLake();
    await fetch(theirs, lab, [ref], { actor });
    const signers = [{ principals: 'ada@lab.org', key: keyLine(point) }];
    for (const lake of [lab.lake, theirs]) {
      const found: SignedVersion[] = [];
      for await (const one of checkSignatures(lake, [signed], signers)) found.push(one);
      expect(found).toMatchObject([{ ref: 'raw/geo/GSE3', result: 'good', by: ['ada@lab.org'] }]);
    }
    await theirs.close();
    const entries: AuditedEntry[] = [];
    const filter = { ...logsNamed('geo/GSE3'), actor: 'PG:' };
    for await (const one of auditLog(lab.lake, filter)) entries.push(one);
    // By time, which is that of each lake's own clock.
    expect(entries.map(({ entry }) => entry.kind).sort()).toEqual(['move', 'signature']);
    expect((await makeCheckpoint(lab.lake, actor)).added).toBe(2);
  });

  it('has one of many who make checkpoints at once make each, and pushes go on meanwhile', async () => {
    const { servers } = places();
    await commitFiles(ours, 'raw/geo/GSE1', { a: 'thirteen' });
    await commitFiles(ours, 'raw/geo/GSE2', { a: 'another' });
    const opened = await Promise.all([1, 2, 3].map(() => servers.open()));
    const pushed = push(ours, { name: 'lab', lake: await servers.open() }, [REF, parseRef('raw/geo/GSE2')], {
      actor,
    });
    await Promise.all(opened.map((lake) => makeCheckpoint(lake, actor)));
    await pushed;
    const last = await makeCheckpoint(opened[0] as (typeof opened)[0], actor);
    expect(last.total).toBe(TWELVE + 4);
    expect(await verify()).toMatchObject({ ok: true, entries: TWELVE + 4, uncovered: 0 });
  });
});
