import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/terraform/**/*.test.ts'],
    globalSetup: ['test/emulators/support/global-setup.ts'],
    setupFiles: ['test/setup.ts'],
    pool: 'threads',
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 900_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.cache/results/terraform.json' },
  },
});
