import { blobIdOf } from '../../src/records/ids.ts';
import { CONTENT, file, type HostileVersion } from './hostile-lake.ts';

const forged = blobIdOf(Buffer.from('what it should be'));

/** Versions that a hostile member of the lab may have put into the store, by external id. */
export const HOSTILE: Readonly<Record<string, Omit<HostileVersion, 'externalId'>>> = {
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
