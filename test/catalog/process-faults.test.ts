import { createHash, randomBytes } from 'node:crypto';
import { chownSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyBatch } from '../../src/catalog/apply-batch.ts';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { catalogCounts } from '../../src/catalog/catalog-counts.ts';
import { dropCatalog } from '../../src/catalog/drop-catalog.ts';
import { openCatalog } from '../../src/catalog/open-catalog.ts';
import { ownData } from '../../src/catalog/pglite/own-data.ts';
import { distrust } from '../../src/catalog/pglite/trust.ts';
import { OUR_VERSION, openProcess, type ProcessOptions } from '../../src/catalog/process/open-process.ts';
import { socketPath } from '../../src/catalog/process/socket-path.ts';
import { rollForwardCursor, unknownCommits } from '../../src/catalog/roll-forward-state.ts';
import { writeSetting } from '../../src/catalog/setting.ts';
import { stopCatalog } from '../../src/catalog/stop-catalog.ts';
import { type ErrorFacts, isDlakeError } from '../../src/errors.ts';
import { commitId, hexOf } from '../../src/records/ids.ts';
import { catalogFolder } from './catalog-folder.ts';
import { holds, ownerOf, ownersOf, startClient, until } from './process-clients.ts';
import { sampleCommit, sampleHistory } from './sample.ts';

// Processes start and end by the dozen; a busy machine may take its time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

let place: ReturnType<typeof catalogFolder>;
let opened: Catalog[];
beforeEach(() => {
  place = catalogFolder();
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((catalog) => catalog.close()));
  await place.remove();
});

async function open(options: Partial<ProcessOptions> = {}): Promise<Catalog> {
  const catalog = await openProcess({ ...place, ...options });
  opened.push(catalog);
  return catalog;
}

const commit = (message: string) => sampleCommit({ dataset: 'lab/x', message });
const apply = (catalog: Catalog, ...messages: string[]) =>
  applyBatch(catalog, { commits: messages.map(commit), pages: [], entries: [] });
const has = async (catalog: Catalog, ...messages: string[]) =>
  (
    await unknownCommits(
      catalog,
      messages.map((message) => commit(message).id),
    )
  ).length === 0;
const unavailable = (state: ErrorFacts['catalog-unavailable']['state']) => (error: unknown) =>
  isDlakeError(error, 'catalog-unavailable') && error.data.state === state;

describe('one owner', () => {
  it('is started once by twenty clients that come at a time', async () => {
    const clients = Array.from({ length: 20 }, (_, n) =>
      startClient(place.folder, place.runtime, 'apply', `lab/x${n}`),
    );
    const ids = await Promise.all(clients.map((client) => client.line()));
    expect(ownersOf(place.folder)).toEqual([ownerOf(place.folder)]);
    expect(
      await unknownCommits(
        await open(),
        ids.map((id) => commitId(hexOf(id))),
      ),
    ).toEqual([]);
  });

  it('is found by others when whoever started it was killed', async () => {
    const { child } = startClient(place.folder, place.runtime, 'apply', 'lab/x');
    await until(() => holds(place.folder));
    child.kill('SIGKILL');
    const pid = ownerOf(place.folder);
    await apply(await open(), 'a');
    expect(ownerOf(place.folder)).toBe(pid);
  });

  it('is one, whoever takes the lock, when its starter was killed before it had it', async () => {
    const { child } = startClient(place.folder, place.runtime, 'apply', 'lab/x');
    await until(() => ownersOf(place.folder).length > 0);
    child.kill('SIGKILL');
    const catalog = await open();
    await apply(catalog, 'a');
    const pid = ownerOf(place.folder);
    await until(() => ownersOf(place.folder).length === 1);
    expect(ownersOf(place.folder)).toEqual([pid]);
    expect(await has(catalog, 'a')).toBe(true);
    expect(ownerOf(place.folder)).toBe(pid);
  });

  it('is not made where nothing can be', async () => {
    writeFileSync(place.folder, 'a file in the way');
    await expect(open()).rejects.toSatisfy(unavailable('unreachable'));
    await expect(openCatalog({ ...place, mode: 'inline' })).rejects.toSatisfy(unavailable('unreachable'));
    rmSync(place.folder);
  });

  it('keeps everybody else out, here and in other processes', async () => {
    await open();
    const holder = { pid: process.pid };
    await expect(ownData({ ...place, holder, patience: 50 })).rejects.toSatisfy(unavailable('busy'));
    await stopCatalog(place.folder);
    const owned = await ownData({ ...place, holder, patience: 0 });
    await expect(ownData({ ...place, holder, patience: 50 })).rejects.toSatisfy(unavailable('busy'));
    await expect(openProcess({ ...place, patience: 100 })).rejects.toSatisfy(unavailable('busy'));
    await expect(stopCatalog(place.folder, { patience: 50 })).rejects.toSatisfy(unavailable('busy'));
    await owned.close();
    expect(await has(await open(), 'none')).toBe(false);
  });

  it('makes way for a command that opens the catalog in its own process, and comes back', async () => {
    const through = await open();
    await apply(through, 'a');
    const inline = await openCatalog({ ...place, mode: 'inline' });
    expect(await has(inline, 'a')).toBe(true);
    await apply(inline, 'b');
    expect(ownersOf(place.folder)).toEqual([]);
    await inline.close();
    expect(await has(through, 'a', 'b')).toBe(true);
    expect(ownersOf(place.folder).length).toBe(1);
  });

  it('of another version makes way for ours', async () => {
    await apply(await open({ version: { ...OUR_VERSION, protocol: 0 } }), 'old');
    const old = ownerOf(place.folder);
    const ours = await open();
    expect(await has(ours, 'old')).toBe(true);
    expect(ownerOf(place.folder)).not.toBe(old);
    expect(ownersOf(place.folder)).toEqual([ownerOf(place.folder)]);
  });

  it('of a newer schema stays, and says so', async () => {
    await open({ version: { ...OUR_VERSION, schema: OUR_VERSION.schema + 1 } });
    const newer = ownerOf(place.folder);
    await expect(open()).rejects.toSatisfy((error) => isDlakeError(error, 'catalog-too-new'));
    expect(ownersOf(place.folder)).toEqual([newer]);
  });

  it('leaves when it is stopped, and when nobody has come for a while; its data is then on disk', async () => {
    await apply(await open(), 'a');
    const mark = () => distrust(join(place.folder, 'data'));
    expect(await stopCatalog(place.folder)).toBe(true);
    expect(await stopCatalog(place.folder)).toBe(false);
    expect(ownersOf(place.folder)).toEqual([]);
    expect(mark()).toBeUndefined();
    const again = await openProcess({ ...place, idle: 100 });
    expect(await has(again, 'a')).toBe(true);
    await again.close();
    await until(() => ownersOf(place.folder).length === 0);
    expect(mark()).toBeUndefined();
  });

  it('ends when its folder goes away, and is not mistaken for that of a new one there', async () => {
    const first = await open();
    await apply(first, 'a');
    const pid = ownerOf(place.folder);
    rmSync(place.folder, { recursive: true });
    const second = await open();
    expect(await has(second, 'a')).toBe(false);
    await until(() => !ownersOf(place.folder).includes(pid));
    expect(await has(await open(), 'a')).toBe(false);
    await expect(has(first, 'a')).rejects.toSatisfy(unavailable('remade'));
  });

  it('listens where only its user comes', async () => {
    await open();
    const path = socketPath(place.folder, place.runtime);
    expect(lstatSync(place.runtime).mode & 0o777).toBe(0o700);
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
    expect(lstatSync(place.folder).mode & 0o777).toBe(0o700);
  });

  it.skipIf(userInfo().uid !== 0)('refuses a runtime folder of another user', async () => {
    mkdirSync(place.runtime, { recursive: true });
    chownSync(place.runtime, 65534, 65534);
    await expect(open()).rejects.toSatisfy(unavailable('unreachable'));
  });

  it('listens elsewhere when the path would be too long', async () => {
    const runtime = join(place.root, 'long'.repeat(30));
    await apply(await open({ runtime }), 'a');
    expect(socketPath(place.folder, runtime).startsWith(join(tmpdir(), 'dlake-'))).toBe(true);
  });

  it('is not moved by what makes no sense', async () => {
    const catalog = await open();
    const pid = ownerOf(place.folder);
    const frames = [
      randomBytes(5000),
      Buffer.from([0, 0, 0, 0]),
      Buffer.from([255, 255, 255, 255, 0]),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.from('\0\0\0\x06\0\0\0\x02{}'),
      Buffer.from('\0\0\0\x20\0\0\0\x1c[{"kind":"query","text":""},'),
    ];
    for (const bytes of frames) {
      const socket = createConnection(socketPath(place.folder, place.runtime));
      socket.on('error', () => {});
      const over = new Promise((resolve) => socket.on('close', resolve));
      socket.write(bytes);
      setTimeout(() => socket.destroy(), 300);
      await over;
    }
    await apply(catalog, 'still here');
    expect(ownerOf(place.folder)).toBe(pid);
  });
});

describe('eight clients', () => {
  it('get back, and find kept, exactly what each of them sent, 1 MB at a time', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => open()));
    await clients[0]!.run((db) =>
      sql`CREATE TABLE IF NOT EXISTS echo (client int, n int, bytes bytea)`.execute(db),
    );
    const sent = await Promise.all(
      clients.map(async (catalog, client) => {
        const digests: string[] = [];
        for (let n = 0; n < 6; n++) {
          const bytes = randomBytes(1024 * 1024);
          digests.push(createHash('sha256').update(bytes).digest('hex'));
          const { rows } = await catalog.run((db) =>
            sql<{ client: number; back: Uint8Array }>`
              INSERT INTO echo VALUES (${client}, ${n}, ${bytes}) RETURNING client, bytes AS back`.execute(
              db,
            ),
          );
          expect(rows[0]?.client).toBe(client);
          expect(Buffer.compare(rows[0]!.back, bytes)).toBe(0);
        }
        return digests;
      }),
    );
    for (const [client, digests] of sent.entries()) {
      const other = clients[(client + 1) % clients.length]!;
      const { rows } = await other.run((db) =>
        sql<{ digest: string; bytes: Uint8Array }>`
          SELECT encode(sha256(bytes), 'hex') AS digest, bytes FROM echo WHERE client = ${client} ORDER BY n`.execute(
          db,
        ),
      );
      expect(rows.map((row) => row.digest)).toEqual(digests);
      expect(rows.map((row) => createHash('sha256').update(row.bytes).digest('hex'))).toEqual(digests);
    }
  });

  it('never see inside a transaction of another', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => open()));
    await clients[0]!.run((db) => sql`CREATE TABLE pairs (client int, n int)`.execute(db));
    const odd = await Promise.all(
      clients.map(async (catalog, client) => {
        let seen = 0;
        for (let n = 0; n < 15; n++) {
          await catalog.run((db) =>
            db.transaction().execute(async (transaction) => {
              await sql`INSERT INTO pairs VALUES (${client}, ${n})`.execute(transaction);
              await new Promise((resolve) => setImmediate(resolve));
              await sql`INSERT INTO pairs VALUES (${client}, ${n})`.execute(transaction);
            }),
          );
          const { rows } = await catalog.run((db) =>
            sql<{ n: number }>`SELECT count(*) AS n FROM pairs`.execute(db),
          );
          seen += rows[0]!.n % 2;
        }
        return seen;
      }),
    );
    expect(odd).toEqual(odd.map(() => 0));
    const { rows } = await clients[0]!.run((db) =>
      sql<{ n: number }>`SELECT count(*) AS n FROM pairs`.execute(db),
    );
    expect(rows[0]!.n).toBe(8 * 15 * 2);
  });
});

describe('a client in a transaction', () => {
  it('that is killed is rolled back, and others go on', async () => {
    const { child, line } = startClient(place.folder, place.runtime, 'hold');
    expect(await line()).toBe('holding');
    const catalog = await open();
    const read = rollForwardCursor(catalog);
    child.kill('SIGKILL');
    expect(await read).toBeUndefined();
    await apply(catalog, 'after');
    expect(await has(catalog, 'after')).toBe(true);
  });

  it('that idles is rolled back, and its work done again', async () => {
    const idler = await open({ idleInTransaction: 200 });
    const other = await open();
    const seen: (string | undefined)[] = [];
    await idler.run((db) =>
      db.transaction().execute(async (transaction) => {
        await writeSetting(transaction, 'cursor', `try ${seen.length}`);
        // The other one's turn comes when ours is over: not before we have idled too long.
        if (seen.length === 0) seen.push(await rollForwardCursor(other));
      }),
    );
    expect(seen).toEqual([undefined]);
    expect(await rollForwardCursor(other)).toBe('try 1');
  });

  it('that fails leaves nothing, and can go on', async () => {
    const catalog = await open();
    const work = catalog.run((db) =>
      db.transaction().execute(async (transaction) => {
        await writeSetting(transaction, 'cursor', 'no');
        await sql`SELECT 1 / 0`.execute(transaction);
      }),
    );
    await expect(work).rejects.toMatchObject({ name: 'SqlError', code: '22012' });
    expect(await rollForwardCursor(catalog)).toBeUndefined();
    const swallowed = catalog.run((db) =>
      db.transaction().execute(async (transaction) => {
        await writeSetting(transaction, 'cursor', 'no');
        await sql`SELECT 1 / 0`.execute(transaction).catch(() => {});
      }),
    );
    await expect(swallowed).rejects.toMatchObject({ name: 'AbortedTransactionError' });
    expect(await rollForwardCursor(catalog)).toBeUndefined();
  });
});

describe('an owner', () => {
  it('that is killed is replaced, and what it had acknowledged is there', async () => {
    const catalog = await open();
    const kept: string[] = [];
    for (let round = 0; round < 5; round++) {
      await apply(catalog, `kept ${round}`);
      kept.push(`kept ${round}`);
      process.kill(ownerOf(place.folder), 'SIGKILL');
    }
    expect(await has(catalog, ...kept)).toBe(true);
    expect(ownersOf(place.folder)).toEqual([ownerOf(place.folder)]);
  });

  it('that is killed in the middle of a statement is replaced, and the work done again', async () => {
    const catalog = await open();
    const pid = ownerOf(place.folder);
    const work = catalog.run((db) =>
      sql<{ n: number }>`SELECT count(*) AS n FROM generate_series(1, 3000000)`.execute(db),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    process.kill(pid, 'SIGKILL');
    expect((await work).rows[0]?.n).toBe(3_000_000);
    expect(ownerOf(place.folder)).not.toBe(pid);
  });

  it('that is killed at random under three busy clients loses nothing that it acknowledged', async () => {
    const clients = [1, 2, 3].map((n) =>
      startClient(place.folder, place.runtime, 'apply', `lab/x${n}`, '60'),
    );
    const said: string[][] = [[], [], []];
    const reading = clients.map(async ({ line }, n) => {
      for (let got = await line(); got !== '(it ended)'; got = await line()) said[n]?.push(got);
    });
    for (let round = 0; round < 6; round++) {
      await until(() => said.flat().length >= (round + 1) * 20 || said.flat().length === 180);
      const [pid] = ownersOf(place.folder);
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    }
    await Promise.all(reading);
    expect(said.map((ids) => ids.length)).toEqual([60, 60, 60]);
    const catalog = await open();
    expect(
      await unknownCommits(
        catalog,
        said.flat().map((id) => commitId(hexOf(id))),
      ),
    ).toEqual([]);
    expect(await catalogCounts(catalog)).toMatchObject({ commits: 180, entries: 180, refs: 3 });
  });

  it('that hangs is replaced, at work and at the door', async () => {
    const catalog = await open({ hung: 800 });
    await apply(catalog, 'a');
    const hung = ownerOf(place.folder);
    process.kill(hung, 'SIGSTOP');
    expect(await has(catalog, 'a')).toBe(true);
    const second = ownerOf(place.folder);
    expect(second).not.toBe(hung);
    process.kill(second, 'SIGSTOP');
    expect(await has(await open({ hung: 800 }), 'a')).toBe(true);
    expect(ownersOf(place.folder)).toEqual([ownerOf(place.folder)]);
  });

  it('that computes for long does not hang', async () => {
    const [busy, waiting] = [await open({ hung: 300 }), await open({ hung: 300 })];
    const pid = ownerOf(place.folder);
    const work = busy.run((db) =>
      sql<{ n: number }>`SELECT count(*) AS n FROM generate_series(1, 6000000)`.execute(db),
    );
    await apply(waiting, 'a');
    expect((await work).rows[0]?.n).toBe(6_000_000);
    expect(ownerOf(place.folder)).toBe(pid);
  });

  it('that only waits for a transaction to end does not hang', async () => {
    const { child, line } = startClient(place.folder, place.runtime, 'hold');
    expect(await line()).toBe('holding');
    const waiting = await open({ hung: 200 });
    const pid = ownerOf(place.folder);
    const read = rollForwardCursor(waiting);
    const first = await Promise.race([
      read,
      new Promise((resolve) => setTimeout(() => resolve('waiting'), 1000)),
    ]);
    expect(first).toBe('waiting');
    child.kill('SIGKILL');
    expect(await read).toBeUndefined();
    expect(ownerOf(place.folder)).toBe(pid);
  });
});

describe('a catalog that was made anew', () => {
  it('is not taken for the one that a client had open', async () => {
    const catalog = await open();
    await applyBatch(catalog, sampleHistory('raw', 'lab/x', 3));
    await dropCatalog(place.folder);
    await expect(catalogCounts(catalog)).rejects.toSatisfy(unavailable('remade'));
    expect((await catalogCounts(await open())).commits).toBe(0);
  });
});
