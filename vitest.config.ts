import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: ['test/emulators/**', 'test/e2e/**'],
    setupFiles: ['test/setup.ts'],
    env: {
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
      POWERTOOLS_METRICS_NAMESPACE: 'EcrDrift',
      POWERTOOLS_SERVICE_NAME: 'test',
    },
    pool: 'threads',
    maxWorkers: 2,
    // For tests that hang, however busy the machine is.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.cache/results/unit.json' },
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      reportsDirectory: '.cache/coverage',
    },
  },
});
