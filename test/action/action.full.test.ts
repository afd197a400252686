// The action as a workflow runs it: the scripts of action.yml in bash, the built program, and a GitHub of this process.
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandsBelow, program } from '../../lib/cli/program.ts';
import { ACME, ACME_BASELINE, workplace } from '../cli/support/program.ts';
import { WITHOUT_POSIX } from '../cli/support/shell.ts';
import { problemsOfSarif } from '../report/support/formats.ts';
import { openGitHubServer } from './support/github-server.ts';
import { type ActionInputs, ROOT, readAction, runAction } from './support/runner.ts';

const place = workplace();
const OUTSIDER = policyFor('arn:aws:iam::999999999999:root');
place.file('outsider.json', OUTSIDER);
place.file('other.json', policyFor('arn:aws:iam::888888888888:root'));
place.file('same.json', currentPolicy('ml/trainer'));

const PULL = { number: 7 };
/** The action over the example account. */
function checked(inputs: Readonly<Record<string, string>>, others: Partial<ActionInputs> = {}) {
  return runAction({ workspace: place.path, inputs: { snapshot: ACME, baseline: ACME_BASELINE, ...inputs }, ...others });
}

describe.skipIf(WITHOUT_POSIX)('the action', () => {
  test('fails a change that opens what counts, says so everywhere, and comments once', async () => {
    const github = await openGitHubServer();
    const first = await checked({ 'repository-policy': 'ml/trainer=outsider.json' }, { pull: PULL, apiUrl: github.url });
    expect(first).toMatchObject({
      status: 2,
      outputs: { 'exit-status': '2', opened: '2', resolved: '2', gained: '1', lost: '3', unresolved: '0' },
    });
    expect(first.log).toContain('the comment was made\n');
    expect(first.log).toContain('::error title=ecr-drift::the check ended with 2');
    const [comment] = github.comments;
    expect(comment!.body).toMatch(/^<!-- ecr-drift check: default -->\n# ECR access: opens findings\n/);
    expect(first.summary).toContain(comment!.body.split('\n').slice(1).join('\n'));
    expect(first.summary).toMatch(/\nThe account is as of `2026-11-21T20:00:00Z`, read completely\.\n$/);
    place.file('later.json', { ...JSON.parse(readFileSync(ACME, 'utf8')), collectedAt: '2026-11-22T20:00:00Z' });
    const later = { snapshot: 'later.json', 'repository-policy': 'ml/trainer=outsider.json' };
    const again = await checked(later, { pull: PULL, apiUrl: github.url });
    expect(again.summary).toContain('as of `2026-11-22T20:00:00Z`');
    expect(again.log).toContain('the comment says it already\n');
    expect(github.writes()).toHaveLength(1);
    const [call] = github.tokens;
    expect(call).toBe('Bearer ghs_of_the_run');
    for (const { log, summary } of [first, again]) expect(log + summary).not.toContain('ghs_of_the_run');
  });

  test('edits the comment when the change changes, and deletes it when nothing is left', async () => {
    const github = await openGitHubServer();
    const step = (policy: string) => checked({ 'repository-policy': `ml/trainer=${policy}` }, { pull: PULL, apiUrl: github.url });
    await step('outsider.json');
    await step('other.json');
    expect(github.comments.map(({ body }) => body)).toEqual([expect.stringContaining('888888888888')]);
    const { status, outputs, log } = await step('same.json');
    expect({ status, exit: outputs['exit-status'], gained: outputs['gained'] }).toEqual({ status: 0, exit: '0', gained: '0' });
    expect(log).toContain('the comment was deleted');
    expect(github.comments).toEqual([]);
  });

  test('leaves files that other steps read', async () => {
    const { outputs } = await checked({ 'repository-policy': 'ml/trainer=outsider.json', 'fail-on': 'never', comment: 'false' });
    const { json = '', markdown = '', sarif = '' } = outputs;
    expect(problemsOfSarif(JSON.parse(readFileSync(sarif, 'utf8')))).toEqual([]);
    expect(JSON.parse(readFileSync(json, 'utf8')).opened).toHaveLength(2);
    expect(readFileSync(markdown, 'utf8')).toMatch(/^# ECR access: opens findings\n/);
  });

  test('comments on no push, and on nothing where nobody wants it', async () => {
    const github = await openGitHubServer();
    const push = await checked({ 'repository-policy': 'ml/trainer=outsider.json' }, { apiUrl: github.url });
    expect(push).toMatchObject({ status: 2, log: expect.stringContaining('no comment: this run is about no pull request\n') });
    await checked({ 'repository-policy': 'ml/trainer=outsider.json', comment: 'false' }, { apiUrl: github.url, pull: PULL });
    expect(github.calls).toEqual([]);
  });

  test('does not take an event that cannot be read for a push', async () => {
    const { status, log } = await checked(
      { 'repository-policy': 'ml/trainer=outsider.json' },
      { env: { GITHUB_EVENT_PATH: '/nowhere.json' } },
    );
    expect({ status, told: log.split('\n').filter((line) => line.includes('no comment')) }).toEqual({
      status: 2,
      told: [expect.stringMatching(/^::warning title=ecr-drift::no comment: what GITHUB_EVENT_PATH names, .* cannot be read$/)],
    });
  });

  test('counts all the same where a fork may not comment', async () => {
    const github = await openGitHubServer();
    github.fail = (call) =>
      call.startsWith('POST') ? { status: 403, body: { message: 'Resource not accessible by integration' } } : undefined;
    const policy = { 'repository-policy': 'ml/trainer=outsider.json' };
    const fork = await checked(policy, { apiUrl: github.url, pull: { number: 7, from: 'eve/shop' } });
    expect(fork).toMatchObject({ status: 2, outputs: { opened: '2' } });
    expect(fork.log).toContain('::notice title=ecr-drift::no comment: the token of a pull request of a fork may not write one');
    const own = await checked({ ...policy, 'fail-on': 'never' }, { apiUrl: github.url, pull: PULL });
    expect(own).toMatchObject({ status: 0, log: expect.stringContaining('give the job `permissions: pull-requests: write`') });
  });

  test('counts all the same where GitHub cannot be reached, which is said in one line', async () => {
    const { status, log } = await checked({ 'repository-policy': 'ml/trainer=outsider.json', token: 'x y' }, { pull: PULL });
    expect(status).toBe(2);
    expect(log.split('\n').filter((line) => line.includes('no comment'))).toEqual([
      '::warning title=ecr-drift::no comment: the input token is empty or no token; the check counts all the same',
    ]);
  });

  test('that could not check fails, and the comment says that nothing is known', async () => {
    const github = await openGitHubServer();
    const others = { pull: PULL, apiUrl: github.url };
    await checked({ 'repository-policy': 'ml/trainer=outsider.json' }, others);
    const { status, outputs, summary } = await checked({ 'repository-policy': 'ml/trainer=nowhere.json' }, others);
    expect({ status, exit: outputs['exit-status'], opened: outputs['opened'], json: outputs['json'] }).toEqual({
      status: 1,
      exit: '1',
      opened: '',
      json: '',
    });
    expect(github.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining('Nothing is known of what this change gives or takes.'),
    ]);
    expect(summary).toMatch(/^# ECR access: not checked\n[\s\S]*cannot read nowhere\.json/);
  });

  test('fails where something is not known, unless that is allowed', async () => {
    const gap = JSON.parse(readFileSync(ACME, 'utf8'));
    gap.identity = { status: 'unknown', error: { code: 'AccessDenied', message: 'no', api: 'iam:GetAccountAuthorizationDetails' } };
    place.file('gap.json', gap);
    const inputs = { snapshot: 'gap.json', 'repository-policy': 'ml/trainer=same.json', baseline: '' };
    expect(await checked(inputs)).toMatchObject({
      status: 3,
      outputs: { 'exit-status': '3' },
      summary: expect.stringContaining('not read completely'),
    });
    expect(await checked({ ...inputs, 'allow-incomplete': 'true' })).toMatchObject({ status: 0, outputs: { 'exit-status': '3' } });
  });

  test('keeps two checks of a pull request apart by their id, and takes no id that could end the marker', async () => {
    const github = await openGitHubServer();
    const others = { pull: PULL, apiUrl: github.url };
    for (const id of ['prod', 'stage'])
      expect((await checked({ 'repository-policy': 'ml/trainer=outsider.json', id }, others)).status).toBe(2);
    expect(github.comments.map(({ body }) => body.split('\n')[0])).toEqual([
      '<!-- ecr-drift check: prod -->',
      '<!-- ecr-drift check: stage -->',
    ]);
    expect(await checked({ 'repository-policy': 'ml/trainer=outsider.json', id: 'a --> <b>' }, others)).toMatchObject({
      status: 1,
      log: expect.stringContaining('is no id: use letters'),
    });
  });

  test('takes whatever is in an input for what it is: no shell reads it', async () => {
    const names = [
      '$(touch owned).json',
      '`touch owned`.json',
      '";touch owned;".json',
      "';touch owned;'.json",
      '-o=owned.json',
      '::set-env name=a::b.json',
    ];
    for (const name of names) {
      place.file(name, OUTSIDER);
      const { status, outputs } = await checked({ 'repository-policy': `ml/trainer=${name}`, comment: 'false' });
      expect({ name, status, opened: outputs['opened'] }).toEqual({ name, status: 2, opened: '2' });
    }
    for (const version of ['1.0.0; touch owned', '$(touch owned)', '../evil', '--prefix=x'])
      expect(await checked({ version })).toMatchObject({ status: 1, log: expect.stringContaining('the input version is none') });
    expect(place.names()).not.toContain('owned');
    expect(place.names()).not.toContain('owned.json');
  });

  test('lets no name in an account give the runner a command', async () => {
    const { log } = await checked({ 'repository-policy': 'ml/trainer=outsider.json', comment: 'false' });
    const [, word = ''] = /^::stop-commands::(\S+)$/m.exec(log) ?? [];
    const [before = '', within = '', after = ''] = log.split(new RegExp(`^::(?:stop-commands::)?${word}(?:::)?$`, 'm'));
    expect([before.includes('ECRD'), within.includes('ECRD-202'), after.includes('ECRD')]).toEqual([false, true, false]);
  });

  test('installs the version of itself, or another one, where it is not built', async () => {
    place.file('bin/npm', `#!/bin/sh\necho "npm $*"\nmkdir -p "$3/node_modules"\nln -s "${ROOT}" "$3/node_modules/ecr-drift"\n`);
    chmodSync(join(place.path, 'bin/npm'), 0o755);
    place.file('unbuilt/package.json', readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const path = `${join(place.path, 'bin')}:${join(ROOT, 'node_modules/.bin')}:${process.env['PATH']}`;
    const env = { PATH: path, GITHUB_ACTION_PATH: join(place.path, 'unbuilt') };
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const [wanted, got] of [
      ['', version],
      ['9.8.7', '9.8.7'],
      ['latest', 'latest'],
    ]) {
      const { status, log } = await checked(
        { version: wanted!, 'repository-policy': 'ml/trainer=outsider.json', comment: 'false' },
        { env },
      );
      expect(log).toMatch(new RegExp(`^npm install --prefix \\S+ --no-audit --no-fund --no-save --ignore-scripts ecr-drift@${got}$`, 'm'));
      expect(status).toBe(2);
    }
  });
});

describe('action.yml', () => {
  const { inputs, runs } = readAction();

  test('has no expression in a script, and gives the token to the step that comments alone', () => {
    expect(runs.steps.filter(({ run }) => run.includes('${{'))).toEqual([]);
    expect(runs.steps.filter(({ env }) => JSON.stringify(env).includes('token')).map(({ name }) => name)).toEqual(['Comment']);
  });

  test('has an input for every option of check that is not about where a result goes', () => {
    const { options } = commandsBelow(program({ exit: 0 })).find((command) => command.name() === 'check')!;
    const names = options.map(({ long }) => long!.replace('--', '')).filter((name) => !['format', 'output', 'also'].includes(name));
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !(name in inputs))).toEqual([]);
  });

  test('uses every input', () => {
    const text = JSON.stringify(runs);
    expect(Object.keys(inputs).filter((name) => !text.includes(`inputs.${name} `))).toEqual([]);
  });

  test('runs what the package has within', () => {
    for (const name of ['check', 'comment']) expect(existsSync(join(ROOT, `dist/action/${name}.js`))).toBe(true);
    expect(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).files).toContain('dist/action');
  });
});

function policyFor(principal: string) {
  const Action = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
  return { Version: '2012-10-17', Statement: [{ Sid: 'x', Effect: 'Allow', Principal: { AWS: principal }, Action }] };
}

/** The policy that a repository of the example account has. */
function currentPolicy(name: string): unknown {
  const { regions }: ListedRegions = JSON.parse(readFileSync(ACME, 'utf8'));
  const all = regions.flatMap(({ repositories }) => repositories.value ?? []);
  const found = all.find(({ repositoryName }) => repositoryName === name);
  return found!.policy.value!;
}

interface ListedRegions {
  readonly regions: readonly { readonly repositories: { readonly value?: readonly Listed[] } }[];
}

interface Listed {
  readonly repositoryName: string;
  readonly policy: { readonly value?: unknown };
}
