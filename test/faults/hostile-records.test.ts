import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences, readFiles, writeFiles } from './files.ts';
import { writeHostileVersion } from './hostile-lake.ts';
import { HOSTILE } from './hostile-versions.ts';
import { Lab } from './lab.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

describe('a hostile record', () => {
  const lab = new Lab();
  const good = { 'a.txt': Buffer.from('good\n') };

  beforeAll(async () => {
    await lab.json(['init']);
    writeFiles(join(lab.lake, 'raw/lab/good'), good);
    await lab.json(['commit', 'raw/lab/good', '-m', 'good']);
    for (const [externalId, version] of Object.entries(HOSTILE)) {
      await writeHostileVersion(lab.lake, { externalId, ...version });
    }
  });
  afterAll(() => lab.close());

  for (const externalId of Object.keys(HOSTILE)) {
    it(`is refused on checkout, and writes nothing outside: ${externalId}`, async () => {
      const to = join(lab.folder, 'out', externalId);
      mkdirSync(join(lab.folder, 'out'), { recursive: true });
      const before = outsideOf(lab);
      const run = await lab.dlake(['checkout', `raw/lab/${externalId}`, '--to', to, '--json']);
      expect(run.code, run.stderr).toBe(4);
      expect(JSON.parse(run.stderr).code).toMatch(/^(record-invalid|object-damaged|store-damaged)$/);
      expect(outsideOf(lab)).toEqual(before);
      const inOut = readdirSync(join(lab.folder, 'out'), { recursive: true, encoding: 'utf8' });
      expect(inOut.filter((path) => path.startsWith(`${externalId}/`))).toEqual([]);
    });
  }

  it('is found by fsck or verify, each by name', async () => {
    const fsck = await lab.dlake(['fsck', '--json']);
    const verify = await lab.dlake(['verify', '--json']);
    expect([fsck.code, verify.code]).toEqual([4, 4]);
    const unnamed = Object.keys(HOSTILE).filter((id) => !`${fsck.stdout}${verify.stdout}`.includes(id));
    expect(unnamed).toEqual([]);
  });

  it('leaves the rest of the lake as it was', async () => {
    const to = join(lab.folder, 'out', 'good');
    await lab.json(['checkout', 'raw/lab/good', '--to', to]);
    expect(differences(readFiles(to), good)).toEqual([]);
    const log = (await lab.json(['log', 'raw/lab/good'])) as readonly unknown[];
    expect(log).toHaveLength(1);
    const { refs } = (await lab.json(['status'])) as { refs: readonly unknown[] };
    expect(refs).toContainEqual(expect.objectContaining({ ref: 'raw/lab/good', state: 'clean' }));
  });
});

/** Every name in the lab but what lies in the folders that checkouts are for, the catalog and caches. */
const outsideOf = (lab: Lab): string[] =>
  readdirSync(lab.folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !/^(out\/|lake\/\.dlake\/(catalog|cache)|home\/\.cache|run)/.test(path))
    .sort();
