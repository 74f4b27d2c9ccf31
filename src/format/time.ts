/** A time of a record for people, to the minute: `2026-11-22 10:11 UTC`. */
export const formatTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** The day of a time of a record: `2026-11-22`. */
export const formatDay = (iso: string): string => iso.slice(0, 10);
