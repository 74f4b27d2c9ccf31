import { safe } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import { formatTime } from '../format/time.ts';
import type { RefNote } from '../lake/ref-notes.ts';
import { cidText } from '../records/ids.ts';
import { type Ref, refText } from '../records/ref.ts';

/** A hold for people: which, on what, by whom, since when and why. */
export const holdWords = (ref: Ref, { id, by, at, reason }: RefNote): string =>
  safe`${refText(ref)} is held by ${by}, ${formatTime(at)}: ${reason} (${shortId(id)})`;

/** A hold as programs get it. */
export const holdJson = (ref: Ref, { id, by, at, reason }: RefNote) => ({
  ref: refText(ref),
  hold: cidText(id),
  by,
  at,
  reason,
});
