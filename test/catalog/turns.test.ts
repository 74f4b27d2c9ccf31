import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTurns } from '../../src/catalog/engine/turns.ts';

describe('turns', () => {
  it('are taken one at a time, in the order they were asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 12 }), async (scheduler, count) => {
        const turns = createTurns();
        const order: number[] = [];
        let inside = 0;
        const all = Array.from({ length: count }, async (_, n) => {
          const end = await turns.take();
          inside += 1;
          expect(inside).toBe(1);
          order.push(n);
          await scheduler.schedule(Promise.resolve());
          inside -= 1;
          end();
          end();
        });
        await scheduler.waitFor(Promise.all(all));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        (await turns.take())();
      }),
    );
  });

  it('are given up by who no longer waits, and by nobody else', async () => {
    const turns = createTurns();
    const first = await turns.take();
    const stop = new AbortController();
    const given = turns.take(stop.signal);
    const kept = turns.take();
    stop.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    first();
    const second = await kept;
    second();
    stop.abort();
    await expect(turns.take(stop.signal)).rejects.toThrow('enough');
    (await turns.take())();
  });
});
