// The roles of the template, compared with the calls that the code makes.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { APIS, PERMISSIONS } from '../../../lib/aws/api/permissions.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../../scripts/functions.ts';
import { actionsCalledBy } from './calls.ts';
import type { Packaged, Resource } from './packaged.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const TRACE = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

/** What a function needs beside the calls in its own code, and why. */
const BESIDE: Readonly<Record<FunctionName, readonly string[]>> = {
  plan: [],
  // S3 answers "denied" instead of "absent" without it.
  collect: ['s3:ListBucket'],
  // S3 answers "denied" instead of "absent" without the first; SNS asks for the others, because the topics have a key of their own.
  audit: ['s3:ListBucket', 'kms:Decrypt', 'kms:GenerateDataKey'],
  conclude: [],
  // Lambda takes the messages of the queue in the name of the function.
  react: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  // The last: S3 asks for it where the baseline is encrypted with a key of the customer.
  report: ['s3:ListBucket', 'kms:Decrypt'],
  // Lambda puts what could not be posted into the queue in the name of the function; the secret may be under a key of the customer.
  slack: ['sqs:SendMessage', 'kms:Decrypt'],
  watch: ['s3:ListBucket'],
};

/** What has to be true of the roles of a template that was packed with everything switched on. */
export function rolesFit(resources: Packaged['resources']): void {
  describe.each(FUNCTION_NAMES)('the role of %s', (name) => {
    test('allows the calls that its code makes, and no other', async () => {
      const called = await actionsCalledBy(name);
      const expected = [...called, ...BESIDE[name], ...LOG, ...TRACE];
      expect(actionsOf(statementsOf(resources, name))).toEqual([...new Set(expected)].sort());
    });

    test('is about everything only where AWS knows no narrower resource', () => {
      const wide = statementsOf(resources, name).filter(({ Resource: resource }) => resource === '*');
      const reads = new Set<string>([...APIS.flatMap((api) => PERMISSIONS[api].action ?? []), ...TRACE]);
      expect(actionsOf(wide).filter((action) => !reads.has(action))).toEqual([]);
    });

    test('writes nothing that it reads about', () => {
      const writes = actionsOf(statementsOf(resources, name)).filter((action) =>
        /^(ecr|iam|organizations|account|ec2|tag):(?!Describe|Get|List)/.test(action),
      );
      expect(writes).toEqual([]);
    });

    test('is worn by that function alone', () => {
      const role = { 'Fn::GetAtt': [roleName(name), 'Arn'] };
      const wearers = Object.entries(resources).filter(
        ([, { Type, Properties }]) => Type === 'AWS::Lambda::Function' && isSame(Properties['Role'], role),
      );
      expect(wearers.map(([id]) => id)).toEqual([`${capital(name)}LambdaFunction`]);
    });
  });

  test('versions are listed of states alone', () => {
    const listing = FUNCTION_NAMES.flatMap((name) => statementsOf(resources, name)).filter(
      ({ Action: action }) => action === 's3:ListBucketVersions',
    );
    expect(listing.map(({ Condition: condition }) => condition)).toEqual(Array(3).fill({ StringLike: { 's3:prefix': 'state/*' } }));
  });

  test('the role for other accounts allows what a scan reads, and no more but to look up writes where that is wanted', () => {
    const text = readFileSync(new URL('../../../serverless/reader-role.yml', import.meta.url), 'utf8');
    const template = parse(text, {
      customTags: [reference('!Ref'), reference('!Sub'), reference('!GetAtt'), choice('!If'), choice('!Equals')],
    });
    const [{ PolicyDocument: document }] = template.Resources.ReaderRole.Properties.Policies;
    const read = APIS.filter((api) => PERMISSIONS[api].need !== 'who').flatMap((api) => PERMISSIONS[api].action ?? []);
    const isChoice = (statement: unknown) => Array.isArray(statement);
    expect(actionsOf(document.Statement.filter((each: unknown) => !isChoice(each)))).toEqual([...new Set(read)].sort());
    expect(document.Statement.filter(isChoice)).toEqual([
      ['HasLookup', { Sid: 'LookUpWrites', Effect: 'Allow', Action: 'cloudtrail:LookupEvents', Resource: '*' }, 'AWS::NoValue'],
    ]);
    expect(template.Conditions).toEqual({ HasLookup: ['Attribution', 'lookup'] });
  });

  test('the state machine of an account reaches only the functions of its definition', () => {
    expect(statementsIn(resources['AccountStateMachineRole']!)).toEqual([invoking('Plan', 'Collect', 'Audit')]);
  });

  test('the state machine that starts them reaches its two functions, and the executions that it starts and waits for', () => {
    const executions = {
      'Fn::Sub': expect.stringMatching(/^arn:\$\{AWS::Partition\}:states:\$\{AWS::Region\}:\$\{AWS::AccountId\}:execution:.+-account:\*$/),
    };
    expect(statementsIn(resources['StateMachineRole']!)).toEqual([
      { Sid: 'Invoke', ...invoking('Plan', 'Conclude') },
      { Sid: 'Start', Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: 'AccountStateMachine' } },
      { Sid: 'Wait', Effect: 'Allow', Action: ['states:DescribeExecution', 'states:StopExecution'], Resource: executions },
      {
        Sid: 'HearOfTheEnd',
        Effect: 'Allow',
        Action: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
        Resource: { 'Fn::Sub': expect.stringMatching(/:rule\/StepFunctionsGetEventsForStepFunctionsExecutionRule$/) },
      },
    ]);
  });
}

function invoking(...names: readonly string[]) {
  const functions = names.map((name) => ({ 'Fn::GetAtt': [`${name}LambdaFunction`, 'Arn'] }));
  return { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functions };
}

/** The statement with that Sid of a role. */
export function statementOf(role: Resource, sid: string): unknown {
  return statementsIn(role).find(({ Sid }) => Sid === sid);
}

function statementsOf(resources: Packaged['resources'], name: FunctionName): readonly Statement[] {
  return statementsIn(resources[roleName(name)]!);
}

function statementsIn({ Properties }: Resource): readonly Statement[] {
  // INVARIANT: the template is ours, and its linter has seen it.
  const policies = Properties['Policies'] as readonly {
    readonly PolicyDocument: { readonly Statement: readonly Record<string, unknown>[] };
  }[];
  return policies.flatMap(({ PolicyDocument: { Statement: list } }) => list.map(unconditional));
}

/** A statement that stands only under a condition of the template, as it stands then. */
function unconditional(statement: Readonly<Record<string, unknown>>): Statement {
  const [, then] = (statement['Fn::If'] as readonly unknown[] | undefined) ?? [];
  return (then ?? statement) as Statement;
}

function actionsOf(statements: readonly Statement[]): readonly string[] {
  return [...new Set(statements.flatMap(({ Action: action }) => action))].sort();
}

function roleName(name: FunctionName): string {
  return `${capital(name)}Role`;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A list behind a tag, as it stands. */
function choice(tag: string) {
  return { tag, collection: 'seq' as const };
}

function reference(tag: string) {
  return { tag, resolve: (text: string) => text };
}
