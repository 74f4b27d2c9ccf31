const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/;

/** Whether this is a time as records write it: UTC, milliseconds, a real moment of the years 0001 to 9999. */
export function isTime(text: string): boolean {
  if (!TIME.test(text) || text.startsWith('0000')) return false;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text;
}

/** Whether this is a date as records write it: `2026-11-22`, a real day of the years 0001 to 9999. */
export const isDate = (text: string): boolean => DATE.test(text) && isTime(`${text}T00:00:00.000Z`);
