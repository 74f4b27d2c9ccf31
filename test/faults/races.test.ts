import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences, type Files, readFiles, someFiles, writeFiles } from './files.ts';
import { Lab, type Run } from './lab.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const ROUNDS = 8;

interface LogRow {
  readonly id: string;
}

/** Two committers of one lake: two processes of a host, or two hosts that share its folder. */
const PAIRS = {
  'two processes': [{ DLAKE_HOST: 'alpha' }, { DLAKE_HOST: 'alpha' }],
  'two hosts': [{ DLAKE_HOST: 'alpha' }, { DLAKE_HOST: 'beta' }],
} as const;

for (const [who, hosts] of Object.entries(PAIRS)) {
  describe(`${who} that commit at once`, () => {
    const lab = new Lab({ DLAKE_CATALOG: 'process' });
    const caches = hosts.map(({ DLAKE_HOST }) => ({
      DLAKE_HOST,
      XDG_CACHE_HOME: join(lab.folder, 'home', `.cache-${DLAKE_HOST}`),
    }));

    beforeAll(() => lab.json(['init']));
    afterAll(async () => {
      for (const env of caches) await lab.dlake(['catalog', 'stop'], { env });
      await lab.close();
    });

    /** Both commit a folder of their own at the same time. */
    const both = (round: number, args: (side: number) => readonly string[], files: (side: number) => Files) =>
      Promise.all(
        caches.map((env, side) => {
          const folder = join(lab.folder, `side-${side}`, String(round));
          writeFiles(folder, files(side));
          return lab.dlake(['commit', folder, ...args(side), '-m', `round ${round}`, '--json'], { env });
        }),
      );

    it('to different refs: both land', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const runs = await both(
          round,
          (side) => ['--as', `raw/lab/mine-${side}`, '--allow-delete'],
          (side) => someFiles(round * 2 + side, false),
        );
        expect(runs.map(told)).toEqual(['', '']);
      }
      for (const side of [0, 1]) {
        expect(await lab.json(['log', `raw/lab/mine-${side}`])).toHaveLength(ROUNDS);
      }
    });

    it('to the same ref: who loses is told, and nothing of either is lost', async () => {
      const landed: { readonly id: string; readonly files: Files }[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const sides = [0, 1].map((side) => someFiles(100 + round * 2 + side, false));
        const runs = await both(
          round,
          () => ['--as', 'raw/lab/ours', '--allow-delete'],
          (side) => sides[side] ?? {},
        );
        expect(runs.filter(({ code }) => code !== 0 && code !== 6).map(told)).toEqual([]);
        expect(
          runs.some(({ code }) => code === 0),
          runs.map(told).join(' '),
        ).toBe(true);
        for (const [side, run] of runs.entries()) {
          if (run.code === 6) expect(JSON.parse(run.stderr).code).toBe('ref-moved');
          else landed.push({ id: commitOf(run), files: sides[side] ?? {} });
        }
      }
      for (const env of caches) {
        const log = (await lab.json(['log', 'raw/lab/ours'], { env })) as readonly LogRow[];
        expect(new Set(log.map(({ id }) => id))).toEqual(new Set(landed.map(({ id }) => id)));
      }
      for (const { id, files } of landed) {
        const to = join(lab.folder, 'out', id);
        await lab.json(['checkout', id, '--to', to]);
        expect(differences(readFiles(to), files)).toEqual([]);
      }
    });

    it('to the same ref with --update: both land, and no file is lost', async () => {
      const all: Record<string, Buffer> = {};
      for (let round = 0; round < ROUNDS; round++) {
        const sides = [0, 1].map(
          (side): Files => ({ [`side-${side}/${round}.txt`]: Buffer.from(`${side} ${round}`) }),
        );
        const runs = await both(
          1000 + round,
          () => ['--as', 'raw/lab/grown', '--update'],
          (side) => sides[side] ?? {},
        );
        expect(runs.map(told)).toEqual(['', '']);
        Object.assign(all, ...sides);
      }
      const to = join(lab.folder, 'out', 'grown');
      await lab.json(['checkout', 'raw/lab/grown', '--to', to]);
      expect(differences(readFiles(to), all)).toEqual([]);
      expect(await lab.json(['log', 'raw/lab/grown'])).toHaveLength(2 * ROUNDS);
    });

    it('leave a lake that is whole', async () => {
      expect(await lab.json(['fsck'])).toMatchObject({ ok: true, problems: [] });
      expect(await lab.json(['verify'])).toMatchObject({ ok: true, damaged: [], missing: [] });
    });
  });
}

const told = (run: Run): string => (run.code === 0 ? '' : `exit ${run.code}: ${run.stderr}`);
const commitOf = (run: Run): string => (JSON.parse(run.stdout) as { commit: string }).commit;
