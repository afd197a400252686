// A runner for composite actions, as far as action.yml needs one: expressions become variables, each script runs in bash, outputs are read back.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseDocument } from 'yaml';
import * as z from 'zod';
import { CLOCK_ENVIRONMENT } from '../../support/clock.ts';

export const ROOT = join(import.meta.dirname, '../../..');

const text = z.strictObject({ description: z.string().min(5), default: z.string() });
const output = z.strictObject({ description: z.string().min(5), value: z.string() });
const step = z.strictObject({
  name: z.string(),
  id: z.string().optional(),
  if: z.string().optional(),
  shell: z.literal('bash'),
  'working-directory': z.string().optional(),
  env: z.record(z.string().regex(/^[A-Z_]+$/), z.string()),
  run: z.string(),
});
const schema = z.strictObject({
  name: z.string(),
  description: z.string(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(z.string(), text),
  outputs: z.record(z.string(), output),
  runs: z.strictObject({ using: z.literal('composite'), steps: z.array(step) }),
});

/** The action of this repository. Throws where it is no composite action without surprises. */
export function readAction(): z.output<typeof schema> {
  const document = parseDocument(readFileSync(join(ROOT, 'action.yml'), 'utf8'), { uniqueKeys: true });
  if (document.errors.length + document.warnings.length > 0) throw new Error(String([...document.errors, ...document.warnings]));
  return schema.parse(document.toJS());
}

export interface ActionRun {
  /** Of the first step that failed; 0 where none did. */
  readonly status: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

export interface ActionInputs {
  readonly workspace: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** What the event says; undefined is a push. */
  readonly pull?: { readonly number: number; readonly from?: string };
  readonly apiUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const TOKEN = 'ghs_of_the_run';

/** Runs every step of the action until one fails, as the runner does. */
export async function runAction({ workspace, inputs, pull, apiUrl = 'http://127.0.0.1:1', env = {} }: ActionInputs): Promise<ActionRun> {
  const action = readAction();
  const unknown = Object.keys(inputs).filter((name) => !(name in action.inputs));
  if (unknown.length > 0) throw new Error(`no input ${unknown.join(', ')}`);
  const temp = mkdtempSync(join(tmpdir(), 'ecr-drift-runner-'));
  onTestFinished(() => rmSync(temp, { recursive: true }));
  const event = join(temp, 'event.json');
  const summary = join(temp, 'summary.md');
  const head = { repo: { full_name: pull?.from ?? 'acme/shop' } };
  writeFileSync(event, JSON.stringify(pull ? { pull_request: { number: pull.number, head } } : { ref: 'refs/heads/main' }));
  const values: Record<string, string> = { 'github.token': TOKEN };
  for (const [name, { default: usual }] of Object.entries(action.inputs))
    values[`inputs.${name}`] = inputs[name] ?? evaluated(usual, values);
  const base = {
    ...CLOCK_ENVIRONMENT,
    PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH']}`,
    GITHUB_ACTION_PATH: ROOT,
    GITHUB_API_URL: apiUrl,
    GITHUB_EVENT_PATH: event,
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_STEP_SUMMARY: summary,
    RUNNER_TEMP: temp,
    ...env,
  };
  let log = '';
  let status = 0;
  for (const [at, each] of action.runs.steps.entries()) {
    if (each.if !== undefined && !isTrue(each.if, values)) continue;
    const own = Object.fromEntries(Object.entries(each.env).map(([name, value]) => [name, evaluated(value, values)]));
    const outputs = join(temp, `output-${at}`);
    writeFileSync(outputs, '');
    const cwd = join(workspace, evaluated(each['working-directory'] ?? '.', values));
    const ended = await bash(each.run, { cwd, env: { ...base, ...own, GITHUB_OUTPUT: outputs } });
    log += ended.log;
    for (const [name, value] of Object.entries(outputsIn(readFileSync(outputs, 'utf8'))))
      values[`steps.${each.id}.outputs.${name}`] = value;
    status = ended.status;
    if (status !== 0) break;
  }
  return {
    status,
    log,
    outputs: Object.fromEntries(Object.entries(action.outputs).map(([name, { value }]) => [name, evaluated(value, values)])),
    summary: existsSync(summary) ? readFileSync(summary, 'utf8') : '',
  };
}

/** What has not been said is empty, as for the runner. */
function evaluated(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => values[name] ?? '');
}

function isTrue(condition: string, values: Readonly<Record<string, string>>): boolean {
  const [, name = '', wanted = ''] = /^\$\{\{ ([\w.-]+) == '(\w+)' \}\}$/.exec(condition) ?? [];
  if (name === '') throw new Error(`a condition that this runner does not know: ${condition}`);
  return values[name] === wanted;
}

function outputsIn(lines: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const rest = lines.split('\n');
  while (rest.length > 0) {
    const line = rest.shift() ?? '';
    const [, name = '', delimiter = ''] = /^([\w-]+)<<(.+)$/.exec(line) ?? [];
    if (name === '') {
      const at = line.indexOf('=');
      if (at > 0) found[line.slice(0, at)] = line.slice(at + 1);
      continue;
    }
    const end = rest.indexOf(delimiter);
    found[name] = rest
      .splice(0, end + 1)
      .slice(0, -1)
      .join('\n');
  }
  return found;
}

interface Ended {
  readonly status: number;
  readonly log: string;
}

/** As the runner starts `shell: bash`. */
function bash(script: string, { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> }): Promise<Ended> {
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const add = (chunk: Buffer): void => {
    log += chunk.toString();
  };
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, log }));
  });
}
