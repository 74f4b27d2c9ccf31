import { DlakeError } from '../errors.ts';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** The milliseconds of an age as typed: `0d`, `12h`, `30d`, `4w`. Throws `usage-invalid`, naming the flag. */
export function age(flag: string, text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (factor !== undefined) return Number(number) * factor;
  const reason = `${flag} takes an age, as 12h, 30d or 4w, not ${text}`;
  throw new DlakeError('usage-invalid', { reason, see: 'dlake gc --help' });
}
