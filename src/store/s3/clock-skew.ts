const MOST_SKEW_MS = 15 * 60 * 1000;

/** Whether clocks that are so many milliseconds apart are too far apart for a server: it refuses requests then. */
export const isFarOff = (skewMs: number): boolean => Math.abs(skewMs) > MOST_SKEW_MS;
