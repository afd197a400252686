// Quick and full files together, for runs at other times (scripts/clocks.ts).
import { defineConfig } from 'vitest/config';
import full from './vitest.full.config.ts';

export default defineConfig({
  test: { ...full.test, include: ['test/**/*.test.ts'], outputFile: { json: '.cache/results/clocks.json' } },
});
