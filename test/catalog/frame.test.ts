import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, type Frame, frameReader } from '../../src/catalog/process/frame.ts';

const cell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double({ noDefaultInfinity: true, noNaN: true }).filter((n) => !Object.is(n, -0)),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom({ b: 3 }, { j: { b: 1 } }, [], [{ b: 1 }], { x: null }),
);
const frame = fc.record({
  head: fc.record({ kind: fc.string(), text: fc.string({ unit: 'binary' }) }),
  rows: fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 6 }),
});

describe('a frame', () => {
  it('comes back as it was sent, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 400 })),
        (frames, cuts) => {
          const bytes = Buffer.concat(frames.map(encodeFrame));
          const read = frameReader<{ kind: string; text: string }>();
          const got: Frame<{ kind: string; text: string }>[] = [];
          let from = 0;
          for (const cut of cuts) {
            got.push(...read(bytes.subarray(from, from + cut)));
            from += cut;
          }
          got.push(...read(bytes.subarray(from)));
          expect(got).toEqual(frames);
        },
      ),
    );
  });

  it('carries big integers as text and undefined as null, as a database takes them', () => {
    const [got] = frameReader()(encodeFrame({ head: 1, rows: [[12345678901234567890n, undefined]] }));
    expect(got?.rows).toEqual([['12345678901234567890', null]]);
  });

  it('of an impossible length is refused before it is read', () => {
    expect(() => frameReader()(Buffer.from([0xff, 0xff, 0xff, 0xff]))).toThrow(/4294967295 bytes/);
    expect(() => frameReader()(Buffer.from([0, 0, 0, 1, 0]))).toThrow(/1 bytes/);
  });
});
