import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyBatch } from '../../src/catalog/apply-batch.ts';
import type { Batch, EntryToApply } from '../../src/catalog/batch.ts';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { changedLogs } from '../../src/catalog/changed-logs.ts';
import { listRefs } from '../../src/catalog/list-refs.ts';
import { listTags } from '../../src/catalog/list-tags.ts';
import { logEntry } from '../../src/catalog/log-entry.ts';
import { logHeadRow } from '../../src/catalog/log-head-row.ts';
import { logHeads } from '../../src/catalog/log-heads.ts';
import { logSubjects } from '../../src/catalog/log-subjects.ts';
import { makeCentral } from '../../src/catalog/make-central.ts';
import { noteFiles } from '../../src/catalog/note-files.ts';
import { placeFiles } from '../../src/catalog/place-files.ts';
import { readCentral } from '../../src/catalog/read-central.ts';
import { readRecords } from '../../src/catalog/read-records.ts';
import { withLog } from '../../src/catalog/with-log.ts';
import { isDlakeError } from '../../src/errors.ts';
import {
  sampleBlob,
  sampleCommit,
  sampleEntry,
  sampleFile,
  sampleHistory,
  samplePack,
  samplePage,
  sampleParentPage,
} from './sample.ts';

/** How every catalog keeps logs, and lets one add to them at a time. `open` gives a new, empty one. */
export function logSuite(name: string, open: () => Promise<Catalog>): void {
  describe(`logs on ${name}`, () => {
    let catalog: Catalog;
    beforeAll(async () => {
      catalog = await open();
    });
    afterAll(() => catalog?.close());

    let number = 0;
    let dataset = '';
    let subject = '';
    beforeEach(() => {
      number += 1;
      dataset = `lab/set-${number}`;
      subject = `refs/${dataset}`;
    });

    const empty: Batch = { commits: [], pages: [], entries: [] };

    /** Versions of the ref that the catalog knows, with their records in a pack, and none of them named yet. */
    const readyToMove = async (count = 1) => {
      const history = sampleHistory('raw', dataset, count);
      await applyBatch(catalog, { ...history, entries: [] });
      const records = samplePack([...history.commits, ...history.pages].map(({ id }) => id));
      await placeFiles(catalog, 'raw', [records]);
      return { ...history, records, entry: history.entries[0]! };
    };
    const row = ({ entry, bytes }: EntryToApply) => ({ seq: entry.seq, bytes: Buffer.from(bytes) });

    it('gives entries by number, and the newest', async () => {
      const { entries, ...rest } = sampleHistory('raw', dataset, 3);
      await applyBatch(catalog, { ...rest, entries });
      expect(await logEntry(catalog, 'raw', subject, 2)).toEqual(row(entries[1]!));
      expect(await logEntry(catalog, 'raw', subject, 4)).toBeUndefined();
      expect(await logHeadRow(catalog, 'raw', subject)).toEqual(row(entries[2]!));
      expect(await logHeadRow(catalog, 'processed', subject)).toBeUndefined();
    });

    it('lists subjects in byte order, page by page', async () => {
      const names = [
        'refs/geo/Z',
        'refs/geo/a-',
        'refs/geo/a.b',
        'refs/geo/a_b',
        'refs/geo/aB',
        'refs/geo/a',
        'refs/geo2/x',
        'tags/a',
      ];
      const entries = names.map((one) =>
        sampleEntry('archive', one, { seq: 1, to: sampleCommit({ dataset }).id }),
      );
      await applyBatch(catalog, { ...empty, entries });
      const found: string[] = [];
      for (let after = ''; ; after = found.at(-1)!) {
        const page = await logSubjects(catalog, 'archive', 'refs/geo/', after, 2);
        if (page.length === 0) break;
        found.push(...page);
      }
      const bytewise = names.filter((one) => one.startsWith('refs/geo/')).sort((a, b) => (a < b ? -1 : 1));
      expect(found).toEqual(bytewise);
      expect(await logSubjects(catalog, 'archive', '', '', 100)).toEqual(
        names.toSorted((a, b) => (a < b ? -1 : 1)),
      );
      expect(await logSubjects(catalog, 'archive', 'refs/nothing', '', 100)).toEqual([]);
    });

    it('tells which logs grew since a cursor, and all when it is not one of its own', async () => {
      const first = await changedLogs(catalog);
      expect(first.complete).toBe(true);
      const history = sampleHistory('raw', dataset, 2);
      await applyBatch(catalog, { ...history, entries: history.entries.slice(0, 1) });
      const second = await changedLogs(catalog, first.cursor);
      expect(second).toMatchObject({ complete: false, subjects: [{ layer: 'raw', subject }] });
      expect((await changedLogs(catalog, second.cursor)).subjects).toEqual([]);
      await applyBatch(catalog, { ...empty, entries: history.entries.slice(1) });
      expect((await changedLogs(catalog, second.cursor)).subjects).toEqual([{ layer: 'raw', subject }]);
      const [epoch, horizon] = second.cursor.split('@') as [string, string];
      for (const strange of ['', 'x', `${epoch}x@${horizon}`, `${epoch}@${BigInt(horizon) + 10_000n}`]) {
        const all = await changedLogs(catalog, strange);
        expect(all.complete).toBe(true);
        expect(all.subjects.length).toBeGreaterThanOrEqual(first.subjects.length + 1);
      }
    });

    it('gives the newest entries of many logs', async () => {
      const { entries, ...rest } = sampleHistory('raw', dataset, 2);
      const hold = sampleEntry('raw', subject, { seq: 3, kind: 'hold' });
      await applyBatch(catalog, { ...rest, entries });
      const asked = [
        { layer: 'raw', subject },
        { layer: 'curated', subject },
        { layer: 'raw', subject: 'refs/lab/none' },
      ] as const;
      expect(await logHeads(catalog, asked)).toEqual(new Map([[`raw/${subject}`, row(entries[1]!)]]));
      await applyBatch(catalog, { ...empty, entries: [hold] });
      expect(await logHeads(catalog, asked)).toEqual(new Map([[`raw/${subject}`, row(hold)]]));
      expect(await logHeads(catalog, [])).toEqual(new Map());
    });

    it('gives the bytes of the records that it has', async () => {
      const { commits, pages, entries } = sampleHistory('raw', dataset, 2);
      await applyBatch(catalog, { commits, pages, entries });
      const strange = sampleCommit({ dataset, message: 'never' }).id;
      const found = await readRecords(catalog, [commits[1]!.id, strange, pages[0]!.id]);
      expect([...found]).toEqual([
        [commits[1]!.id, Buffer.from(commits[1]!.bytes)],
        [pages[0]!.id, Buffer.from(pages[0]!.bytes)],
      ]);
      expect(await readRecords(catalog, [])).toEqual(new Map());
    });

    it('says which lake it is of, as whoever came first said', async () => {
      expect(await readCentral(catalog)).toBeUndefined();
      const said = { lake: 'lake-x', store: 's3://lab-{layer}' };
      const made = await Promise.all([1, 2, 3].map(() => makeCentral(catalog, said)));
      const central = await readCentral(catalog);
      expect(made).toEqual([central, central, central]);
      expect(await makeCentral(catalog, { lake: 'other', store: 's3://other' })).toEqual(central);
    });

    describe('adding to a log', () => {
      it('gives the head, adds the next entry and moves the ref', async () => {
        const { entries, commits, entry } = await readyToMove(2);
        const given = await withLog(catalog, 'raw', subject, async (log) => {
          expect(log.head).toBeUndefined();
          await log.check(commits[0]!.id, []);
          await log.append(entry);
          return 'done';
        });
        expect(given).toBe('done');
        await withLog(catalog, 'raw', subject, async (log) => {
          expect(log.head).toEqual(row(entry));
          await log.append(entries[1]!);
        });
        expect(await listRefs(catalog, { dataset })).toMatchObject([{ seq: 2, head: commits[1]!.id }]);
      });

      it('moves tags too, which need no records', async () => {
        const entry = sampleEntry('raw', `tags/fig-${number}`, { seq: 1 });
        await withLog(catalog, 'raw', entry.subject, (log) => log.append(entry));
        expect((await listTags(catalog)).map((tag) => tag.name)).toContain(`fig-${number}`);
      });

      it('leaves nothing behind when the work fails, or does nothing', async () => {
        const { entry } = await readyToMove();
        const before = await changedLogs(catalog);
        await expect(
          withLog(catalog, 'raw', subject, async (log) => {
            await log.append(entry);
            throw new Error('the store is gone');
          }),
        ).rejects.toThrow('the store is gone');
        expect(await withLog(catalog, 'raw', subject, async ({ head }) => head)).toBeUndefined();
        expect(await logHeadRow(catalog, 'raw', subject)).toBeUndefined();
        expect(await listRefs(catalog, { dataset })).toEqual([]);
        expect(await changedLogs(catalog)).toMatchObject({ subjects: before.subjects });
      });

      it('lets one in at a time, and shows each what the one before added', async () => {
        const count = 12;
        const { commits } = await readyToMove(count);
        await Promise.all(
          commits.map((commit) =>
            withLog(catalog, 'raw', subject, async (log) => {
              const seq = (log.head?.seq ?? 0) + 1;
              await new Promise((resolve) => setTimeout(resolve, 5));
              await log.append(sampleEntry('raw', subject, { seq, to: commit.id }));
            }),
          ),
        );
        expect(await logHeadRow(catalog, 'raw', subject)).toMatchObject({ seq: count });
        expect((await listRefs(catalog, { dataset }))[0]?.seq).toBe(count);
      });

      it('refuses an entry that does not follow the head', async () => {
        const { entries } = await readyToMove(3);
        await withLog(catalog, 'raw', subject, (log) => log.append(entries[0]!));
        await expect(withLog(catalog, 'raw', subject, (log) => log.append(entries[2]!))).rejects.toSatisfy(
          (error) => isDlakeError(error, 'store-damaged'),
        );
        expect(await logHeadRow(catalog, 'raw', subject)).toMatchObject({ seq: 1 });
      });
    });

    describe('a ref that is to move', () => {
      const notLive = (facts: object) => (error: unknown) => {
        if (!isDlakeError(error, 'objects-not-live')) throw error;
        expect(error.data).toEqual({ ref: `raw/${dataset}`, records: [], files: [], ...facts });
        return true;
      };
      const move = (entry: EntryToApply, files: readonly { kind: 'blob' | 'pack'; key: string }[] = []) =>
        withLog(catalog, 'raw', subject, async (log) => {
          await log.check(entry.entry.to as never, files);
          await log.append(entry);
        });
      const stays = async () => expect(await logHeadRow(catalog, 'raw', subject)).toBeUndefined();

      it('needs its commit in the catalog, as a commit of this ref', async () => {
        const strange = sampleCommit({ dataset, message: 'never' }).id;
        const entry = sampleEntry('raw', subject, { seq: 1, to: strange });
        await expect(move(entry)).rejects.toSatisfy(notLive({ records: [strange] }));
        await expect(withLog(catalog, 'raw', subject, (log) => log.append(entry))).rejects.toSatisfy(
          notLive({ records: [strange] }),
        );
        const other = sampleHistory('raw', `${dataset}-other`, 1).commits[0]!;
        await applyBatch(catalog, { ...empty, commits: [other] });
        await expect(move(sampleEntry('raw', subject, { seq: 1, to: other.id }))).rejects.toSatisfy(
          notLive({ records: [other.id] }),
        );
        await stays();
      });

      it('needs its whole manifest in the catalog and in the layer', async () => {
        const leaves = [1, 2].map((n) => samplePage([sampleBlob(`${n} of ${dataset}`)]));
        const root = sampleParentPage(
          1,
          leaves.map(({ id }) => id),
        );
        const commit = sampleCommit({ dataset, manifest: root.id });
        const entry = sampleEntry('raw', subject, { seq: 1, to: commit.id });
        await applyBatch(catalog, { ...empty, commits: [commit], pages: [root, leaves[0]!] });
        const pack = samplePack([commit.id, root.id, leaves[0]!.id]);
        await placeFiles(catalog, 'raw', [pack]);
        await expect(move(entry)).rejects.toSatisfy(notLive({ records: [leaves[1]!.id] }));
        await applyBatch(catalog, { ...empty, pages: [leaves[1]!] });
        await expect(move(entry)).rejects.toSatisfy(notLive({ records: [leaves[1]!.id] }));
        await placeFiles(catalog, 'curated', [samplePack([leaves[1]!.id])]);
        await expect(move(entry)).rejects.toSatisfy(notLive({ records: [leaves[1]!.id] }));
        await placeFiles(catalog, 'raw', [samplePack([leaves[1]!.id])]);
        await noteFiles(catalog, 'raw', [{ ...pack, lost: true }]);
        await expect(move(entry)).rejects.toSatisfy((error) => isDlakeError(error, 'objects-not-live'));
        await stays();
        await noteFiles(catalog, 'raw', [{ ...pack, lost: false }]);
        await move(entry);
        expect(await logHeadRow(catalog, 'raw', subject)).toMatchObject({ seq: 1 });
      });

      it('needs the files that hold its blobs to be live', async () => {
        const { entry } = await readyToMove();
        const [large, pack] = [sampleFile(sampleBlob(dataset), 7), samplePack([sampleBlob(`x ${dataset}`)])];
        await placeFiles(catalog, 'raw', [large]);
        const named = [large, pack].map(({ kind, key }) => ({ kind, key }));
        await expect(move(entry, named)).rejects.toSatisfy(notLive({ files: [named[1]] }));
        await placeFiles(catalog, 'raw', [pack]);
        await noteFiles(catalog, 'raw', [{ ...large, lost: true }]);
        await expect(move(entry, named)).rejects.toSatisfy(notLive({ files: [named[0]] }));
        await stays();
        await noteFiles(catalog, 'raw', [{ ...large, lost: false }]);
        await move(entry, named);
        expect((await listRefs(catalog, { dataset }))[0]?.seq).toBe(1);
      });
    });
  });
}
