// Runs once before the suite of the emulators: tells every test file whether there is a Python, and where.
import type { TestProject } from 'vitest/node';
import { type Python, preparePython } from './python.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly python: Python;
  }
}

export function setup(project: TestProject): void {
  const python = preparePython();
  if (python.kind === 'missing') console.warn(`emulators are skipped: ${python.reason}`);
  project.provide('python', python);
}
