import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store, StoredEntry } from '../../../src/store/contract.ts';
import { all, type Harness, type MakeHarness } from './harness.ts';

/** Logs: numbered entries, of which each is made once. */
export function logCases(make: MakeHarness): void {
  describe('logs', () => {
    let harness: Harness;
    let others: Store[];
    beforeEach(async () => {
      harness = await make();
      others = [];
    });
    afterEach(async () => {
      for (const store of others) await store.close();
      await harness.remove();
    });

    const again = async () => {
      const store = await harness.again();
      others.push(store);
      return store;
    };
    const entry = (text: string) => Uint8Array.from(Buffer.from(text));

    it('keep what was appended, and show it to everybody', async () => {
      const { logs } = harness.store;
      expect(await logs.head('raw', 'refs/geo/GSE1')).toBeUndefined();
      expect(await logs.read('raw', 'refs/geo/GSE1', 1)).toBeUndefined();
      expect(await logs.append('raw', 'refs/geo/GSE1', 1, entry('one'))).toBe(true);
      expect(await logs.append('raw', 'refs/geo/GSE1', 2, entry('two'))).toBe(true);
      for (const store of [harness.store, await again()]) {
        expect(plain(await store.logs.read('raw', 'refs/geo/GSE1', 1))).toEqual({
          seq: 1,
          bytes: entry('one'),
        });
        expect(plain(await store.logs.head('raw', 'refs/geo/GSE1'))).toEqual({ seq: 2, bytes: entry('two') });
        expect(await store.logs.read('raw', 'refs/geo/GSE1', 3)).toBeUndefined();
        expect(await store.logs.head('processed', 'refs/geo/GSE1')).toBeUndefined();
        expect(await store.logs.head('raw', 'refs/geo')).toBeUndefined();
      }
    });

    it('give the newest entries of many at once', async () => {
      const { logs } = harness.store;
      for (const seq of [1, 2, 3]) await logs.append('raw', 'refs/geo/GSE1', seq, entry(`a${seq}`));
      await logs.append('curated', 'refs/geo/GSE1', 1, entry('b'));
      const heads = await (await again()).logs.heads([
        { layer: 'curated', subject: 'refs/geo/GSE1' },
        { layer: 'raw', subject: 'refs/geo/none' },
        { layer: 'raw', subject: 'refs/geo/GSE1' },
      ]);
      expect([...heads.keys()].sort()).toEqual(['curated/refs/geo/GSE1', 'raw/refs/geo/GSE1']);
      expect(plain(heads.get('raw/refs/geo/GSE1'))).toEqual({ seq: 3, bytes: entry('a3') });
      expect(plain(heads.get('curated/refs/geo/GSE1'))).toEqual({ seq: 1, bytes: entry('b') });
      expect(await logs.heads([])).toEqual(new Map());
    });

    it('make an entry once: the second writer is told and changes nothing', async () => {
      expect(await harness.store.logs.append('raw', 'lake', 1, entry('mine'))).toBe(true);
      expect(await (await again()).logs.append('raw', 'lake', 1, entry('yours'))).toBe(false);
      expect(await harness.store.logs.append('raw', 'lake', 1, entry('mine'))).toBe(false);
      expect(plain(await harness.store.logs.head('raw', 'lake'))).toEqual({ seq: 1, bytes: entry('mine') });
    });

    it('make many entries together, each by itself', async () => {
      const { logs } = harness.store;
      const names = Array.from({ length: 120 }, (_, n) => `remotes/lab/raw/geo/GSE${n}`);
      await logs.append('raw', names[3] as string, 1, entry('before'));
      const { cursor } = await (await again()).logs.changes();
      const made = await logs.appendAll(
        names.map((subject) => ({ layer: 'raw', subject, seq: 1, bytes: entry(subject) })),
      );
      expect(made).toEqual(names.map((_, n) => n !== 3));
      const others = (await again()).logs;
      for (const [n, subject] of names.entries())
        expect(plain(await others.head('raw', subject))).toEqual({
          seq: 1,
          bytes: entry(n === 3 ? 'before' : subject),
        });
      const { subjects } = await others.changes(cursor);
      const grown = new Set(subjects.map(({ subject }) => subject));
      for (const [n, subject] of names.entries()) expect(grown.has(subject) || n === 3).toBe(true);
      expect(await all(harness.store.check('raw'))).toEqual([]);
      expect(
        await logs.appendAll([
          { layer: 'raw', subject: names[0] as string, seq: 1, bytes: entry('late') },
          { layer: 'curated', subject: 'refs/geo/GSE1', seq: 1, bytes: entry('one more') },
        ]),
      ).toEqual([false, true]);
      expect(await logs.appendAll([])).toEqual([]);
    });

    it('have one winner of every race', async () => {
      const stores = [harness.store, ...(await Promise.all([again(), again(), again()]))];
      for (let seq = 1; seq <= 10; seq++) {
        const wins = await Promise.all(
          stores.map(({ logs }, n) => logs.append('raw', 'tags/fig3', seq, entry(`${seq} by ${n}`))),
        );
        expect(wins.filter((won) => won)).toHaveLength(1);
        const winner = wins.indexOf(true);
        expect(plain(await harness.store.logs.head('raw', 'tags/fig3'))).toEqual({
          seq,
          bytes: entry(`${seq} by ${winner}`),
        });
      }
    });

    it('lose nothing of many writers that try again', async () => {
      const stores = [harness.store, ...(await Promise.all([again(), again()]))];
      const write = async ({ logs }: Store, name: string) => {
        for (let n = 0; n < 10; ) {
          const seq = ((await logs.head('curated', 'refs/lab/x'))?.seq ?? 0) + 1;
          if (await logs.append('curated', 'refs/lab/x', seq, entry(`${name}${n}`))) n += 1;
        }
      };
      await Promise.all(stores.map((store, n) => write(store, 'abc'[n] as string)));
      expect((await harness.store.logs.head('curated', 'refs/lab/x'))?.seq).toBe(30);
      const found = await Promise.all(
        Array.from({ length: 30 }, (_, n) => harness.store.logs.read('curated', 'refs/lab/x', n + 1)),
      );
      const texts = found.map((one) => Buffer.from(one?.bytes ?? []).toString());
      expect(new Set(texts).size).toBe(30);
      for (const name of 'abc') {
        const own = texts.filter((text) => text.startsWith(name));
        expect(own).toEqual(Array.from({ length: 10 }, (_, n) => `${name}${n}`));
      }
    });

    it('are listed by how their subjects begin, in byte order', async () => {
      const subjects = [
        'refs/geo/GSE1',
        'refs/geo/GSE1.salmon',
        'refs/geo/GSE1-x',
        'refs/geo/GSE10',
        'refs/geo2/A',
        'refs/lab/x',
        'tags/a',
        'lake',
      ];
      for (const subject of subjects) await harness.store.logs.append('raw', subject, 1, entry('x'));
      await harness.store.logs.append('processed', 'refs/geo/other', 1, entry('x'));
      const sorted = [...subjects].sort();
      for (const prefix of [
        '',
        'refs/',
        'refs/geo/',
        'refs/geo',
        'refs/geo/GSE1',
        'tags/',
        'l',
        'none/',
        'refs/geo/GSE1/',
      ]) {
        const expected = sorted.filter((subject) => subject.startsWith(prefix));
        expect(await all(harness.store.logs.subjects('raw', prefix))).toEqual(expected);
      }
    });

    it('may have names of 12 digits in their subjects, as entries have', async () => {
      const digits = '202611220001';
      const subjects = [
        `refs/${digits}/x`,
        `refs/upload/${digits}`,
        'refs/upload/a',
        `remotes/lab/raw/${digits}/${digits}`,
        `tags/${digits}`,
      ];
      const { logs } = harness.store;
      for (const subject of subjects)
        for (const seq of [1, 2]) expect(await logs.append('raw', subject, seq, entry(subject))).toBe(true);
      for (const store of [harness.store, await again()]) {
        expect(await all(store.logs.subjects('raw', ''))).toEqual(subjects);
        expect(await all(store.logs.subjects('raw', 'refs/upload/'))).toEqual(subjects.slice(1, 3));
        expect(named(await store.logs.changes())).toEqual(subjects.map((subject) => `raw ${subject}`));
        for (const subject of subjects)
          expect(plain(await store.logs.head('raw', subject))).toEqual({ seq: 2, bytes: entry(subject) });
        for (const above of ['refs/upload', 'tags', `refs/${digits}`]) {
          expect(await store.logs.head('raw', above)).toBeUndefined();
          expect(await store.logs.read('raw', above, Number(digits))).toBeUndefined();
        }
        expect(await all(store.check('raw'))).toEqual([]);
      }
    });

    it('can be settled, whether they are there or not', async () => {
      const { logs } = await again();
      await harness.store.logs.append('raw', 'refs/geo/A', 1, entry('a'));
      for (const subject of ['refs/geo/A', 'refs/geo/none', 'tags/none']) await logs.settle('raw', subject);
      await logs.settle('archive', 'refs/geo/A');
      await logs.settleAll(
        Array.from({ length: 120 }, (_, n) => ({ layer: 'raw', subject: `refs/geo/${n}` })),
      );
      await logs.settleAll([{ layer: 'raw', subject: 'refs/geo/A' }]);
      expect(plain(await logs.head('raw', 'refs/geo/A'))).toEqual({ seq: 1, bytes: entry('a') });
      expect(await all(logs.subjects('raw', ''))).toEqual(['refs/geo/A']);
    });

    it('take only subjects that are names', async () => {
      const wrong = [
        '',
        '/',
        'a/',
        '/a',
        '..',
        '../x',
        'a/../b',
        'a//b',
        '.a',
        '-a',
        'a b',
        'é',
        'a\0',
        `a/${'x'.repeat(129)}`,
        'a\n',
      ];
      for (const subject of wrong) {
        const invalid = expect.objectContaining({ code: 'usage-invalid' });
        await expect(harness.store.logs.append('raw', subject, 1, entry('x'))).rejects.toEqual(invalid);
        await expect(
          harness.store.logs.appendAll([
            { layer: 'raw', subject: 'refs/geo/A', seq: 1, bytes: entry('x') },
            { layer: 'raw', subject, seq: 1, bytes: entry('x') },
          ]),
        ).rejects.toEqual(invalid);
        await expect(harness.store.logs.head('raw', subject)).rejects.toEqual(invalid);
        await expect(harness.store.logs.read('raw', subject, 1)).rejects.toEqual(invalid);
        await expect(harness.store.logs.settle('raw', subject)).rejects.toEqual(invalid);
      }
      expect(await all(harness.store.logs.subjects('raw', ''))).toEqual([]);
    });

    it('tell what may have grown since a cursor', async () => {
      const { logs } = harness.store;
      const empty = await logs.changes();
      expect(empty).toMatchObject({ subjects: [], complete: true });
      await logs.append('raw', 'refs/geo/A', 1, entry('a'));
      await (await again()).logs.append('processed', 'refs/geo/B', 1, entry('b'));
      const first = await logs.changes(empty.cursor);
      expect(first.complete).toBe(false);
      expect(named(first)).toEqual(['processed refs/geo/B', 'raw refs/geo/A']);
      expect(await logs.changes(first.cursor)).toMatchObject({ subjects: [], complete: false });
      await (await again()).logs.append('raw', 'refs/geo/A', 2, entry('c'));
      await logs.append('raw', 'lake', 1, entry('d'));
      for (const store of [harness.store, await again()]) {
        expect(named(await store.logs.changes(first.cursor))).toEqual(['raw lake', 'raw refs/geo/A']);
      }
    });

    it('are all told of when there is no cursor that can be trusted', async () => {
      const { logs } = harness.store;
      await logs.append('raw', 'refs/geo/A', 1, entry('a'));
      await logs.append('archive', 'refs/geo/A', 1, entry('a'));
      for (const cursor of [undefined, '', 'nonsense', '{}', '[]', 'null', '{"v":2}', '-1', '9999999']) {
        const changes = await logs.changes(cursor);
        expect(changes.complete).toBe(true);
        expect(named(changes)).toEqual(['archive refs/geo/A', 'raw refs/geo/A']);
        expect(await logs.changes(changes.cursor)).toMatchObject({ subjects: [], complete: false });
      }
    });
  });
}

const plain = (one: StoredEntry | undefined) => one && { ...one, bytes: Uint8Array.from(one.bytes) };

const named = ({
  subjects,
}: {
  readonly subjects: readonly { readonly layer: string; readonly subject: string }[];
}) => subjects.map(({ layer, subject }) => `${layer} ${subject}`).sort();
