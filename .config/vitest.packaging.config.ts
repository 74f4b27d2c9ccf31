import { defineConfig } from 'vitest/config';

// What is published, installed as its users install it. Slow, and it asks the package registry: a run of its own.
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/packaging/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'forks',
  },
});
