import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EntryToApply } from '../../src/catalog/batch.ts';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { insertEntries } from '../../src/catalog/insert-entries.ts';
import { openCentralLake } from '../../src/lake/central/open-central-lake.ts';
import { rebuildCentral } from '../../src/lake/central/rebuild-central.ts';
import { logHead } from '../../src/lake/log-head.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { encodeEntry, type LogEntry } from '../../src/records/entry.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { refSubject } from '../../src/records/ref.ts';
import { push } from '../../src/sync/push.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';
import { addLogin } from '../servers/central.ts';
import { makeDatabase } from '../servers/postgres.ts';
import { problemsOf, withCentral } from './with-central.ts';

const REF = parseRef('raw/geo/GSE1');
const SUBJECT = refSubject(REF);
const actor = 'Ada Lovelace <ada@example.org>';

withCentral('an entry of a log that is valid and that nobody made', (places) => {
  let ours: TempLake;
  let mallory: Catalog;
  beforeAll(async () => {
    const { postgres, servers } = places();
    ours = tempLake();
    const catalog = await addLogin(postgres, servers, 'mallory', 'dlake_contributor');
    mallory = await (await servers.open({ catalog })).catalog();
  });
  afterAll(() => ours?.close());

  /** Sends another version of the ref. */
  async function send(text: string) {
    const { id } = await commitFiles(ours, 'raw/geo/GSE1', { a: text });
    await push(ours, { name: 'lab', lake: await places().servers.open() }, [REF], { actor });
    return id;
  }

  it('is refused to be built upon, named by fsck, and gone once the catalog is made again', async () => {
    const { servers, postgres } = places();
    const first = await send('one');
    const second = await send('two');
    const lab = await servers.open();
    const head = (await logHead(lab, 'raw', SUBJECT))!;
    // Bytes as they must be, after the entry before: only the bucket has never seen them.
    const entry: LogEntry = {
      subject: SUBJECT,
      seq: head.entry.seq + 1,
      prev: head.id,
      kind: 'move',
      from: second,
      to: first,
      actor: 'pg:somebody else',
      at: '2026-11-22T10:00:00.000Z',
    };
    const forged: EntryToApply = { layer: 'raw', subject: SUBJECT, ...encodeEntry(entry), entry };
    // As if it were found in the store: that is what whoever may add to the log can say.
    await mallory.run((db) => insertEntries(db, [forged]));
    expect((await refHead(await servers.open(), REF))?.commit).toBe(first);

    const where = `raw/log/${SUBJECT} entry ${entry.seq}`;
    await commitFiles(ours, 'raw/geo/GSE1', { a: 'three' });
    const stale = await push(ours, { name: 'lab', lake: await servers.open() }, [REF], { actor }).catch(
      (error: unknown) => error,
    );
    expect(stale).toMatchObject({ code: 'store-damaged', data: { where } });
    const problems = await problemsOf(await servers.open());
    expect(problems.filter((one) => one.where === where)).toEqual([
      { where, reason: expect.stringContaining('the bucket has none of this number') },
    ]);
    // Who added it is known.
    const client = new pg.Client(servers.place.catalog);
    await client.connect();
    const { rows } = await client.query(`SELECT added_by FROM dlake.log WHERE seq = $1 AND subject = $2`, [
      entry.seq,
      SUBJECT,
    ]);
    await client.end();
    expect(rows).toEqual([{ added_by: expect.stringMatching(/^mallory_/) }]);

    const catalog = await makeDatabase(postgres, `again_${Date.now()}`);
    await rebuildCentral({ ...servers.place, catalog }, servers.host);
    const again = await openCentralLake({ ...servers.place, catalog }, servers.host);
    try {
      expect((await refHead(again, REF))?.commit).toBe(second);
      expect(await problemsOf(again)).toEqual([]);
      expect(await push(ours, { name: 'lab', lake: again }, [REF], { actor })).toMatchObject({
        refs: [{ result: 'fast-forward' }],
      });
    } finally {
      await again.close();
    }
  });
});
