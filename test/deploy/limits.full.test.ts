// What AWS limits, counted for a thousand accounts of 34 regions: nothing here is timed.
import { afterAll, describe, expect, test } from 'vitest';
import { MOST_CALLS } from '../../functions/runtime/events.ts';
import { knownRegions } from '../../lib/model/regions.ts';
import { DERIVED } from '../../serverless/derived.ts';
import { auditBy, type Invoke } from '../support/states/audit.ts';
import { definition, statesOf } from '../support/states/definition.ts';
import { Failure } from '../support/states/machine.ts';
import { packaged, type Resource } from './support/packaged.ts';

const MOST_EVENTS = 25_000;
const MOST_PAYLOAD = 262_144;
const MOST_ENVIRONMENT = 4_096;
const MOST_POLICY = 10_240;

const ACCOUNTS = Array.from({ length: 1_000 }, (_, index) => String(100_000_000_000 + index));
const REGIONS = knownRegions('aws');
/** The longest name of an execution that `plan` leaves. */
const EXECUTIONS = 'e'.repeat(67);
const ROLE = 'r'.repeat(512);

/** The template with everything as long as it may be. */
const template = await packaged({
  accounts: ['this', ...ACCOUNTS].join(','),
  regions: REGIONS.join(','),
  readerRole: 'r'.repeat(64),
  externalId: 'x'.repeat(1_224),
  baseline: `s3://${'b'.repeat(63)}/${'k'.repeat(900)}`,
  slackWebhook: `secretsmanager:${'s'.repeat(200)}`,
  chat: 'on',
  tracing: 'on',
});
afterAll(template.remove);

test('the table of regions has the 34 that are counted with', () => {
  expect(REGIONS).toHaveLength(34);
});

describe('an audit of a thousand accounts', () => {
  test.each(['judged', 'failed'] as const)(
    'that were all %s stays within the history and the payloads of one execution',
    async (outcome) => {
      const { end, history, accounts } = await auditBy(small(outcome), { name: EXECUTIONS, input: { mode: 'audit' } });
      expect(end.status).toBe(outcome === 'judged' ? 'SUCCEEDED' : 'FAILED');
      expect(accounts).toHaveLength(ACCOUNTS.length);
      expect(history.events).toBeLessThan(MOST_EVENTS);
      expect(history.bytes).toBeLessThan(MOST_PAYLOAD);
    },
  );

  test('stays so for twice as many, which is what the guide promises', async () => {
    const { history } = await auditBy(small('failed', [...ACCOUNTS, ...ACCOUNTS]), { name: EXECUTIONS, input: {} });
    expect(history.events).toBeLessThan(MOST_EVENTS);
    expect(history.bytes).toBeLessThan(MOST_PAYLOAD);
  });

  test('has names that Step Functions takes', async () => {
    const { accounts } = await auditBy(small('judged'), { name: EXECUTIONS, input: {} });
    for (const { name } of accounts) expect(name).toMatch(/^[\w-]{1,80}$/);
  });
});

/** Accounts of no region, of which `plan` fails where they are to fail. */
function small(outcome: 'judged' | 'failed', accounts = ACCOUNTS): Invoke {
  return async (name, payload) => {
    if (name === 'plan' && isWhole(payload)) return { run: EXECUTIONS, mode: 'audit', executions: EXECUTIONS, accounts };
    if (name === 'plan' && outcome === 'failed') throw new Failure('Error', 'x'.repeat(30_000));
    if (name === 'plan') return target(payload, []);
    return name === 'audit' ? { outcome, unread: 'x'.repeat(150) } : { cause: '', status: 'read', key: 'runs/x' };
  };
}

function isWhole(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'input' in payload;
}

function target(payload: unknown, regions: readonly string[]): object {
  return { ...(payload as object), partition: 'aws', role: `arn:aws:iam::1:role/${ROLE}`, startedAt: '', regions, regionsUnread: null };
}

describe('the execution of an account of 34 regions', () => {
  test('whose every call fails as often as it is retried, and whose every region takes twenty, stays within its history', async () => {
    const { accounts } = await auditBy(stubborn(REGIONS), { name: EXECUTIONS, input: {} });
    const [account] = accounts;
    expect(account?.end.status).toBe('SUCCEEDED');
    expect(account?.history.events).toBeGreaterThan(12_000);
    expect(account?.history.events).toBeLessThan(MOST_EVENTS);
    expect(account?.history.bytes).toBeLessThan(MOST_PAYLOAD);
  });

  test('stays so for the 60 regions that the guide promises', async () => {
    const { accounts } = await auditBy(stubborn(Array.from({ length: 60 }, (_, index) => `xx-new-${index}`)), {
      name: EXECUTIONS,
      input: {},
    });
    expect(accounts[0]?.history.events).toBeLessThan(MOST_EVENTS);
  });

  test('whose collectors all failed hands on what fits', async () => {
    const { accounts } = await auditBy(
      async (name, payload) => {
        if (name === 'collect') throw new Failure('E'.repeat(256), 'x'.repeat(30_000));
        if (name === 'plan') return isWhole(payload) ? alone() : target(payload, REGIONS);
        return { outcome: 'judged', unread: '' };
      },
      { name: EXECUTIONS, input: {} },
    );
    expect(accounts[0]?.end.status).toBe('SUCCEEDED');
  });
});

const alone = () => ({ run: EXECUTIONS, mode: 'audit', executions: EXECUTIONS, accounts: ACCOUNTS.slice(0, 1) });

/** One account, of which every call is answered only when no retry would be left. */
function stubborn(regions: readonly string[]): Invoke {
  const failures = new Map<string, number>();
  const retries = ['States.Timeout', 'Error', 'Error', 'Error'];
  return async (name, payload) => {
    if (isWhole(payload)) return alone();
    const call = `${name} ${JSON.stringify(payload)}`;
    const failed = failures.get(call) ?? 0;
    failures.set(call, failed + 1);
    const error = retries[failed];
    if (error !== undefined) throw new Failure(error);
    if (name === 'plan') return target(payload, regions);
    return name === 'audit' ? { outcome: 'judged', unread: '' } : collected(payload);
  };
}

function collected(payload: unknown): object {
  const { region, reading } = payload as { readonly region?: string; readonly reading?: { readonly calls: number } };
  const key = `runs/${EXECUTIONS}/${ACCOUNTS[0]}/${region}.json.gz`;
  const calls = (reading?.calls ?? MOST_CALLS) + 1;
  return calls >= MOST_CALLS ? { region, status: 'read', key } : { region, status: 'again', key, calls, left: 10_000 - calls };
}

test('every task ends long before its execution does, and after its function', () => {
  for (const file of ['definition.yml', 'account-definition.yml']) {
    const machine = definition(file);
    for (const [name, state] of statesOf(machine)) {
      if (state.Type !== 'Task' || state.Resource !== 'invoke') continue;
      const function_ = String(state.Parameters['FunctionName']);
      const seconds = Number(propertiesOf(`${capital(function_)}LambdaFunction`)['Timeout']);
      expect({ name, seconds: state.TimeoutSeconds }).toEqual({ name, seconds: expect.any(Number) });
      expect(state.TimeoutSeconds).toBeGreaterThan(seconds);
      expect(state.TimeoutSeconds).toBeLessThan(machine.TimeoutSeconds / 10);
    }
  }
});

describe('a deployment for a thousand accounts', () => {
  const functions = Object.entries(template.resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
  test.each(functions.map(([id]) => id))('has an environment for %s that Lambda takes', (id) => {
    const { Variables: variables = {} } = (propertiesOf(id)['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
    expect(Buffer.byteLength(JSON.stringify(resolved(variables)))).toBeLessThan(MOST_ENVIRONMENT);
  });

  const roles = Object.entries(template.resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
  test.each(roles.map(([id, resource]) => [id, resource] as const))('has inline policies for %s that IAM takes', (_, role) => {
    expect(inlineOf(role)).toBeLessThan(MOST_POLICY);
  });

  test.each([1, 40, 60, 80, 100, 1_000])(
    'names the reader roles of %d accounts, or that role in any account, within what IAM takes',
    async (count) => {
      const arns = await DERIVED['readerRoles']?.(async (name) =>
        name === 'accounts' ? ['this', ...ACCOUNTS.slice(0, count)].join(',') : 'ecr-drift-reader',
      );
      expect(inlineOf(template.resources['ReportRole']!) + text(arns).length).toBeLessThan(MOST_POLICY);
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of CloudFormation.
      const anywhere = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::*:role/ecr-drift-reader' };
      expect(arns).toEqual(
        count > 60 ? [anywhere] : ACCOUNTS.slice(0, count).map((account) => ({ 'Fn::Sub': anywhere['Fn::Sub'].replace('*', account) })),
      );
    },
  );

  test('has definitions that CloudFormation and Step Functions take', () => {
    for (const id of ['StateMachine', 'AccountStateMachine']) expect(text(propertiesOf(id)['Definition']).length).toBeLessThan(100_000);
  });
});

/** Characters of all inline policies, as IAM counts them: without blanks. */
function inlineOf({ Properties: properties }: Resource): number {
  const policies = properties['Policies'] as readonly { readonly PolicyDocument: unknown }[];
  return policies.reduce((sum, { PolicyDocument: document }) => sum + text(resolved(document)).replace(/\s/g, '').length, 0);
}

/** Longer than any ARN, name or bucket of the deployment. */
const NAME = 'n'.repeat(140);

/** What a template is when it is deployed, where references and pseudo parameters are long. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, given] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0 && (key === 'Ref' || key === 'Fn::GetAtt')) return NAME;
  if (others.length === 0 && key === 'Fn::If') return resolved((given as readonly unknown[])[1]);
  if (others.length === 0 && key === 'Fn::Sub')
    return String(given)
      .replace(/\$\{AWS::\w+\}/g, 'ap-southeast-1')
      .replace(/\$\{[\w.]+\}/g, NAME);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolved(each)]));
}

function propertiesOf(id: string): Resource['Properties'] {
  return template.resources[id]?.Properties ?? {};
}

function text(value: unknown): string {
  return JSON.stringify(value);
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
