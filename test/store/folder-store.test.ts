import { describe } from 'vitest';
import { freeingCases } from './conformance/freeing.ts';
import { storeConformance } from './conformance.ts';
import { folderHarness } from './folder-harness.ts';

storeConformance('the folder store', folderHarness);
// Where other hosts are seen to write, freeing waits for their caches: `again` is another process of this one.
describe('the folder store', () =>
  freeingCases(async () => {
    const harness = await folderHarness();
    return { ...harness, again: () => harness.again('one') };
  }));
