import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProgressDisplay } from '../../src/cli/progress-display.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a display draws when work reports every 10 ms for a while. */
function drawn(stream: { isTTY?: boolean; columns?: number }, ms: number, silent = false): string[] {
  const writes: string[] = [];
  const display = new ProgressDisplay({ silent, stream: { ...stream, write: (text) => writes.push(text) } });
  for (let at = 0; at <= ms; at += 10) {
    display.update({ what: 'Hashing', objects: at, ofObjects: ms });
    vi.advanceTimersByTime(10);
  }
  display.end();
  display.end();
  return writes;
}

test('on a terminal a line is drawn over ten times a second, and cleared', () => {
  const writes = drawn({ isTTY: true, columns: 60 }, 1000);
  expect(writes.length).toBeGreaterThan(8);
  expect(writes.length).toBeLessThan(13);
  expect(writes[0]).toBe('\r' + 'Hashing  [##------------------]  10%  100 of 1,000' + '\x1b[K');
  expect(writes.at(-1)).toBe('\r\x1b[K');
  for (const write of writes) expect(write).not.toContain('\n');
});

test('elsewhere a line is added now and then', () => {
  expect(drawn({}, 1500)).toEqual([]);
  const writes = drawn({}, 30_000);
  expect(writes.length).toBe(3);
  for (const write of writes) expect(write).toMatch(/^Hashing {2}.*\n$/);
});

test('what is quick or silent draws nothing', () => {
  expect(drawn({ isTTY: true }, 50)).toEqual([]);
  expect(drawn({ isTTY: true }, 60_000, true)).toEqual([]);
});

test('of many quick things one is shown now and then', () => {
  const writes: string[] = [];
  const display = new ProgressDisplay({
    silent: false,
    stream: { isTTY: true, write: (text) => writes.push(text) },
  });
  for (let at = 0; at < 100; at++) {
    display.update({ what: 'Sending', subject: `raw/lab/${at}`, objects: 1, ofObjects: 2 });
    vi.advanceTimersByTime(10);
  }
  expect(writes.length).toBeGreaterThan(7);
  expect(writes[0]).toMatch(/^\rSending raw\/lab\/1\d {2}\[#{10}-{10}\] {2}50%/);
});

test('new work has a new line', () => {
  const writes: string[] = [];
  const display = new ProgressDisplay({
    silent: false,
    stream: { isTTY: true, write: (text) => writes.push(text) },
  });
  for (const what of ['Hashing', 'Writing']) {
    for (let i = 0; i < 20; i++) {
      display.update({ what, objects: i });
      vi.advanceTimersByTime(10);
    }
  }
  expect(writes.filter((write) => write.includes('Hashing')).length).toBe(1);
  expect(writes.filter((write) => write.includes('Writing')).length).toBe(1);
  expect(writes).toContain('\r\x1b[K');
});
