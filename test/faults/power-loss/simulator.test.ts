import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../random.ts';
import { layOut } from './lay-out.ts';
import { Recording } from './recording.ts';
import { powerLosses } from './states.ts';

/** Programs that claim to have stored `kept`, and what a loss of power after their end may leave of it. */
const STORE = `
  import { closeSync, copyFileSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
  const flush = (path) => { const file = openSync(path, 'r'); fsyncSync(file); closeSync(file); };
`;
const GOOD = "writeFileSync('new', 'hello'); flush('new'); renameSync('new', 'kept'); flush('.');";
const LOSERS: Readonly<Record<string, string>> = {
  'renames without any flush': "writeFileSync('new', 'hello'); renameSync('new', 'kept');",
  'does not flush the bytes': "writeFileSync('new', 'hello'); renameSync('new', 'kept'); flush('.');",
  'does not flush the folder': "writeFileSync('new', 'hello'); flush('new'); renameSync('new', 'kept');",
  'flushes the folder too early':
    "writeFileSync('new', 'hello'); flush('new'); flush('.'); linkSync('new', 'kept');",
  'writes on after the flush':
    "const f = openSync('kept', 'w'); writeSync(f, 'he'); fsyncSync(f); writeSync(f, 'llo'); flush('.');",
  'flushes a copy of the bytes only':
    "writeFileSync('kept', 'hello'); copyFileSync('kept', 'copy'); flush('copy'); flush('.');",
  'flushes the new folder, not its parent':
    "mkdirSync('d'); writeFileSync('d/kept', 'hello'); flush('d/kept'); flush('d');",
};
const KEEPERS: Readonly<Record<string, string>> = {
  'flushes bytes, then names': GOOD,
  'flushes bytes of a file that has two names': `${GOOD} linkSync('kept', 'other'); flush('.');`,
  'flushes the new folder and its parent':
    "mkdirSync('d'); writeFileSync('d/kept', 'hello'); flush('d/kept'); flush('d'); flush('.');",
  'flushes in the pool of threads': `
    const { mkdir, open, rename } = await import('node:fs/promises');
    const file = await open('new', 'wx'); await file.write('hello'); await file.datasync(); await file.close();
    await rename('new', 'kept'); const folder = await open('.'); await folder.sync(); await folder.close();`,
};

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'dlake-power-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs programs one after the other, and gives what is left of `kept` in every state after their end. */
async function fatesOfKept(...programs: readonly string[]): Promise<(string | undefined)[]> {
  const recording = startRecording();
  for (const program of programs) {
    const run = await runProgram(recording, program);
    expect(run).toMatchObject({ code: 0, stderr: '' });
  }
  const from = recording.operations.length;
  const losses = powerLosses(recording, { from, limit: 100, random: seededRandom(1) });
  return losses.map(({ left }, index) => {
    const state = join(folder, `state-${index}`);
    layOut(left, recording.contents, state);
    const path = [...left.keys()].find((name) => name.endsWith('kept'));
    return path === undefined ? undefined : readFileSync(join(state, path), 'utf8');
  });
}

function startRecording(): Recording {
  const root = join(folder, 'root');
  mkdirSync(root);
  return new Recording(root);
}

async function runProgram(recording: Recording, program: string, inject?: string) {
  const script = join(folder, 'program.mjs');
  writeFileSync(script, STORE + program);
  const argv = [process.execPath, script];
  return recording.run({ argv, cwd: recording.root, ...(inject === undefined ? {} : { inject }) });
}

describe('the power loss simulator', () => {
  for (const [what, program] of Object.entries(LOSERS)) {
    it(`loses the file of a program that ${what}`, async () => {
      expect(new Set(await fatesOfKept(program)).size).toBeGreaterThan(1);
    });
  }

  for (const [what, program] of Object.entries(KEEPERS)) {
    it(`keeps the file of a program that ${what}`, async () => {
      expect(new Set(await fatesOfKept(program))).toEqual(new Set(['hello']));
    });
  }

  it('leaves an old file whole, or makes it empty, when it is written again without a flush', async () => {
    const again = "writeFileSync('kept', 'two');";
    expect(new Set(await fatesOfKept(GOOD, again))).toEqual(new Set(['hello', '\0\0\0', 'two']));
  });

  it('knows what a killed program had done', async () => {
    const recording = startRecording();
    const run = await runProgram(
      recording,
      `${GOOD} renameSync('kept', 'gone');`,
      'rename:signal=KILL:when=2',
    );
    expect(run.code).not.toBe(0);
    expect(readFileSync(join(recording.root, 'kept'), 'utf8')).toBe('hello');
    expect(recording.operations.at(-1)?.kind).toBe('sync-ends');
  });
});
