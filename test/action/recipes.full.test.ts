// The recipes of examples/ for GitLab and pre-commit: what they run does what they say, on the example account.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseDocument } from 'yaml';
import * as z from 'zod';
import { ACME, ACME_BASELINE, workplace } from '../cli/support/program.ts';
import { WITHOUT_POSIX } from '../cli/support/shell.ts';
import { CLOCK_ENVIRONMENT } from '../support/clock.ts';
import { ROOT, readAction } from './support/runner.ts';

const place = workplace();
const PROGRAM = join(ROOT, 'dist/cli/ecr-drift.js');

const gitlab = z.strictObject({
  'ecr-access': z.strictObject({
    image: z.string(),
    rules: z.array(z.strictObject({ if: z.string() })),
    script: z.array(z.string()),
    artifacts: z.strictObject({
      when: z.literal('always'),
      paths: z.array(z.string()),
      reports: z.strictObject({ codequality: z.string() }),
    }),
    variables: z.record(z.string(), z.string()),
  }),
});
const workflow = z.looseObject({
  jobs: z.strictObject({
    check: z.looseObject({
      permissions: z.record(z.string(), z.string()),
      steps: z.array(z.looseObject({ uses: z.string(), with: z.record(z.string(), z.unknown()) })),
    }),
  }),
});
const preCommit = z.strictObject({
  repos: z.array(
    z.strictObject({
      repo: z.literal('local'),
      hooks: z.array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          language: z.literal('node'),
          additional_dependencies: z.array(z.string()),
          entry: z.string(),
          args: z.array(z.string()),
          files: z.string(),
          pass_filenames: z.literal(false),
        }),
      ),
    }),
  ),
});

const job = recipe('gitlab/gitlab-ci.yml', gitlab)['ecr-access'];
const [hook] = recipe('pre-commit/pre-commit-config.yaml', preCommit).repos[0]!.hooks;
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

beforeAll(() => {
  place.file('account.json', readFileSync(ACME, 'utf8'));
  cpSync(ACME_BASELINE, join(place.path, 'baseline'), { recursive: true });
  cpSync(join(ROOT, 'examples/gitlab/note.mjs'), join(place.path, 'note.mjs'));
  // What would come from the registry of npm.
  for (const [name, script] of [
    ['npm', 'echo "npm $*"'],
    ['npx', `shift; exec "${process.execPath}" "${PROGRAM}" "$@"`],
    ['ecr-drift', `exec "${process.execPath}" "${PROGRAM}" "$@"`],
    ['node', `exec "${process.execPath}" "$@"`],
  ] as const) {
    place.file(`bin/${name}`, `#!/bin/sh\n${script}\n`);
    chmodSync(join(place.path, 'bin', name), 0o755);
  }
});

describe.skipIf(WITHOUT_POSIX)('the job of GitLab', () => {
  test('installs this version, leaves the reports that it names, and fails with the check', async () => {
    propose('arn:aws:iam::999999999999:root');
    const { status, log } = await sh(job.script.join('\n'), job.variables);
    expect({ status, install: log.split('\n')[0] }).toEqual({
      status: 2,
      install: `npm install --no-audit --no-fund --no-save --ignore-scripts ecr-drift@${version}`,
    });
    expect(JSON.parse(place.read(job.artifacts.reports.codequality))).toHaveLength(2);
    for (const name of job.artifacts.paths) expect(place.read(name)).not.toBe('');
  });

  test('keeps one note up to date: made, edited, left alone, and gone', async () => {
    const server = await openGitLab();
    const env = {
      ...job.variables,
      CI_API_V4_URL: server.url,
      CI_PROJECT_ID: '5',
      CI_MERGE_REQUEST_IID: '7',
      GITLAB_TOKEN: 'glpat-secret',
    };
    server.notes.push({ id: 1, author: { id: 2 }, body: '<!-- ecr-drift check -->\nof somebody else' });
    for (const [principal, status] of [
      ['arn:aws:iam::999999999999:root', 2],
      ['arn:aws:iam::999999999999:root', 2],
      ['arn:aws:iam::888888888888:root', 2],
      [undefined, 0],
    ] as const) {
      propose(principal);
      const run = await sh(job.script.join('\n'), env);
      expect(run.status).toBe(status);
      expect(run.log).not.toMatch(/no note|glpat/);
    }
    expect(server.writes).toEqual(['POST', 'PUT', 'DELETE']);
    expect(server.notes.map(({ body }) => body)).toEqual(['<!-- ecr-drift check -->\nof somebody else']);
  });

  test('counts all the same where GitLab takes no note', async () => {
    propose('arn:aws:iam::999999999999:root');
    const env = {
      ...job.variables,
      CI_API_V4_URL: 'http://127.0.0.1:1',
      CI_PROJECT_ID: '5',
      CI_MERGE_REQUEST_IID: '7',
      GITLAB_TOKEN: 'glpat-secret',
    };
    const { status, log } = await sh(job.script.join('\n'), env);
    expect({ status, log }).toEqual({ status: 2, log: expect.stringMatching(/^no note: /m) });
  });
});

describe.skipIf(WITHOUT_POSIX)('the hook of pre-commit', () => {
  test('installs this version and stops a commit that opens what counts, and no other', async () => {
    expect(hook!.additional_dependencies).toEqual([`ecr-drift@${version}`]);
    propose('arn:aws:iam::999999999999:root');
    const command = `${hook!.entry} ${hook!.args.join(' ')}`;
    expect(await sh(command)).toMatchObject({ status: 2, log: expect.stringContaining('OPENS FINDINGS') });
    propose(undefined);
    expect(await sh(command)).toMatchObject({ status: 0, log: expect.stringContaining('no access is given, taken or changed') });
  });

  test('runs for the files that it is about', () => {
    const isAbout = (path: string): boolean => hook!.args.some((arg) => arg.endsWith(`=${path}`)) || path.startsWith('baseline/');
    expect(['policies/trainer.json', 'baseline/registry.yaml'].filter(isAbout)).toHaveLength(2);
    expect(hook!.files).toBe('^(policies|baseline)/');
  });
});

test('the workflow of GitHub uses inputs and outputs that the action has, and may do what that takes', () => {
  const { jobs } = recipe('github/workflow.yml', workflow);
  const { inputs, outputs } = readAction();
  const steps = jobs.check.steps;
  const step = steps.find(({ uses }) => uses.startsWith('OWNER/ecr-drift@'))!;
  expect(Object.keys(step.with).filter((name) => !(name in inputs))).toEqual([]);
  const used = [...JSON.stringify(steps).matchAll(/steps\.ecr\.outputs\.([\w-]+)/g)].map(([, name]) => name!);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((name) => !(name in outputs))).toEqual([]);
  expect(jobs.check.permissions).toMatchObject({ contents: 'read', 'pull-requests': 'write' });
});

test('docs/check-in-ci.md names every input and output', () => {
  const page = readFileSync(join(ROOT, 'docs/check-in-ci.md'), 'utf8');
  const { inputs, outputs } = readAction();
  expect([...Object.keys(inputs), ...Object.keys(outputs)].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('docs/check-in-ci.md has the recipes as they are', () => {
  const page = readFileSync(join(ROOT, 'docs/check-in-ci.md'), 'utf8');
  for (const name of ['github/workflow.yml', 'gitlab/gitlab-ci.yml', 'pre-commit/pre-commit-config.yaml'])
    expect(page).toContain(`\`\`\`yaml\n${readFileSync(join(ROOT, 'examples', name), 'utf8')}\`\`\`\n`);
});

function recipe<S extends z.ZodType>(name: string, schema: S): z.output<S> {
  const document = parseDocument(readFileSync(join(ROOT, 'examples', name), 'utf8'), { uniqueKeys: true });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return schema.parse(document.toJS());
}

/** The policy of ml/trainer: for somebody, or as it is. */
function propose(principal: string | undefined): void {
  const { regions }: { readonly regions: readonly { readonly repositories: { readonly value: readonly Listed[] } }[] } = JSON.parse(
    readFileSync(ACME, 'utf8'),
  );
  const listed = regions.flatMap(({ repositories }) => repositories.value).find(({ repositoryName }) => repositoryName === 'ml/trainer');
  const statement = { Effect: 'Allow', Principal: { AWS: principal }, Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] };
  place.file('policies/trainer.json', principal === undefined ? listed!.policy.value : { Version: '2012-10-17', Statement: [statement] });
}

interface Listed {
  readonly repositoryName: string;
  readonly policy: { readonly value?: unknown };
}

interface Ended {
  readonly status: number | null;
  readonly log: string;
}

function sh(script: string, variables: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const env = { ...CLOCK_ENVIRONMENT, PATH: `${join(place.path, 'bin')}:/usr/bin:/bin`, ...variables };
  const child = spawn('sh', ['-e', '-c', script], { cwd: place.path, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      log += String(chunk);
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, log }));
  });
}

interface Note {
  readonly id: number;
  readonly author: { readonly id: number };
  body: string;
}

/** The notes of one merge request, on loopback until the test is over. */
async function openGitLab() {
  const notes: Note[] = [];
  const writes: string[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const said = await text(request);
    if (method !== 'GET') writes.push(method);
    const answer = (status: number, value?: unknown) =>
      response.writeHead(status).end(value === undefined ? undefined : JSON.stringify(value));
    if (url === '/user') return answer(200, { id: 1 });
    if (!url.startsWith('/projects/5/merge_requests/7/notes')) return answer(404, {});
    if (method === 'GET') return answer(200, notes);
    if (method === 'POST') {
      notes.push({ id: notes.length + 1, author: { id: 1 }, body: JSON.parse(said).body });
      return answer(201, notes.at(-1));
    }
    const at = notes.findIndex(({ id }) => url.endsWith(`/${id}`));
    if (method === 'PUT') notes[at]!.body = JSON.parse(said).body;
    if (method === 'DELETE') notes.splice(at, 1);
    return method === 'DELETE' ? answer(204) : answer(200, notes[at]);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return { url: `http://127.0.0.1:${address.port}`, notes, writes };
}
