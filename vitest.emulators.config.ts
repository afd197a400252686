import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/emulators/**/*.test.ts'],
    globalSetup: ['test/emulators/support/global-setup.ts'],
    setupFiles: ['test/setup.ts'],
    pool: 'threads',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.cache/results/emulators.json' },
  },
});
