import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const source = fileURLToPath(new URL('../../src/cli/bound-young-heap.ts', import.meta.url));

/** Keeps making objects of which many survive for a while, and prints how large the room for young ones became. */
const BUSY = `
  let kept = [];
  for (let round = 0; round < 60; round++) {
    for (let n = 0; n < 50_000; n++) {
      kept.push({ n, text: 'x' + n });
      if (kept.length > 60_000) kept = kept.slice(30_000);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { getHeapSpaceStatistics } = await import('node:v8');
  console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);
`;

it('keeps the room for young objects small, which else grows and grows', () => {
  const room = (before: string) =>
    Number(execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', before + BUSY]));
  const bounded = room(
    `const { boundYoungHeap } = await import(${JSON.stringify(source)}); boundYoungHeap();`,
  );
  expect(bounded).toBeLessThanOrEqual(16 * 1024 * 1024);
  expect(room('')).toBeGreaterThan(2 * bounded);
});
