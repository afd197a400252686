// What a mutant has to survive (stryker.config.json): the quick tests near the engine, in threads, which take no flags of V8.
import { defineConfig } from 'vitest/config';
import quick from './vitest.config.ts';

const ROOMS = ['policy', 'access', 'drift', 'lifecycle', 'remediation', 'corpus', 'findings', 'checks', 'audit'];

export default defineConfig({
  test: { ...quick.test, include: ROOMS.map((room) => `test/${room}/**/*.test.ts`), pool: 'threads', execArgv: [] },
});
