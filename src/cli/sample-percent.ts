import { DlakeError } from '../errors.ts';

/** Reads `5%` or `5` as a percentage above 0 and up to 100. Throws `usage-invalid`. */
export function samplePercent(text: string): number {
  const percent = /^\d+(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : 0;
  if (percent > 0 && percent <= 100) return percent;
  throw new DlakeError('usage-invalid', {
    reason: `--sample takes a percentage above 0 and up to 100, as 5%, not ${text}`,
  });
}
