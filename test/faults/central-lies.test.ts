import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CentralLake } from '../../src/lake/central/open-central-lake.ts';
import { moveRef } from '../../src/lake/move-ref.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { verify } from '../../src/lake/verify.ts';
import { encodeCommit } from '../../src/records/encode-commit.ts';
import { encodeEntry } from '../../src/records/entry.ts';
import { type BlobId, blobIdOf, type CommitId, hexOf, manifestId } from '../../src/records/ids.ts';
import { recordBytes } from '../../src/records/open-record.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { sha256Hex } from '../../src/records/sha256.ts';
import { parseS3Address } from '../../src/store/s3/s3-address.ts';
import { placeOfFile } from '../../src/store/s3/s3-layout.ts';
import { fetch } from '../../src/sync/fetch.ts';
import { pullRef } from '../../src/sync/pull-ref.ts';
import { push } from '../../src/sync/push.ts';
import { trackedRef } from '../../src/sync/tracked-refs.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';
import { addLogin } from '../servers/central.ts';
import { file } from './hostile-lake.ts';
import { problemsOf, withCentral } from './with-central.ts';

const GOOD = 'raw/geo/GSE1';
const folder = {
  content: async () => undefined,
  refuseUnsaved: async () => {},
  catchUp: async () => {},
  follow: async () => {},
};
const actor = 'Ada Lovelace <ada@example.org>';

withCentral('a remote that lies', (places) => {
  let ours: TempLake;
  let lab: CentralLake;
  let root: pg.Client;
  let made = 1;
  beforeAll(async () => {
    ours = tempLake();
    lab = await places().servers.open();
    root = new pg.Client(places().servers.place.catalog);
    await root.connect();
    // What keeps everybody else from lying.
    for (const table of ['commits', 'manifest_pages', 'log', 'logs', 'placements'])
      await root.query(`ALTER TABLE dlake.${table} DISABLE TRIGGER USER`);
    for (const table of ['commits', 'manifest_pages', 'log'])
      await root.query(`ALTER TABLE dlake.${table} DROP CONSTRAINT id_is_hash`);
    await send(GOOD);
  });
  afterAll(async () => {
    await root?.end();
    await ours?.close();
  });

  /** Pushes a version of a ref with a file of its own. */
  async function send(ref = `raw/geo/GSE${++made}`) {
    const text = `only in ${ref}`;
    const { id } = await commitFiles(ours, ref, { a: text });
    await push(ours, { name: 'lab', lake: lab }, [parseRef(ref)], { actor });
    return { ref, id, blob: blobIdOf(Buffer.from(text)) };
  }

  /** What somebody new gets of a ref: why it is refused, by fetch or by pull; the good one always comes. */
  async function whyRefused(ref: string): Promise<string | undefined> {
    const theirs = tempLake();
    const lake = await places().servers.open();
    try {
      const remote = { name: 'lab', lake };
      const { refs } = await fetch(theirs, remote, undefined, { actor });
      const pull = async (name: string) => {
        const parsed = parseRef(name);
        const to = (await trackedRef(theirs, 'lab', parsed))?.commit as CommitId;
        const settle = () => undefined;
        return pullRef(theirs, remote, parsed, to, { actor, folder, settle });
      };
      expect(await pull(GOOD)).toMatchObject({ result: 'created' });
      const fetched = refs.find((one) => one.ref === ref);
      const refused =
        fetched?.result === 'rejected'
          ? fetched.reason
          : await pull(ref).then(
              () => undefined,
              (error: Error) => error.message,
            );
      if (refused !== undefined) expect(await refHead(theirs, parseRef(ref))).toBeUndefined();
      expect(await problemsOf(theirs)).toEqual([]);
      return refused;
    } finally {
      await lake.close();
      await theirs.close();
    }
  }

  /** Problems of the whole lake that name something. */
  const named = async (what: string) => {
    const lake = await places().servers.open();
    return (await problemsOf(lake)).filter(({ where, reason }) => `${where} ${reason}`.includes(what));
  };

  it('a commit with other bytes is refused', async () => {
    const { ref, id } = await send();
    await root.query(
      `UPDATE dlake.commits SET record = set_byte(record, length(record) - 3, 88) WHERE id = $1`,
      [Buffer.from(hexOf(id), 'hex')],
    );
    expect(await whyRefused(ref)).toMatch(/hash|damaged/);
    expect(await named(hexOf(id))).not.toEqual([]);
  });

  it('a log entry with other bytes is refused', async () => {
    const { ref } = await send();
    const subject = `refs/${ref.slice(4)}`;
    await root.query(`UPDATE dlake.log SET record = '\\x00ff' WHERE subject = $1`, [subject]);
    expect(await whyRefused(ref)).toMatch(/./);
    expect(await named(subject)).not.toEqual([]);
  });

  it('a ref that names a commit of another dataset is refused', async () => {
    const { ref, id } = await send();
    const other = `raw/geo/GSE${++made}`;
    const subject = `refs/${other.slice(4)}`;
    const at = '2026-11-22T10:00:00.000Z';
    const { bytes } = encodeEntry({ subject, seq: 1, kind: 'move', to: id, actor: 'pg:dlake', at });
    await root.query(
      `INSERT INTO dlake.log (layer, subject, seq, id, record, kind, to_id, at, actor)
       VALUES ('raw', $1, 1, $2, $3, 'move', $4, $5, 'pg:dlake')`,
      [subject, Buffer.from(sha256Hex(bytes), 'hex'), bytes, Buffer.from(hexOf(id), 'hex'), at],
    );
    await root.query(
      `INSERT INTO dlake.logs (layer, subject, seq, changed) VALUES ('raw', $1, 1, pg_current_xact_id())`,
      [subject],
    );
    expect(await whyRefused(other)).toContain(`it is not of ${other}`);
    expect(await whyRefused(ref)).toBeUndefined();
    expect(await named(other)).not.toEqual([]);
  });

  it('a manifest with a path that escapes is refused', async () => {
    const ref = parseRef(`raw/geo/GSE${++made}`);
    const page = recordBytes({ v: 1, type: 'page', level: 0, entries: [file('../../climbed')] }, 'page');
    const manifest = manifestId(sha256Hex(page));
    const commit = encodeCommit({
      dataset: `geo/GSE${made}`,
      layer: 'raw',
      manifest,
      files: 1,
      bytes: 6,
      action: 'manual',
      metadata: { source: 'geo', date: '2026-11-22', version: 'v1' },
      name: 'gift',
      author: 'Mallory <mallory@example.org>',
      message: 'a gift',
      committedAt: '2026-11-22T10:00:00.000Z',
    });
    const session = await lab.store.session('raw');
    for (const [id, bytes] of [
      [blobIdOf(Buffer.from('owned\n')), Buffer.from('owned\n')],
      [manifest, page],
      [commit.id, commit.bytes],
    ] as const)
      session.put(id, bytes);
    await session.flush();
    await session.close();
    const moved = await moveRef(lab, ref, undefined, commit.id, { actor }).catch(
      (error: Error) => error.message,
    );
    // Either the lake does not take it, or nobody takes it from there.
    if (typeof moved === 'string') expect(moved).toMatch(/climbed|path/);
    else {
      expect(await whyRefused(`raw/geo/GSE${made}`)).toMatch(/climbed|path/);
      expect(await named(`GSE${made}`)).not.toEqual([]);
    }
  });

  /** The stored file that has a blob, and where it is. */
  async function placeOf(blob: BlobId) {
    const place = (await lab.index.locate('raw', [blob])).get(blob);
    if (place === undefined) throw new Error('it is nowhere');
    return { ...place, at: placeOfFile(parseS3Address(places().servers.place.store), 'raw', place.file) };
  }

  it('a delete marker hides nothing from who reads by version, and verify tells of it', async () => {
    const { ref, blob } = await send();
    const { at, file: stored } = await placeOf(blob);
    await places().servers.s3.deleteObject(at);
    expect(await whyRefused(ref)).toBeUndefined();
    const { broken } = await verify(await places().servers.open(), { level: 'exists' });
    const hidden = broken.filter(({ reason }) => reason.includes('delete marker'));
    expect(hidden.map(({ where }) => where)).toEqual([expect.stringContaining(stored.key)]);
  });

  it('other bytes under a key are found, by pull and by verify', async () => {
    const { ref, blob } = await send();
    const { at, file: stored } = await placeOf(blob);
    const wrong = Buffer.alloc(stored.size, 'x');
    const { VersionId } = await places().servers.s3.putObject({ ...at, Body: wrong });
    expect(await whyRefused(ref)).toBeUndefined();
    await root.query(`UPDATE dlake.placements SET version_id = $1 WHERE key = $2`, [
      VersionId,
      Buffer.from(stored.key, 'hex'),
    ]);
    expect(await whyRefused(ref)).toMatch(/damaged/);
    for (const level of ['checksum', 'full'] as const)
      expect(JSON.stringify((await verify(await places().servers.open(), { level })).damaged)).toContain(ref);
  });

  it('a placement for bytes that were never sent is found before they are relied on', async () => {
    const { postgres, servers } = places();
    const text = 'never sent by Mallory';
    const blob = blobIdOf(Buffer.from(text));
    const catalog = await addLogin(postgres, servers, 'mallory', 'dlake_contributor');
    const mallory = await servers.open({ catalog });
    const size = text.length;
    await mallory.index.place('raw', [
      {
        kind: 'blob',
        key: hexOf(blob),
        size,
        versionId: 'none',
        proved: true,
        objects: [{ id: blob, offset: 0, length: size }],
      },
    ]);
    const ref = `raw/geo/GSE${++made}`;
    await commitFiles(ours, ref, { a: text });
    const lake = await servers.open();
    expect(await push(ours, { name: 'lab', lake }, [parseRef(ref)], { actor })).toMatchObject({
      refs: [{ result: 'created' }],
      objectsSent: 3,
    });
    expect(await whyRefused(ref)).toBeUndefined();
  });
});
