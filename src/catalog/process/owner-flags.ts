/**
 * What node is told when it runs PGlite: the baseline compiler alone halves the memory and the start, and its
 * code is fast enough for an index.
 */
export const OWNER_FLAGS: readonly string[] = ['--liftoff-only', '--max-semi-space-size=2', '--no-warnings'];
