import { defineConfig } from 'vitest/config';

/** The long session of `npm run bench -- --session`: by hand only, never part of the tests. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/e2e/session.ts'],
    globalSetup: ['test/e2e/buildAll.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 300_000,
  },
});
