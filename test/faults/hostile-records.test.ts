import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { blobIdOf } from '../../src/records/ids.ts';
import { differences, readFiles, writeFiles } from './files.ts';
import { CONTENT, file, type HostileVersion, writeHostileVersion } from './hostile-lake.ts';
import { Lab } from './lab.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const forged = blobIdOf(Buffer.from('what it should be'));

/** Versions that a hostile member of the lab may have put into the store, by external id. */
const HOSTILE: Readonly<Record<string, Omit<HostileVersion, 'externalId'>>> = {
  'climbs-out': { entries: [file('../climbed')] },
  'climbs-out-later': { entries: [file('data/../../climbed')] },
  absolute: { entries: [file('/tmp/dlake-absolute')] },
  'lake-config': { entries: [file('.dlake/config')] },
  'nested-lake-config': { entries: [file('data/.dlake/config')] },
  'dot-part': { entries: [file('./a')] },
  'empty-part': { entries: [file('a//b')] },
  nul: { entries: [file('a\0b')] },
  'link-out': { entries: [['way-out', '../../..']], bytes: 0 },
  'link-absolute': { entries: [['way-out', '/tmp']], bytes: 0 },
  'through-a-link': { entries: [['d', 'e'], file('d/x')] },
  'file-and-folder': { entries: [file('a'), file('a/b')] },
  'file-and-folder-apart': { entries: [file('a'), file('a!'), file('a/b')] },
  'two-equal-paths': { entries: [file('a'), file('a')] },
  unsorted: { entries: [file('b'), file('a')] },
  'lies-about-files': { entries: [file('a')], files: 2 },
  'lies-about-bytes': { entries: [file('a')], bytes: 1 },
  'lies-about-size': { entries: [file('a', blobIdOf(CONTENT), 3)], bytes: 3 },
  'forged-blob': { entries: [file('a', forged, CONTENT.length)], forged: [[forged, CONTENT]] },
};

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
