import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hexOf } from '../../../src/records/ids.ts';
import { sha256Stream } from '../../../src/records/sha256.ts';
import { bytesOfPart } from '../../../src/store/s3/parts.ts';
import { placeOfFile } from '../../../src/store/s3/s3-layout.ts';
import { startHttpProxy } from '../../servers/http-proxy.ts';
import { onEachServer } from './on-each-server.ts';
import { patternId, patternPieces } from './pattern.ts';
import { type S3Harness, s3Harness } from './s3-harness.ts';

const PARTS = 8;
const LENGTH = (PARTS - 1) * bytesOfPart(1) + 5;
const CHILD = fileURLToPath(new URL('./children/send-half.ts', import.meta.url));

onEachServer('large blobs', (server) => {
  let harness: S3Harness;
  beforeEach(async () => {
    harness = await s3Harness(server());
  });
  afterEach(() => harness.remove());

  const id = patternId(LENGTH);
  const place = () => placeOfFile(harness.address, 'raw', { kind: 'blob', key: hexOf(id) });
  const partsAtServer = async () => {
    const { Bucket, Key } = place();
    const { Uploads = [] } = await harness.s3.listMultipartUploads({ Bucket, Prefix: Key });
    if (Uploads.length === 0) return 0;
    const { Parts = [] } = await harness.s3.listParts({ Bucket, Key, UploadId: Uploads[0]?.UploadId });
    return Parts.length;
  };
  const send = async (length = LENGTH) => {
    const store = await harness.again();
    const session = await store.session('raw');
    await session.putStream(id, patternPieces(length));
    expect(await session.flush()).toEqual({ objects: 1, bytes: LENGTH });
    await session.close();
    return store.requests;
  };
  const expectWhole = async () => {
    const hash = sha256Stream();
    for await (const piece of (await harness.store.get('raw', id)) ?? []) hash.update(piece);
    expect(hash.hex()).toBe(hexOf(id));
  };

  it('go up in parts, each checked, with one request more for each of beginning, end and read-back', async () => {
    // Looked for, begun, parts, ended, read back.
    expect(await send()).toBe(PARTS + 4);
    await expectWhole();
  });

  it('are gone on with after a kill, without sending what is there', { timeout: 300_000 }, async () => {
    const { redacted } = harness.address;
    const args = [CHILD, redacted, JSON.stringify(server().credentials), id, String(5 * bytesOfPart(1) + 1)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    while ((await partsAtServer()) < 3) await new Promise((resolve) => setTimeout(resolve, 100));
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    const there = await partsAtServer();
    expect(there).toBeGreaterThanOrEqual(3);
    // Found, its parts listed, the others sent, ended, read back. A part may have arrived after the last look.
    expect(await send()).toBeLessThanOrEqual(4 + PARTS - there);
    await expectWhole();
    expect(await partsAtServer()).toBe(0);
  });

  it('have parts that wait on disk where memory is short, sent again when a connection is lost', async () => {
    const proxy = await startHttpProxy(Number(new URL(server().endpoint).port));
    try {
      const isPart = ({ url }: { readonly url: string }) => url.includes('partNumber=');
      proxy.order({ kind: 'cut-request', after: 100_000 }, { when: isPart, from: 3, times: 2 });
      const store = await harness.again({ mostInMemory: 1024 * 1024, endpoint: proxy.url });
      const session = await store.session('raw');
      await session.putStream(id, patternPieces(LENGTH));
      await session.flush();
      await session.close();
    } finally {
      await proxy.close();
    }
    await expectWhole();
    expect(readdirSync(harness.scratch)).toEqual([]);
  });

  it('that are not what their id says leave nothing behind', async () => {
    const session = await harness.store.session('raw');
    const sending = session.putStream(id, patternPieces(LENGTH - 1));
    await expect(sending).rejects.toMatchObject({ code: 'object-damaged', data: { id } });
    await session.flush();
    await session.close();
    expect(await partsAtServer()).toBe(0);
    expect(await harness.store.missing('raw', [id])).toEqual(new Set([id]));
  });

  it('that somebody else has ended meanwhile are proved', async () => {
    await send();
    const forgetful = await harness.again();
    const known = (await harness.index.locate('raw', [id])).get(id);
    await harness.index.note('raw', [{ kind: 'blob', key: hexOf(id), lost: true }]);
    const session = await forgetful.session('raw');
    await session.putStream(id, patternPieces(LENGTH));
    await session.flush();
    await session.close();
    const placed = (await harness.index.locate('raw', [id])).get(id);
    expect(placed?.file.versionId).toBe(known?.file.versionId);
    const { Versions = [] } = await harness.s3.listObjectVersions({
      Bucket: place().Bucket,
      Prefix: place().Key,
    });
    expect(Versions).toHaveLength(1);
    expect(await partsAtServer()).toBe(0);
  });
});
