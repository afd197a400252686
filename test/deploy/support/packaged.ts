// The template that `serverless package` makes, without network and without credentials.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CLOCK_ENVIRONMENT } from '../../support/clock.ts';
import { alone } from './alone.ts';
import type { Template } from './conditions.ts';

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export interface Packaged {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly template: Template;
  /** Where the template is. */
  readonly path: string;
  readonly remove: () => void;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Packs the service with these parameters. Rejects with what the framework printed where it refuses. */
export async function packaged(parameters: Readonly<Record<string, string>> = {}): Promise<Packaged> {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-package-'));
  const remove = () => rmSync(folder, { recursive: true });
  const given = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`);
  // The package's own Node: the machine's may be too old to load the plugin.
  const argv = [join(root, 'node_modules/serverless/bin/serverless.js'), 'package', '--package', folder, ...given];
  try {
    await alone(() => promisify(execFile)(process.execPath, argv, { cwd: root, env: OFFLINE, maxBuffer: 1 << 26 }));
  } catch (error) {
    remove();
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${stdout}${stderr}`, { cause: error });
  }
  const path = join(folder, 'cloudformation-template-update-stack.json');
  const template: Template = JSON.parse(readFileSync(path, 'utf8'));
  return { resources: template.Resources, template, path, remove };
}

/** An environment in which nobody can be asked. */
export const OFFLINE = {
  ...CLOCK_ENVIRONMENT,
  PATH: process.env['PATH'],
  HOME: tmpdir(),
  HTTPS_PROXY: 'http://127.0.0.1:9',
  HTTP_PROXY: 'http://127.0.0.1:9',
  SLS_TELEMETRY_DISABLED: '1',
};
