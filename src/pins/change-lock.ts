import { DlakeError } from '../errors.ts';
import type { Lock, Pin } from '../records/lock.ts';
import { parseRef } from '../records/parse-ref.ts';
import { refText } from '../records/ref.ts';
import { lockText } from './lock-text.ts';
import { parseLock } from './parse-lock.ts';

/** A lock with these pins, in place of those of the same refs. Throws `lock-invalid` where their files would mix. */
export function withPins({ pins }: Lock, more: readonly Pin[], file: string): Lock {
  const refs = new Set(more.map(({ ref }) => ref));
  return parseLock(lockText({ pins: [...pins.filter(({ ref }) => !refs.has(ref)), ...more] }), file);
}

/** The pins of these refs, or all; throws `not-pinned`. */
export function pinsOf({ pins }: Lock, refs: readonly string[]): readonly Pin[] {
  if (refs.length === 0) return pins;
  return refs.map((text) => {
    const ref = refText(parseRef(text));
    const found = pins.find((pin) => pin.ref === ref);
    if (found === undefined) throw new DlakeError('not-pinned', { ref, pinned: pins.map((pin) => pin.ref) });
    return found;
  });
}
