// One remediation for all that a statement gives: what it changes, what it keeps, and what it leaves.
import { describe, expect, test } from 'vitest';
import { causesOf } from '../../lib/findings/causes/causes.ts';
import type { Finding } from '../../lib/model/finding.ts';
import { causeRemediations, type Remediation, type RemediationBounds, UNBOUNDED } from '../../lib/remediation/remediation.ts';
import { allow, judgedWorld, LOGIN, PULL, PUSH, policiesAfter, policyOf, roleArn, rule, type World } from './support/account.ts';

interface Remedied {
  readonly remediation: Remediation;
  readonly findings: readonly Finding[];
}

/** The remediation of the cause with the most findings, or of all causes. */
function remedied(world: World, rules: string, bounds: RemediationBounds = UNBOUNDED): readonly Remedied[] {
  const judged = judgedWorld(world, rules);
  const remediationOf = causeRemediations(judged, bounds);
  const causes = causesOf(judged.matrix.account, judged.findings);
  return causes.map((cause) => ({ remediation: remediationOf(cause), findings: cause.findings }));
}

function largest(all: readonly Remedied[]): Remedied {
  const [first] = all.toSorted((a, b) => b.findings.length - a.findings.length);
  if (!first) throw new Error('no cause');
  return first;
}

function endsAll({ remediation, findings }: Remedied): readonly [changes: number, leaves: number, findings: number] {
  if (remediation.kind === 'none') throw new Error(remediation.why);
  return [remediation.changes.length, remediation.leaves.length, findings.length];
}

const partners = ['arn:aws:iam::222222222222:role/a', 'arn:aws:iam::222222222222:role/b', 'arn:aws:iam::222222222222:role/c'];
const NOBODY = rule('**', 'forbid: [ { principals: [ external ], capabilities: [ admin ] } ]');
const shared = (...statements: readonly Readonly<Record<string, unknown>>[]): World => ({ repositories: { app: statements } });
const grant = (Principal: unknown, Action: unknown = PULL): Readonly<Record<string, unknown>> => ({ Effect: 'Allow', Principal, Action });

describe('a statement of a repository policy', () => {
  test('goes where nothing of it is expected, with one change for all whom it names', () => {
    const found = largest(remedied(shared(grant({ AWS: partners }, [...PULL, ...PUSH])), NOBODY));
    expect(endsAll(found)).toEqual([1, 0, found.findings.length]);
    expect(found.findings.length).toBeGreaterThanOrEqual(6);
    expect(policiesAfter(found.remediation)).toEqual({ app: null });
  });

  test('keeps those who are expected', () => {
    const rules = rule('**', allow(partners[1] ?? '', 'pull'));
    const found = largest(remedied(shared(grant({ AWS: partners })), rules));
    expect(endsAll(found)).toEqual([1, 0, 2]);
    expect(policiesAfter(found.remediation)).toEqual({ app: policyOf([grant({ AWS: [partners[1]] })]) });
  });

  test('keeps the actions that are expected of all of them', () => {
    const rules = rule('**', `allow: [ { principals: [ ${partners.map((each) => `"${each}"`).join(', ')} ], capabilities: [ pull ] } ]`);
    const found = largest(remedied(shared(grant({ AWS: partners }, [...PULL, 'ecr:PutImage'])), rules));
    expect(endsAll(found).slice(0, 2)).toEqual([1, 0]);
    expect(policiesAfter(found.remediation)).toEqual({ app: policyOf([grant({ AWS: partners }, PULL)]) });
  });

  test('is taken from everybody at once', () => {
    const found = largest(
      remedied(shared(grant('*', 'ecr:*')), rule('**', 'forbid: [ { principals: [ public ], capabilities: [ any ] } ]')),
    );
    expect(endsAll(found)).toEqual([1, 0, found.findings.length]);
    expect(policiesAfter(found.remediation)).toEqual({ app: null });
  });

  const same = { repositories: Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, [grant({ AWS: partners[0] })]])) };

  test('that stands in several policies changes all of them', () => {
    const found = largest(remedied(same, NOBODY));
    expect(endsAll(found)).toEqual([4, 0, 4]);
  });

  test('changes so many policies, and says what it leaves', () => {
    const found = largest(remedied(same, NOBODY, { ...UNBOUNDED, places: 3 }));
    expect(endsAll(found)).toEqual([3, 1, 4]);
    expect(found.remediation).toMatchObject({
      warnings: expect.arrayContaining([expect.stringMatching(/^ecrd-\w+ stays: more than 3 policies/)]),
    });
  });

  test('asks for its condition again, for all who had it under one', () => {
    const when = 'when: { StringEquals: { "aws:PrincipalTag/team": a } }';
    const names = partners.map((each) => `"${each}"`).join(', ');
    const found = largest(
      remedied(shared(grant({ AWS: partners })), rule('**', `allow: [ { principals: [ ${names} ], capabilities: [ pull ], ${when} } ]`)),
    );
    expect(endsAll(found)).toEqual([1, 0, 3]);
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'a' } };
    expect(policiesAfter(found.remediation)).toEqual({ app: policyOf([{ ...grant({ AWS: partners }), Condition }]) });
  });
});

describe('what is left of somebody who is gone, in the policies of several repositories', () => {
  const left = grant({ AWS: 'AROAAAAAAAAAAAAAAAAAA' });
  const world = { repositories: Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, [left]])) };

  test('goes from all of them', () => {
    expect(endsAll(largest(remedied(world, NOBODY)))).toEqual([4, 0, 4]);
  });

  test('goes from as many as one remediation changes', () => {
    const some = largest(remedied(world, NOBODY, { ...UNBOUNDED, places: 3 }));
    expect(endsAll(some)).toEqual([3, 1, 4]);
    expect(some.remediation).toMatchObject({
      warnings: expect.arrayContaining([expect.stringMatching(/^ecrd-\w+ stays: more than 3 policies/)]),
    });
  });
});

describe('a Deny that keeps the token away', () => {
  const others = { Effect: 'Deny', Action: 'ecr:*', NotResource: 'arn:aws:ecr:*:111111111111:repository/app' };
  const roles = (...statements: readonly Readonly<Record<string, unknown>>[]): World => ({
    repositories: { app: null },
    roles: ['a', 'b', 'c', 'd'].map((name) => ({
      name,
      inline: { own: [...statements, { Effect: 'Allow', Action: PULL, Resource: '*' }] },
    })),
  });

  test('is told by the statement that denies it', () => {
    const [first] = remedied(roles(others), NOBODY);
    expect(first?.findings).toHaveLength(4);
    expect(first?.remediation).toMatchObject({
      kind: 'none',
      why: expect.stringMatching(
        /^statement 0 of the inline policy own of role [a-d] denies ecr:GetAuthorizationToken: only a change there/,
      ),
    });
  });

  test('is left to the command where an audit has spent its work', () => {
    const { remediation } = largest(remedied(roles(others), NOBODY, { ...UNBOUNDED, work: 1 }));
    expect(remediation).toMatchObject({ kind: 'none', why: expect.stringContaining('ecr-drift fix ecrc-') });
  });
});

describe('a managed policy', () => {
  const roles = (arn: string): World['roles'] =>
    ['one', 'two', 'three'].map((name) => ({ name, inline: { login: [LOGIN] }, attached: [arn] }));
  const wide = [
    { Effect: 'Allow', Action: PULL, Resource: '*' },
    { Effect: 'Allow', Action: 'ec2:DescribeInstances', Resource: '*' },
  ];
  const OWN = 'arn:aws:iam::111111111111:policy/pullers';

  test('of the account is changed once where none of its holders should have it', () => {
    const found = largest(
      remedied(
        { roles: roles(OWN) ?? [], managed: { [OWN]: wide }, repositories: { app: null } },
        rule('**', allow(partners[0] ?? '', 'pull')),
      ),
    );
    expect(endsAll(found)).toEqual([1, 0, 3]);
    expect(policiesAfter(found.remediation)).toEqual({ [OWN]: policyOf(wide.slice(1)) });
  });

  test('of AWS is taken from each of them, and kept by whom it is meant for', () => {
    const arn = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly';
    const rules = rule('**', allow(roleArn('two'), 'pull'));
    const found = largest(remedied({ roles: roles(arn) ?? [], managed: { [arn]: wide.slice(0, 1) }, repositories: { app: null } }, rules));
    expect(endsAll(found)).toEqual([2, 0, 2]);
    const changes = found.remediation.kind === 'change' ? found.remediation.changes : [];
    expect(changes.map(({ target, name, principal }) => [target, name, principal]).sort()).toEqual([
      ['attachment', arn, roleArn('one')],
      ['attachment', arn, roleArn('three')],
    ]);
  });
});

describe('access that is missing', () => {
  test('is given back with one statement of the registry policy where it is replication (E15)', () => {
    const rules = rule('**', 'require: [ { principals: [ "account:222222222222" ], capabilities: [ replicate ] } ]');
    const all = remedied({ repositories: { app: null } }, rules);
    expect(all.map(endsAll)).toEqual([[1, 0, 1]]);
    expect(all[0]?.remediation).toMatchObject({
      changes: [{ target: 'registryPolicy', command: expect.stringContaining('put-registry-policy') }],
    });
  });

  test('of several principals is given back to each of them', () => {
    const names = partners.map((each) => `"${each}"`).join(', ');
    const all = remedied({ repositories: { app: null } }, rule('**', `require: [ { principals: [ ${names} ], capabilities: [ pull ] } ]`));
    const found = largest(all);
    expect(endsAll(found)).toEqual([1, 0, found.findings.length]);
  });
});

describe('the work of an audit', () => {
  test('is for the gravest causes; the others name the command that works them out', () => {
    const world = {
      repositories: { a: [grant({ AWS: partners[0] }, 'ecr:*')], b: [grant({ AWS: partners[1] })], c: [grant({ AWS: partners[2] })] },
    };
    const judged = judgedWorld(world, NOBODY);
    const causes = causesOf(judged.matrix.account, judged.findings);
    const remediationOf = causeRemediations(judged, { ...UNBOUNDED, work: 1_500 });
    const kinds = causes.map((cause) => {
      const remediation = remediationOf(cause);
      return remediation.kind === 'none' ? remediation.why : remediation.kind;
    });
    const [first, ...others] = kinds;
    expect(first).toBe('change');
    expect(others.at(-1)).toBe(`worked out for graver causes first: \`ecr-drift fix ${causes.at(-1)?.id}\` works out this one`);
  });

  test('does not reach to find the ways to more access of many anew', () => {
    const names = Array.from({ length: 30 }, (_, at) => `role-${at}`);
    const way = (name: string) => ({ Effect: 'Allow', Action: 'iam:PutRolePolicy', Resource: roleArn(name) });
    const pullers = 'arn:aws:iam::111111111111:policy/pullers';
    const world: World = {
      roles: names.map((name) => ({ name, inline: { own: [LOGIN, way(name)] }, attached: [pullers] })),
      managed: { [pullers]: [{ Effect: 'Allow', Action: PULL, Resource: '*' }] },
      repositories: { app: null },
    };
    const rules = rule('**', allow(partners[0] ?? '', 'pull'));
    const judged = judgedWorld(world, rules);
    const [cause] = causesOf(judged.matrix.account, judged.findings).toSorted((a, b) => b.findings.length - a.findings.length);
    const within = (work: number) => cause && causeRemediations(judged, { work, places: 2 })(cause);
    expect(within(4_000)).toMatchObject({ kind: 'change' });
    expect(within(3_500)).toMatchObject({
      kind: 'none',
      why: expect.stringContaining(`takes more than an audit spends: \`ecr-drift fix ${cause?.id}`),
    });
  });

  test('is the same for the same input', () => {
    const judged = judgedWorld({ repositories: { a: [grant('*', 'ecr:*')], b: [grant({ AWS: partners })] } }, NOBODY);
    const causes = causesOf(judged.matrix.account, judged.findings);
    const all = (): string => JSON.stringify(causes.map(causeRemediations(judged, { work: 400, places: 2 })));
    expect(all()).toBe(all());
  });
});
