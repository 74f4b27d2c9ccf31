import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/packaging/**'],
    // For what hangs: no test says how fast a machine has to be.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: 'forks',
  },
});
