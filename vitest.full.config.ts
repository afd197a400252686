// What the quick suite leaves out, and its properties with all their rounds. Each file has a process state of its own.
import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import quick from './vitest.config.ts';

const PROPERTIES = globSync('test/**/*.test.ts', { cwd: import.meta.dirname }).filter((path) =>
  readFileSync(new URL(path, import.meta.url), 'utf8').includes("from 'fast-check'"),
);

export default defineConfig({
  test: {
    ...quick.test,
    include: ['test/**/*.full.test.ts', ...PROPERTIES],
    exclude: ['test/emulators/**', 'test/e2e/**', 'test/terraform/**', 'test/browser/**'],
    env: { ...quick.test?.env, PROPERTY_TIMES: process.env['PROPERTY_TIMES'] ?? '1' },
    isolate: true,
    pool: 'threads',
    maxWorkers: 2,
    execArgv: [],
    outputFile: { json: '.cache/results/full.json' },
  },
});
