// Quick and full files together, for runs at other times (scripts/clocks.ts).
import { defineConfig } from 'vitest/config';
import full from './vitest.full.config.ts';

/** What answers break, and how, whatever day it is: each takes long. */
const WITHOUT_CLOCK = ['test/aws/collect/faults.full.test.ts', 'test/aws/collect/odd-answers.full.test.ts', 'test/aws/collect/again/**'];

export default defineConfig({
  test: {
    ...full.test,
    include: ['test/**/*.test.ts'],
    exclude: [...(full.test?.exclude ?? []), ...WITHOUT_CLOCK],
    outputFile: { json: '.cache/results/clocks.json' },
  },
});
