import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/engines/**/*.test.ts', 'test/tools/**/*.test.ts'],
    globalSetup: ['test/harness/buildOnce.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
