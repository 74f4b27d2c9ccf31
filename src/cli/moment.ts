import { DlakeError } from '../errors.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Reads a date or time of a flag as UTC in milliseconds; a date alone is its first or last moment. Throws `usage-invalid`. */
export function moment(flag: string, text: string, side: 'first' | 'last'): string {
  const whole = DATE.test(text) ? `${text}T${side === 'first' ? '00:00:00.000' : '23:59:59.999'}Z` : text;
  const at = new Date(whole);
  const fits = (DATE.test(text) || TIME.test(text)) && !Number.isNaN(at.getTime());
  if (!fits || (DATE.test(text) && at.toISOString().slice(0, 10) !== text)) {
    throw new DlakeError('usage-invalid', {
      reason: `--${flag} takes a date as 2026-11-22 or a time as 2026-11-22T10:11:12Z, not ${text}`,
    });
  }
  return at.toISOString();
}

/** Reads a date or time of a flag as a day, UTC. Throws `usage-invalid`. */
export const day = (flag: string, text: string): string => moment(flag, text, 'first').slice(0, 10);
