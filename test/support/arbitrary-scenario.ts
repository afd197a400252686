// Scenarios (docs/formats.md#scenario) out of small alphabets, so that policies, principals and conditions meet.
import fc from 'fast-check';
import type { Gate, Request, Scenario } from '../oracle/world.ts';
import { alikeConditions, arbitraryCondition, arbitraryContext, type ConditionJson, isUnsettled } from './arbitrary-condition.ts';

const A = '111111111111';
const B = '222222222222';
const ECR = `arn:aws:ecr:us-east-1:${A}:repository`;

export interface StatementJson {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: PrincipalJson;
  readonly NotPrincipal?: PrincipalJson;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: ConditionJson;
}
type PrincipalJson = '*' | Readonly<Record<string, string | readonly string[]>>;

export interface PolicyJson {
  readonly Version?: '2012-10-17' | '2008-10-17';
  readonly Statement: readonly StatementJson[];
}

/** A scenario whose every layer is read; what is unknown, a property takes away by itself. */
export interface CompleteScenario extends Scenario {
  readonly identityPolicies?: readonly PolicyJson[];
  readonly permissionsBoundary?: PolicyJson;
  readonly sessionPolicy?: readonly PolicyJson[];
  readonly resourcePolicies?: readonly PolicyJson[];
  readonly serviceControlPolicies?: readonly (readonly PolicyJson[])[];
  readonly resourceControlPolicies?: readonly (readonly PolicyJson[])[];
}

const CALLERS: fc.Arbitrary<Pick<Request, 'principal' | 'issuer'>> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ principal: `arn:aws:iam::${A}:user/alice` }) },
  { weight: 6, arbitrary: fc.constantFrom('s1', 's2').map((name) => ({ principal: `arn:aws:sts::${A}:assumed-role/dev/${name}` })) },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Pick<Request, 'principal' | 'issuer'>>(
      { principal: `arn:aws:iam::${A}:user/team/alice` },
      { principal: `arn:aws:iam::${A}:root` },
      { principal: `arn:aws:iam::${B}:root` },
      { principal: `arn:aws:iam::${B}:user/bob` },
      { principal: `arn:aws:iam::${B}:user/bob` },
      { principal: `arn:aws:sts::${B}:assumed-role/ci/x` },
      { principal: `arn:aws:sts::${A}:federated-user/alice` },
      { principal: `arn:aws:sts::${A}:assumed-role/dev/s1`, issuer: `arn:aws:iam::${A}:role/team/dev` },
      { principal: `arn:aws:sts::${A}:assumed-role/linked/s1`, issuer: `arn:aws:iam::${A}:role/aws-service-role/ecr.amazonaws.com/linked` },
      { principal: 'codebuild.amazonaws.com' },
    ),
  },
);

const TARGETS: fc.Arbitrary<Pick<Request, 'action' | 'resource' | 'resourceAccount'>> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('ecr:BatchGetImage', 'ECR:putimage').map((action) => ({ action, resource: `${ECR}/team/app` })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Pick<Request, 'action' | 'resource' | 'resourceAccount'>>(
      { action: 'ecr:BatchGetImage', resource: `${ECR}/alice/app` },
      { action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/a:b', resourceAccount: A },
      { action: 'ecr:GetAuthorizationToken', resource: '*', resourceAccount: A },
      { action: 'ecr:GetAuthorizationToken', resource: `${ECR}/team/app` },
    ),
  },
);

const ACTIONS = ['*', '*', '*', 'ecr:*', 'ecr:*', 'ecr:BatchGetImage', 'ecr:batch*', 'ECR:???Image', 'ecr:Get*', 's3:*'];
const RESOURCES = [
  ...['*', '*', '*', '*', `${ECR}/team/app`, `${ECR}/team/*`, `${ECR}/*`, 'arn:*:ecr:*:*:repository/*'],
  ...[`arn:aws:ecr:us-?ast-1:${A}:repository/tea?/app`, 'arn:aws:ecr', 'arn:*/app', 'arn:aws:s3:::bucket/*', 'arn:aws:s3:*b'],
  ...[`${ECR}/\${aws:username}/*`, `${ECR}/\${aws:PrincipalTag/team, 'team'}/*`, `${ECR}/\${aws:principaltag/Team}/app`],
];
const COMPLETE_RESOURCES = RESOURCES.filter((text) => text === '*' || text.split(':').length > 5);
const NAMES = [
  ...[
    '*',
    `arn:aws:iam::${A}:role/dev`,
    `arn:aws:iam::${A}:role/dev`,
    A,
    `arn:aws:iam::${A}:root`,
    B,
    `arn:aws:iam::${B}:root`,
    `arn:aws:iam::${A}:user/alice`,
    `arn:aws:iam::${A}:role/dev`,
  ],
  ...[`arn:aws:sts::${A}:assumed-role/dev/s1`, `arn:aws:sts::${A}:federated-user/alice`, `arn:aws:iam::${B}:user/bob`],
  ...[`arn:aws:sts::${B}:assumed-role/ci/x`, `arn:aws:iam::${B}:role/ci`, `arn:aws:iam::${A}:role/team/dev`, `arn:aws:iam::${A}:user/*`],
  ...[`arn:aws-cn:iam::${A}:root`, `arn:aws:iam::${A}:group/devs`, 'AIDAGONE', `arn:aws:iam::${A}:user/Alice`],
];
// A48: the chains that exempt somebody from a Deny with NotPrincipal, and the same with a link missing.
const CHAINS = [
  [A, `arn:aws:iam::${A}:user/alice`],
  [A, `arn:aws:iam::${A}:role/dev`, `arn:aws:sts::${A}:assumed-role/dev/s1`],
  [`arn:aws:iam::${A}:root`, `arn:aws:iam::${A}:user/alice`, `arn:aws:sts::${A}:federated-user/alice`],
  [B, `arn:aws:iam::${B}:user/bob`],
  [`arn:aws:iam::${A}:role/dev`, `arn:aws:sts::${A}:assumed-role/dev/s1`],
];

/** One, as a single value or as a list, or several; rarely an empty list. */
function oneOrMany(values: readonly string[]): fc.Arbitrary<string | readonly string[]> {
  const value = fc.constantFrom(...values);
  return fc.oneof(
    { weight: 10, arbitrary: value },
    { weight: 6, arbitrary: fc.array(value, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  );
}

const PRINCIPALS: fc.Arbitrary<PrincipalJson> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('*' as const) },
  { weight: 6, arbitrary: oneOrMany(NAMES).map((AWS) => ({ AWS })) },
  { weight: 2, arbitrary: fc.constantFrom(...CHAINS).map((AWS) => ({ AWS })) },
  { weight: 1, arbitrary: oneOrMany(['codebuild.amazonaws.com', 'lambda.amazonaws.com', '*']).map((Service) => ({ Service })) },
  { weight: 1, arbitrary: fc.tuple(oneOrMany(NAMES), oneOrMany(['x'])).map(([AWS, Federated]) => ({ AWS, Federated })) },
);

const RESOURCE_BASED: ReadonlySet<Gate> = new Set(['resource', 'rcp']);

type Elements = Partial<Omit<StatementJson, 'Effect'>>;

function either(name: 'Action' | 'Resource', values: readonly string[], negatable: boolean): fc.Arbitrary<Elements> {
  const plain = oneOrMany(values).map((written): Elements => ({ [name]: written }));
  const negated = oneOrMany(values).map((written): Elements => ({ [`Not${name}`]: written }));
  return negatable ? fc.oneof({ weight: 8, arbitrary: plain }, { weight: 1, arbitrary: negated }) : plain;
}

function resourceElement(gate: Gate): fc.Arbitrary<Elements> {
  const written = either('Resource', gate === 'session' ? COMPLETE_RESOURCES : RESOURCES, true);
  return gate === 'resource' ? fc.oneof({ weight: 1, arbitrary: written }, { weight: 1, arbitrary: fc.constant({}) }) : written;
}

function principalElement(gate: Gate): fc.Arbitrary<Elements> {
  if (!RESOURCE_BASED.has(gate)) return fc.constant({});
  const named = PRINCIPALS.map((Principal): Elements => ({ Principal }));
  if (gate === 'rcp') return named;
  return fc.oneof(
    { weight: 6, arbitrary: named },
    { weight: 1, arbitrary: PRINCIPALS.map((NotPrincipal): Elements => ({ NotPrincipal })) },
  );
}

/** A statement that AWS would store in a policy of `gate`. */
export function arbitraryStatement(gate: Gate, effect: fc.Arbitrary<'Allow' | 'Deny'> = EFFECT): fc.Arbitrary<StatementJson> {
  const condition = fc.oneof(
    { weight: 5, arbitrary: fc.constant<Elements>({}) },
    { weight: 2, arbitrary: arbitraryCondition().map((Condition): Elements => ({ Condition })) },
  );
  return fc
    .tuple(effect, principalElement(gate), either('Action', ACTIONS, gate !== 'rcp'), resourceElement(gate), condition)
    .map(([Effect, ...elements]) => Object.assign({ Effect }, ...elements) as StatementJson);
}

const EFFECT: fc.Arbitrary<'Allow' | 'Deny'> = fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny');
const EVERYTHING: StatementJson = { Effect: 'Allow', Action: '*', Resource: '*' };

export function arbitraryPolicy(gate: Gate): fc.Arbitrary<PolicyJson> {
  const statement = arbitraryStatement(gate);
  const lenient = RESOURCE_BASED.has(gate)
    ? statement
    : fc.oneof({ weight: 1, arbitrary: fc.constant(EVERYTHING) }, { weight: 3, arbitrary: statement });
  const version = fc.constantFrom<Elements | { Version: string }>(
    { Version: '2012-10-17' },
    { Version: '2012-10-17' },
    { Version: '2008-10-17' },
    {},
  );
  return fc
    .tuple(version, fc.array(lenient, { minLength: 1, maxLength: 3 }))
    .map(([head, Statement]) => ({ ...head, Statement }) as PolicyJson);
}

/** A layer, left out in `absent` of `absent` + 2 scenarios; leaving it out is the simplest that a counterexample can have. */
function layer<T>(key: string, value: fc.Arbitrary<T>, absent: number): fc.Arbitrary<object> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: absent, arbitrary: fc.constant({}) },
    { weight: 2, arbitrary: value.map((policies) => ({ [key]: policies })) },
  );
}

function list(gate: Gate, minLength = 0): fc.Arbitrary<readonly PolicyJson[]> {
  return fc.array(arbitraryPolicy(gate), { minLength, maxLength: 2 });
}

/**
 * What the documentation leaves open is left open by one effect only: the engine knows that it is the same question in an Allow
 * and in a Deny, the oracle takes each by itself.
 */
function isOpenOnce({ request, ...layers }: CompleteScenario): boolean {
  const open = statementsIn(layers).filter(({ Condition: condition = {} }) => isUnsettled(condition, request.context ?? {}));
  return new Set(open.map(({ Effect: effect }) => effect)).size < 2;
}

function statementsIn(value: unknown): readonly StatementJson[] {
  if (typeof value !== 'object' || value === null) return [];
  return 'Effect' in value ? [value as StatementJson] : Object.values(value).flatMap(statementsIn);
}

/** A world of which everything is known. */
export const arbitraryScenario: fc.Arbitrary<CompleteScenario> = fc
  .tuple(
    CALLERS,
    TARGETS,
    arbitraryContext,
    layer('identityPolicies', list('identity', 1), 1),
    layer('resourcePolicies', list('resource', 1), 1),
    layer('permissionsBoundary', arbitraryPolicy('boundary'), 3),
    layer('sessionPolicy', list('session', 1), 4),
    layer('serviceControlPolicies', fc.array(list('scp'), { minLength: 1, maxLength: 2 }), 7),
    layer('resourceControlPolicies', fc.array(list('rcp'), { minLength: 1, maxLength: 2 }), 9),
  )
  .map(
    ([caller, target, context, ...layers]): CompleteScenario => ({
      request: { ...caller, ...target, context },
      ...Object.assign({}, ...layers),
    }),
  )
  .filter(isOpenOnce);

/** Worlds in which conditions alone decide, and all of them ask about one kind of key. */
export const conditionalScenario: fc.Arbitrary<CompleteScenario> = fc
  .tuple(CALLERS, arbitraryContext, alikeConditions)
  .chain(([caller, context, conditions]) => {
    const statement = fc
      .tuple(fc.constantFrom<'Allow' | 'Deny'>('Allow', 'Deny'), fc.constantFrom(undefined, ...conditions))
      .map(([Effect, Condition]): StatementJson => ({ Effect, Action: '*', Resource: '*', ...(Condition && { Condition }) }));
    const policy = fc
      .tuple(
        fc.constantFrom<PolicyJson['Version']>('2012-10-17', '2012-10-17', '2008-10-17'),
        fc.array(statement, { minLength: 1, maxLength: 3 }),
      )
      .map(([Version, Statement]): PolicyJson => ({ ...(Version && { Version }), Statement }));
    return fc
      .tuple(
        fc.array(policy, { minLength: 1, maxLength: 2 }),
        layer('permissionsBoundary', policy, 4),
        layer('resourcePolicies', fc.array(policy.map(forEverybody), { maxLength: 1 }), 3),
      )
      .map(
        ([identityPolicies, ...layers]): CompleteScenario => ({
          request: { ...caller, action: 'ecr:BatchGetImage', resource: `${ECR}/team/app`, context },
          identityPolicies,
          ...Object.assign({}, ...layers),
        }),
      );
  })
  .filter(isOpenOnce);

function forEverybody({ Statement: statements, ...head }: PolicyJson): PolicyJson {
  return { ...head, Statement: statements.map((statement) => ({ ...statement, Principal: '*' })) };
}
