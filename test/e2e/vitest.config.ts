import { defineConfig } from 'vitest/config';

/** Journeys in a real editor: one window per file, one file at a time. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/e2e/buildAll.ts'],
    fileParallelism: false,
    // A real editor on a busy machine loses a focus now and then; what fails three times is a failure.
    retry: 2,
    testTimeout: 150_000,
    hookTimeout: 300_000,
  },
});
