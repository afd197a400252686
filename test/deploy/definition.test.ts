// The definitions of the state machines, walked with every way in which every function can end.
import { describe, expect, test } from 'vitest';
import { auditEvent, collectEvent, concludeEvent, MOST_CALLS, planEvent } from '../../functions/runtime/events.ts';
import { type Audit, auditAccountBy, auditBy, type FunctionName, type Invoke } from '../support/states/audit.ts';
import { definition, statesOf } from '../support/states/definition.ts';
import { Failure } from '../support/states/machine.ts';

const RUN = 'a3c0f6e2-5a0b-4c53-9a9e-1d7c2f1a0b11';
const [FIRST, SECOND] = ['111111111111', '222222222222'] as const;
const REGIONS = ['eu-west-1', 'us-east-1'];
const key = (account: string, part: string) => `runs/${RUN}/${account}/${part}.json.gz`;

interface Call {
  readonly name: FunctionName;
  /** As the function's own schema reads it. */
  readonly event: Readonly<Record<string, unknown>>;
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/** What stands for a function where it is not undefined; a Failure is thrown. */
type Answer = (call: Call) => unknown;

const SCHEMAS = { plan: planEvent, collect: collectEvent, audit: auditEvent, conclude: concludeEvent } as const;

/** Functions that find nothing wrong, but for what `differently` answers; an event that a function would refuse fails the walk. */
function functions(differently: Answer): Invoke {
  return async (name, payload) => {
    const event: Record<string, unknown> = SCHEMAS[name].parse(payload);
    const call = { name, event, account: text(event['account']), region: text(event['region']) };
    const answer = differently(call) ?? healthy(call);
    if (answer instanceof Failure) throw answer;
    return answer;
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function healthy({ name, event, account = '', region }: Call): unknown {
  switch (name) {
    case 'plan':
      return 'input' in event ? { run: RUN, mode: 'audit', executions: RUN, accounts: [FIRST, SECOND] } : target(account);
    case 'collect':
      return region === undefined ? read(account, 'identity') : { region, ...read(account, region) };
    case 'audit':
      return { outcome: 'judged', unread: '' };
    case 'conclude':
      return { cause: '1 of 2 accounts was not audited' };
  }
}

const read = (account: string, part: string) => ({ status: 'read', key: key(account, part) });

function target(account: string, more: object = {}): object {
  const role = account === FIRST ? null : `arn:aws:iam::${account}:role/reader`;
  const at = { partition: 'aws', role, startedAt: '2026-11-21T20:00:00.000Z', regions: REGIONS, regionsUnread: null };
  return { run: RUN, mode: 'audit', account, ...at, ...more };
}

const REFUSAL = { code: 'AccessDenied', message: 'cannot assume the role', api: 'sts:AssumeRole' };

/** How a task fails that is a function: it throws, Lambda ends it, Lambda does not start it, Step Functions gives up. */
const FAILURES = [
  new Failure('AuditError', '{"errorType":"AuditError","errorMessage":"no","trace":[]}'),
  new Failure('Sandbox.Timedout', '{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out after 600.00 seconds"}'),
  new Failure('Lambda.TooManyRequestsException', 'Rate Exceeded. (Service: Lambda, Status Code: 429)'),
  // The one that has no cause.
  new Failure('States.Timeout'),
];

interface Way {
  readonly of: FunctionName;
  readonly about: string;
  readonly answer: unknown;
  readonly when: (call: Call) => boolean;
}

const whole = ({ event }: Call) => 'input' in event;
const second = ({ account, region }: Call) => account === SECOND && region === undefined;
const identity = ({ event, account }: Call) => event['part'] === 'identity' && account === SECOND;
const oneRegion = ({ account, region }: Call) => account === SECOND && region === REGIONS[0];

const ANSWERS: readonly Way[] = [
  { of: 'plan', about: 'has no regions', answer: target(SECOND, { regions: [], regionsUnread: REFUSAL }), when: second },
  { of: 'plan', about: 'has one region', answer: target(SECOND, { regions: ['eu-west-1'], regionsUnread: REFUSAL }), when: second },
  { of: 'collect', about: 'is not let in for identities', answer: { status: 'failed', ...REFUSAL }, when: identity },
  { of: 'collect', about: 'is not let in for a region', answer: { region: REGIONS[0], status: 'failed', ...REFUSAL }, when: oneRegion },
  ...['frozen', 'reported'].map((outcome) => ({
    of: 'audit' as const,
    about: `says ${outcome}`,
    answer: { outcome, unread: '1 part not read' },
    when: second,
  })),
];

const PLACES = [
  { of: 'plan', about: 'all', when: whole },
  { of: 'plan', about: 'one account', when: second },
  { of: 'collect', about: 'identities', when: identity },
  { of: 'collect', about: 'a region', when: oneRegion },
  { of: 'audit', about: 'one account', when: second },
  { of: 'conclude', about: 'all', when: () => true },
] as const;

const WAYS: readonly Way[] = [
  ...ANSWERS,
  ...PLACES.flatMap((place) => FAILURES.map((answer) => ({ ...place, about: `fails on ${place.about} with ${answer.error}`, answer }))),
];

const started = { name: RUN, input: { mode: 'audit' } };
const audit = (differently: Answer) => auditBy(functions(differently), started);

const SCOPE = key(SECOND, 'scope');
const isScoped = ({ event }: Call) => event['part'] === 'scope' || 'reread' in event || event['scope'] === SCOPE;
const reread = { key: key(SECOND, 'reread'), failed: 0 };

/** What becomes of a run that an event started. */
const SCOPED_WAYS: readonly Way[] = [
  ...[{ status: 'read', ...reread }, { status: 'unchanged', ...reread }, { status: 'no-basis' }, { status: 'failed', ...REFUSAL }].map(
    (answer) => ({
      of: 'collect' as const,
      about: `says ${answer.status}`,
      answer,
      when: isScoped,
    }),
  ),
  ...(['plan', 'collect', 'audit'] as const).flatMap((of) =>
    FAILURES.map((answer) => ({ of, about: `fails with ${answer.error}`, answer, when: isScoped })),
  ),
];

const audited = (differently: Answer) =>
  auditAccountBy(
    functions((call) => differently(call) ?? (call.name === 'plan' ? target(SECOND, { scope: SCOPE, regions: [] }) : scopedHealth(call))),
    { name: RUN, input: { run: RUN, mode: 'audit', account: SECOND, scope: SCOPE } },
  );

const scopedHealth = ({ name }: Call) => (name === 'collect' ? { status: 'unchanged', ...reread } : undefined);

/** The way, and for `conclude`, which is only asked then, an audit that failed. */
const taking =
  (...ways: readonly Way[]): Answer =>
  (call) => {
    const way = ways.find(({ of, when }) => of === call.name && when(call));
    if (way) return way.answer;
    return ways.some(({ of }) => of === 'conclude') && call.name === 'audit' && second(call) ? FAILURES[0] : undefined;
  };

function endsIn({ end, accounts }: Audit): readonly string[] {
  return [end, ...accounts.map((each) => each.end)].map((each) => (each.status === 'FAILED' ? each.error : each.status));
}

describe('whatever a function answers or however it fails', () => {
  test.each(WAYS.map((way) => [`${way.of} ${way.about}`, way] as const))(
    '%s: no path leads nowhere, and the other account is audited',
    async (_, way) => {
      const ran = await audit(taking(way));
      expect(endsIn(ran)).not.toContain('States.Runtime');
      if (way.of === 'plan' && way.about.includes('on all')) return expect(endsIn(ran)).toEqual(['NothingPlanned']);
      const first = ran.accounts.find(({ name }) => name === `${RUN}-${FIRST}`);
      expect(first?.end).toEqual({ status: 'SUCCEEDED', output: { account: FIRST, outcome: 'judged', unread: '' } });
    },
  );

  test.each(SCOPED_WAYS.map((way) => [`${way.of} ${way.about}`, way] as const))(
    'in a run that an event started: %s: no path leads nowhere',
    async (_, way) => {
      const { end } = await audited(taking(way));
      if (way.answer instanceof Failure) expect(end).toMatchObject({ status: 'FAILED', error: FAILED_BY[way.of] });
      else expect(end).toEqual({ status: 'SUCCEEDED', output: { account: SECOND, outcome: 'judged', unread: '' } });
    },
  );

  test('any two at once: no path leads nowhere', async () => {
    for (const [index, one] of WAYS.entries())
      for (const other of WAYS.slice(index + 1)) expect(endsIn(await audit(taking(one, other)))).not.toContain('States.Runtime');
  });

  test('together they reach every state', async () => {
    const visited = { whole: new Set<string>(), account: new Set<string>() };
    for (const way of WAYS) {
      const { history, accounts } = await audit(taking(way));
      for (const name of history.visited) visited.whole.add(name);
      for (const account of accounts) for (const name of account.history.visited) visited.account.add(name);
    }
    for (const way of SCOPED_WAYS) for (const name of (await audited(taking(way))).history.visited) visited.account.add(name);
    expect([...visited.whole].sort()).toEqual(namesIn('definition.yml'));
    expect([...visited.account].sort()).toEqual(namesIn('account-definition.yml'));
  });
});

const FAILED_BY: Readonly<Record<string, string>> = { plan: 'NotPlanned', collect: 'NotReadAgain', audit: 'NotAudited' };

function namesIn(file: string): readonly string[] {
  return statesOf(definition(file))
    .map(([name]) => name)
    .sort();
}

describe('an execution', () => {
  test('in which an account lets nobody in audits it with what is known, and succeeds', async () => {
    const seen: unknown[] = [];
    const refused = taking(
      ...ANSWERS.filter(({ of, about }) => about === 'has no regions' || (of === 'collect' && about.includes('identities'))),
    );
    const ran = await audit((call) => {
      if (call.name === 'audit' && call.account === SECOND) seen.push(call.event);
      return refused(call);
    });
    expect(seen).toMatchObject([{ regionsUnread: REFUSAL, parts: { identity: { status: 'failed', ...REFUSAL }, regions: [] } }]);
    expect(ran.end.status).toBe('SUCCEEDED');
  });

  test('hands the part of a collector that failed on with the error, and nothing else of it', async () => {
    const seen: unknown[] = [];
    const timedOut = taking({ of: 'collect', about: '', answer: FAILURES[1], when: oneRegion });
    await audit((call) => {
      if (call.name === 'audit' && call.account === SECOND) seen.push(call.event['parts']);
      return timedOut(call);
    });
    expect(seen).toEqual([
      {
        identity: read(SECOND, 'identity'),
        regions: [
          { region: 'eu-west-1', status: 'failed', code: 'Sandbox.Timedout' },
          { region: 'us-east-1', ...read(SECOND, 'us-east-1') },
        ],
      },
    ]);
  });

  test('calls a collector again until it has read the region, with what it answered before', async () => {
    const asked: unknown[] = [];
    await audit(({ name, account, region, event }) => {
      if (name !== 'collect' || region !== REGIONS[0] || account !== FIRST) return undefined;
      asked.push(event['reading']);
      return asked.length < 3 ? { region, ...again(asked.length) } : undefined;
    });
    expect(asked).toEqual([{ status: 'again', calls: 0, left: -1 }, again(1), again(2)]);
  });

  test('fails with what became of each account where one was not audited, and says why', async () => {
    const asked: unknown[] = [];
    const { end, accounts } = await audit((call) => {
      if (call.name === 'conclude') asked.push(call.event);
      return taking({ of: 'audit', about: '', answer: FAILURES[0], when: second })(call);
    });
    const [first, other] = [
      { account: FIRST, outcome: 'judged' },
      { account: SECOND, outcome: 'failed', error: 'States.TaskFailed' },
    ];
    expect(asked).toEqual([{ executions: RUN, results: [first, other] }]);
    expect(end).toEqual({ status: 'FAILED', error: 'NotAllAudited', cause: '1 of 2 accounts was not audited' });
    expect(accounts.find(({ name }) => name === `${RUN}-${SECOND}`)?.end).toEqual({
      status: 'FAILED',
      error: 'NotAudited',
      cause: JSON.stringify({ Error: FAILURES[0]?.error, Cause: FAILURES[0]?.cause }),
    });
  });

  test('whose cause cannot be found fails all the same, and says where to look', async () => {
    const { end } = await audit(taking({ of: 'conclude', about: '', answer: FAILURES[3], when: () => true }));
    expect(end).toMatchObject({
      error: 'NotAllAudited',
      cause: expect.stringContaining(`(States.Timeout); see the executions whose names begin with ${RUN}-`),
    });
  });
});

const again = (calls: number) => ({ status: 'again', key: key(FIRST, `${REGIONS[0]}.cursor`), calls, left: MOST_CALLS - calls });
