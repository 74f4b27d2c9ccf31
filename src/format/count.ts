/** A whole number with commas between thousands: `12,345`. */
export const formatNumber = (value: number): string => value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');

/** A number of things: `1 file`, `12,345 files`; `plural` where adding an s is wrong. */
export const count = (value: number, one: string, plural = `${one}s`): string =>
  `${formatNumber(value)} ${value === 1 ? one : plural}`;
