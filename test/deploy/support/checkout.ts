// A copy of what is deployed, so that a test can change its files and start the framework in it.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { FUNCTION_NAMES } from '../../../scripts/functions.ts';
import { OFFLINE, type Resource } from './packaged.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const PARTS = ['serverless.yml', 'deploy.yml', 'package.json', 'serverless', 'lib', 'baseline'];
/** Bundles take long to build, and these tests are not about what is in them. */
const EMPTY_BUNDLES = `
import { mkdirSync, writeFileSync } from 'node:fs';
export async function buildFunctions() {
  for (const name of ${JSON.stringify(FUNCTION_NAMES)}) {
    mkdirSync('dist/functions/' + name, { recursive: true });
    writeFileSync('dist/functions/' + name + '/index.js', '');
  }
}
`;

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Checkout {
  readonly write: (path: string, text: string) => void;
  readonly remove: (path: string) => void;
  /** Runs the framework there, without network and without credentials. */
  readonly serverless: (...args: readonly string[]) => Promise<Ran>;
  /** What `serverless package` left behind. */
  readonly resources: () => Readonly<Record<string, Resource>>;
}

/** Copies the service for one test. */
export function checkout(): Checkout {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-checkout-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const part of PARTS) cpSync(join(root, part), join(folder, part), { recursive: true });
  mkdirSync(join(folder, 'scripts'));
  writeFileSync(join(folder, 'scripts/functions.ts'), EMPTY_BUNDLES);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    write: (path, text) => writeFileSync(join(folder, path), text),
    remove: (path) => rmSync(join(folder, path)),
    serverless: (...args) => run(folder, args),
    resources: () => JSON.parse(readFileSync(join(folder, '.serverless/cloudformation-template-update-stack.json'), 'utf8')).Resources,
  };
}

function run(cwd: string, args: readonly string[]): Promise<Ran> {
  const argv = [join(cwd, 'node_modules/serverless/bin/serverless.js'), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { cwd, env: OFFLINE, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
