import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OUR_VERSION, openProcess } from '../../src/catalog/process/open-process.ts';
import { someFiles, writeFiles } from './files.ts';
import { Lab } from './lab.ts';
import { chosenSeed, seededRandom } from './random.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const seed = chosenSeed();
const random = seededRandom(seed);

/** What is asked of the catalog; answers must be the same whatever becomes of it. */
const QUESTIONS = [
  ['log'],
  ['log', 'raw/lab/plate'],
  ['show', 'raw/lab/plate@v1'],
  ['show', 'fig3'],
  ['search', 'tumour'],
  ['search', '--keyword', 'pilot'],
  ['whence', 'raw/lab/plate/reads/sample-1.fastq'],
];

for (const mode of ['process', 'inline']) {
  describe(`the catalog, ${mode},`, () => {
    const lab = new Lab({ DLAKE_CATALOG: mode });
    const catalog = join(lab.lake, '.dlake', 'catalog', 'lab');
    const data = join(catalog, 'data');
    let answers: readonly unknown[];

    const ask = () => Promise.all(QUESTIONS.map((args) => lab.json(args)));
    const askInTurn = async () => {
      const found: unknown[] = [];
      for (const args of QUESTIONS) found.push(await lab.json(args));
      return found;
    };

    beforeAll(async () => {
      await lab.json(['init']);
      writeFiles(join(lab.lake, 'raw/lab/plate'), someFiles(1, false));
      await lab.json(['commit', 'raw/lab/plate', '-m', 'tumour samples', '--keyword', 'pilot']);
      writeFiles(join(lab.lake, 'raw/lab/plate'), { 'notes.txt': Buffer.from('notes') });
      await lab.json(['commit', 'raw/lab/plate', '-m', 'tumour notes', '--keyword', 'pilot']);
      writeFiles(join(lab.lake, 'raw/lab/other'), someFiles(2, false));
      await lab.json(['commit', 'raw/lab/other', '-m', 'healthy samples']);
      await lab.json(['tag', 'fig3', 'raw/lab/plate@v2']);
      answers = await askInTurn();
      expect(answers.map((answer) => (Array.isArray(answer) ? answer.length : 1))).not.toContain(0);
    });
    afterAll(() => lab.close());

    const stop = async () => {
      if (mode === 'process') await lab.json(['catalog', 'stop']);
    };
    const bigFiles = () =>
      readdirSync(data, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /^\d+/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));

    /** What may become of the catalog's folder while nobody has it open. */
    const losses: Readonly<Record<string, () => void>> = {
      'is deleted': () => rmSync(catalog, { recursive: true }),
      'has lost its data': () => rmSync(data, { recursive: true }),
      'has lost its mark': () => rmSync(`${data}.mark`),
      'has files cut short': () => {
        for (const path of bigFiles()) truncateSync(path, 8192);
      },
      'holds zeros': () => {
        for (const path of bigFiles()) writeFileSync(path, Buffer.alloc(16384));
      },
      'holds garbage': () => {
        for (const path of bigFiles()) {
          const bytes = readFileSync(path);
          for (let at = random.below(512); at < bytes.length; at += 512) bytes[at] = random.below(256);
          writeFileSync(path, bytes);
        }
      },
      'has lost its write-ahead log': () => rmSync(join(data, 'pg_wal'), { recursive: true }),
      'has lost its control file': () => rmSync(join(data, 'global', 'pg_control')),
    };
    // Both ways open the same folder by the same code: one of them meets every loss.
    const met = mode === 'process' ? Object.entries(losses) : Object.entries(losses).slice(0, 2);
    for (const [what, lose] of met) {
      it(`${what}: it is made again, and answers as before`, async () => {
        await stop();
        lose();
        expect(await askInTurn(), `FAULTS_SEED=${seed}`).toEqual(answers);
      });
    }

    it('is behind the logs, as an old copy: it is rolled forward', async () => {
      await stop();
      const copy = join(lab.folder, 'old-catalog');
      cpSync(catalog, copy, { recursive: true });
      writeFiles(join(lab.lake, 'raw/lab/late'), { 'late.txt': Buffer.from('late') });
      await lab.json(['commit', 'raw/lab/late', '-m', 'late tumour']);
      await lab.json(['tag', 'fig4', 'raw/lab/late']);
      const later = await askInTurn();
      expect(later).not.toEqual(answers);
      await stop();
      rmSync(catalog, { recursive: true });
      cpSync(copy, catalog, { recursive: true });
      expect(await askInTurn()).toEqual(later);
      expect(await lab.json(['show', 'fig4'])).toMatchObject({ ref: 'raw/lab/late' });
      answers = later;
    });

    it('is ahead of the logs, which are an old copy: the logs are right', async () => {
      await stop();
      const store = join(lab.lake, '.dlake', 'store');
      cpSync(store, join(lab.folder, 'old-store'), { recursive: true, preserveTimestamps: true });
      writeFiles(join(lab.lake, 'raw/lab/lost'), { 'lost.txt': Buffer.from('lost') });
      await lab.json(['commit', 'raw/lab/lost', '-m', 'lost tumour']);
      await askInTurn();
      await stop();
      rmSync(store, { recursive: true });
      cpSync(join(lab.folder, 'old-store'), store, { recursive: true, preserveTimestamps: true });
      expect(await askInTurn()).toEqual(answers);
    });

    if (mode === 'inline') return;

    const owner = (): number =>
      (JSON.parse(readFileSync(join(catalog, 'lock'), 'utf8')) as { pid: number }).pid;

    it('has its process killed again and again: every command goes on', async () => {
      for (let round = 0; round < 5; round++) {
        await lab.json(['log']);
        const asking = ask();
        await sleep(random.below(400));
        process.kill(owner(), 'SIGKILL');
        expect(await asking, `FAULTS_SEED=${seed}`).toEqual(answers);
      }
    });

    it('has its process killed in the middle of commits: they land', async () => {
      const ids: string[] = [];
      for (let round = 0; round < 5; round++) {
        await lab.json(['log']);
        writeFiles(join(lab.lake, 'raw/lab/killed'), { [`${round}.txt`]: Buffer.from(`${round}`) });
        const committing = lab.json(['commit', 'raw/lab/killed', '-m', `round ${round}`]);
        await sleep(random.below(400));
        process.kill(owner(), 'SIGKILL');
        ids.push(((await committing) as { commit: string }).commit);
      }
      const log = (await lab.json(['log', 'raw/lab/killed'])) as readonly { id: string }[];
      expect(log.map(({ id }) => id)).toEqual(ids.reverse());
      expect(await lab.json(['fsck'])).toMatchObject({ ok: true });
      answers = await askInTurn();
    });

    it('has a process that hangs: it is ended, and the command goes on', async () => {
      await lab.json(['log']);
      const hung = owner();
      process.kill(hung, 'SIGSTOP');
      expect(await askInTurn()).toEqual(answers);
      expect(owner()).not.toBe(hung);
    });

    it('has a process of an older version: it is asked to leave', async () => {
      await stop();
      const lake = JSON.parse(readFileSync(join(lab.lake, '.dlake', 'lake.json'), 'utf8')) as { id: string };
      const older = { ...OUR_VERSION, protocol: OUR_VERSION.protocol - 1 };
      const runtime = join(lab.folder, 'run', 'dlake');
      const before = await openProcess({ folder: catalog, runtime, lake: lake.id, version: older });
      const old = owner();
      await before.close();
      expect(await askInTurn()).toEqual(answers);
      expect(owner()).not.toBe(old);
    });
  });
}
