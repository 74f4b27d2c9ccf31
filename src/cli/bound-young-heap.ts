import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** More room for young objects than this makes nothing here faster. */
const YOUNG_BYTES = 8 * 1024 * 1024;

/**
 * Keeps the room for young objects small. V8 lets it grow to 128 MB in a command that makes many of them, which is
 * more than all that such a command keeps, and it takes no other limit once it runs.
 */
export function boundYoungHeap(): void {
  const afterCollection = new PerformanceObserver(() => {
    if (youngBytes() < YOUNG_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    afterCollection.disconnect();
  });
  afterCollection.observe({ entryTypes: ['gc'] });
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}
