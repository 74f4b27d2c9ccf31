import { formatBytes } from './bytes.ts';
import { formatNumber } from './count.ts';
import { formatDuration } from './duration.ts';

/** How far long work has got. Totals are absent while nobody knows them. */
export interface ProgressState {
  /** What is being done, as `Hashing`. */
  readonly what: string;
  /** Of several things that are done one after another the one that this is about, as a ref. */
  readonly subject?: string | undefined;
  readonly objects: number;
  readonly ofObjects?: number | undefined;
  readonly bytes?: number | undefined;
  readonly ofBytes?: number | undefined;
}

const BAR = 20;

/**
 * One line that shows how far work has got after `elapsed` milliseconds:
 * `Hashing [######--------------]  30%  6,000 of 20,000  47 MiB  94 MiB/s  2.1 s left`, no wider than `width`.
 */
export function progressLine(state: ProgressState, elapsed: number, width: number): string {
  const share = doneShare(state);
  const parts = [
    state.subject === undefined ? state.what : `${state.what} ${state.subject}`,
    ...(share === undefined ? [] : [`${bar(share)} ${String(Math.floor(share * 100)).padStart(3)}%`]),
    counts(state),
    ...(state.bytes === undefined ? [] : [formatBytes(state.bytes)]),
    ...rate(state, elapsed),
    ...(share === undefined ? [] : left(share, elapsed)),
  ];
  const fitting: string[] = [];
  let used = 0;
  for (const part of parts) {
    used += part.length + (fitting.length === 0 ? 0 : 2);
    if (used > width) break;
    fitting.push(part);
  }
  return fitting.join('  ');
}

/** The share that is done, 0 to 1; by bytes where they are known, for files differ in size. */
export function doneShare({ objects, ofObjects, bytes, ofBytes }: ProgressState): number | undefined {
  if (bytes !== undefined && ofBytes !== undefined && ofBytes > 0) return Math.min(1, bytes / ofBytes);
  if (ofObjects !== undefined && ofObjects > 0) return Math.min(1, objects / ofObjects);
  return undefined;
}

function bar(share: number): string {
  const full = Math.floor(share * BAR);
  return `[${'#'.repeat(full)}${'-'.repeat(BAR - full)}]`;
}

const counts = ({ objects, ofObjects }: ProgressState): string =>
  ofObjects === undefined ? formatNumber(objects) : `${formatNumber(objects)} of ${formatNumber(ofObjects)}`;

// In the first moments neither a rate nor the time left means anything.
const TOO_EARLY = 1000;

function rate({ bytes, objects }: ProgressState, elapsed: number): string[] {
  if (elapsed < TOO_EARLY) return [];
  const seconds = elapsed / 1000;
  return [bytes === undefined ? `${formatNumber(objects / seconds)}/s` : `${formatBytes(bytes / seconds)}/s`];
}

function left(share: number, elapsed: number): string[] {
  if (elapsed < TOO_EARLY || share < 0.01 || share >= 1) return [];
  return [`${formatDuration((elapsed / share) * (1 - share))} left`];
}
