import { DlakeError } from '../errors.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** Signed addresses last no longer. */
const MOST_SECONDS = 7 * 86_400;

/** The seconds of a time as typed: `90s`, `30m`, `1h`, `7d`. Throws `usage-invalid`. */
export function expiry(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(number) * (UNITS[unit] ?? 0);
  if (seconds >= 1 && seconds <= MOST_SECONDS) return seconds;
  throw new DlakeError('usage-invalid', {
    reason: `--expires takes a time of at most 7d, as 30m, 1h or 2d, not ${text}`,
    see: 'dlake url --help',
  });
}
