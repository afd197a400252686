import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: ['test/emulators/**'],
    setupFiles: ['test/setup.ts'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 60_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.cache/results/unit.json' },
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      reportsDirectory: '.cache/coverage',
    },
  },
});
