// The workflows of GitHub: what they may do, what they call, and that nobody can change it from outside.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import * as z from 'zod';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.github/workflows');

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const stepSchema = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const jobSchema = z.looseObject({ permissions, steps: z.array(stepSchema), needs: z.union([z.string(), z.array(z.string())]).optional() });
const workflowSchema = z.looseObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: permissions,
  jobs: z.record(z.string(), jobSchema),
});

const texts = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
const workflows = new Map([...texts].map(([name, text]) => [name, workflowOf(text)]));
const ci = workflows.get('ci.yml')!;
const release = workflows.get('release.yml')!;

describe.each([...workflows])('%s', (name, { permissions: granted, jobs }) => {
  test('every action is one commit, and its comment says of which version: a tag can be moved', () => {
    const uses = texts
      .get(name)!
      .split('\n')
      .filter((line) => /\buses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line) => !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test('a job may do what it says and nothing else', () => {
    expect(granted).toEqual({});
    expect(Object.values(jobs).filter((job) => Object.keys(job.permissions).length === 0)).toEqual([]);
  });

  test('a checkout leaves no token behind for what runs after it', () => {
    const checkouts = stepsOf(jobs).filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBe(Object.keys(jobs).length);
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });

  test('no script is made of what somebody else wrote: titles and names of branches come in as variables', () => {
    expect(stepsOf(jobs).filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });
});

describe('ci', () => {
  test('pull requests and main run .ci/run, and may read', () => {
    expect(ci.on).toEqual({ pull_request: null, push: { branches: ['main'] } });
    expect(scriptsOf(ci.jobs['test']!)).toContain('.ci/run');
    expect(Object.values(ci.jobs).map((job) => job.permissions)).toEqual(Object.values(ci.jobs).map(() => ({ contents: 'read' })));
  });

  test('its reports are kept whatever happened', () => {
    const kept = ci.jobs['test']!.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
    expect(kept?.['if']).toBe('always()');
    expect(kept?.with?.['path']).toBe('.cache/results/*.json');
  });
});

describe('release', () => {
  test('a tag of a version is all that starts it', () => {
    expect(release.on).toEqual({ push: { tags: ['v*'] } });
  });

  test('nothing is published before the tag was found to be the version, and .ci/run to pass', () => {
    const { check, ...publishing } = release.jobs;
    const scripts = scriptsOf(check!);
    const compares = scripts.findIndex((run) => run.includes('package.json') && run.includes('"v$version"') && run.includes('exit 1'));
    expect(compares).toBeGreaterThanOrEqual(0);
    expect(scripts.indexOf('.ci/run')).toBeGreaterThan(compares);
    expect(check!.permissions).toEqual({ contents: 'read' });
    expect(Object.values(publishing).map(({ needs }) => needs)).toEqual(Object.values(publishing).map(() => 'check'));
  });

  test('the package carries its provenance', () => {
    const npm = release.jobs['npm']!;
    expect(scriptsOf(npm)).toContain('npm publish --provenance --access public');
    expect(npm.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  });

  test('so does the image', () => {
    const image = release.jobs['image']!;
    const attests = image.steps.find(({ uses }) => uses?.startsWith('actions/attest-build-provenance@'));
    expect(attests?.with?.['push-to-registry']).toBe(true);
    expect(image.permissions).toEqual({ contents: 'read', packages: 'write', 'id-token': 'write', attestations: 'write' });
  });
});

describe('Dockerfile', () => {
  const lines = readFileSync(join(root, 'Dockerfile'), 'utf8').split('\n');

  test('every image that it starts from is one digest', () => {
    const bases = lines.filter((line) => line.startsWith('FROM'));
    expect(bases.length).toBe(2);
    expect(bases.filter((line) => !/@sha256:[0-9a-f]{64}( AS \w+)?$/.test(line))).toEqual([]);
  });

  test('nobody runs it as root', () => {
    expect(lines.filter((line) => line.startsWith('USER'))).toEqual(['USER 65532']);
  });
});

function workflowOf(text: string): z.output<typeof workflowSchema> {
  const document = parseDocument(text, { uniqueKeys: true });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return workflowSchema.parse(document.toJS());
}

function stepsOf(jobs: z.output<typeof workflowSchema>['jobs']): readonly z.output<typeof stepSchema>[] {
  return Object.values(jobs).flatMap(({ steps }) => steps);
}

function scriptsOf({ steps }: z.output<typeof jobSchema>): readonly string[] {
  return steps.flatMap(({ run }) => (run === undefined ? [] : [run.trim()]));
}
