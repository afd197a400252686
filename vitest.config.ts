// The quick suite, and what the full one (vitest.full.config.ts) has in common with it.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.full.test.ts', 'test/emulators/**', 'test/e2e/**', 'test/terraform/**', 'test/browser/**'],
    setupFiles: ['test/setup.ts'],
    env: {
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
      POWERTOOLS_METRICS_NAMESPACE: 'EcrDrift',
      POWERTOOLS_SERVICE_NAME: 'test',
      PROPERTY_TIMES: process.env['PROPERTY_TIMES'] ?? '0.1',
    },
    // Two processes for all files: loading and compiling the same modules for each of them would take most of the time. So a test gives
    // back what it borrows: the environment, the clock, a server. `--sequence.shuffle` finds those that do not.
    isolate: false,
    pool: 'forks',
    maxWorkers: 2,
    // Generated accounts die young: with V8's own 16 MB a sixth of the time goes into copying them.
    execArgv: ['--max-semi-space-size=64'],
    unstubEnvs: true,
    // For tests that hang, however busy the machine is.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.cache/results/quick.json' },
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      reportsDirectory: '.cache/coverage',
    },
  },
});
