// Accounts before and after a small change, and what the change is worth: cell by cell, without the code that captures or audits.
import fc from 'fast-check';
import { formulaOf } from '../../../../lib/access/cell/action-formulas.ts';
import { type AccessMatrix, accessMatrix } from '../../../../lib/access/matrix/matrix.ts';
import { membersOf } from '../../../../lib/collections/subset.ts';
import type { GrantPrincipal } from '../../../../lib/model/access.ts';
import { all, FALSE, type Formula, not } from '../../../../lib/policy/logic/formula.ts';
import { bitsOf } from '../../../../lib/policy/logic/mask.ts';
import { isNever } from '../../../../lib/policy/theory/solve.ts';
import { ACCOUNT, type Json, smallAccount, snapshotOf } from '../../../support/small-account.ts';

/** A snapshot file that can be changed. */
type Editable = Record<string, unknown>;

const CONDITIONS: readonly Json[] = [
  { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '198.51.100.1/32'] } },
  { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
  { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } },
  { StringNotEquals: { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
  { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
  { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
  { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' } },
  { Null: { 'aws:SourceVpc': 'false' } },
  { ArnLike: { 'aws:SourceArn': `arn:aws:codebuild:*:${ACCOUNT}:project/x-*` }, StringEquals: { 'aws:SourceAccount': ACCOUNT } },
  { StringLike: { 'aws:PrincipalTag/team': ['a*', 'b'] } },
  { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['team', 'stage'] } },
  { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
  { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/ci/build` } },
  { StringEquals: { 'aws:PrincipalAccount': '222222222222' } },
];

const RIGHTS = ['ecr:BatchDeleteImage', 'ecr:DeleteRepository', 'ecr:SetRepositoryPolicy', 'ecr:*', 'ecr:PutImage', 'ecr:ListImages'];

const SESSIONS: readonly Json[] = [['build/1'], ['build/2'], ['build/1', 'build/2'], ['admin/1', 'deploy/1']].map((names) => ({
  AWS: names.map((name) => `arn:aws:sts::${ACCOUNT}:assumed-role/${name}`),
}));

/** An account some of whose statements have conditions, or name sessions of roles. */
export const world: fc.Arbitrary<Json> = fc
  .tuple(
    smallAccount,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(...CONDITIONS)), { maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(...SESSIONS)), { maxLength: 2 }),
  )
  .map(([file, conditions, sessions]) =>
    changed(file, (copy) => {
      for (const [at, Condition] of conditions) nth(statementsIn(copy), at, (each) => Object.assign(each, { Condition }));
      for (const [at, Principal] of sessions) nth(repositoryStatementsIn(copy), at, (each) => Object.assign(each, { Principal }));
    }),
  );

/** What happens to an account. */
export type Mutation = (file: Json) => Json;

export const mutation: fc.Arbitrary<Mutation> = fc.tuple(fc.nat(12), fc.nat(), fc.nat()).map(
  ([kind, at, choice]) =>
    (file) =>
      changed(file, (copy) => MUTATIONS[kind]?.(copy, at, choice)),
);

type Change = (copy: Editable, at: number, choice: number) => void;

const MUTATIONS: readonly Change[] = [
  // Nothing that counts.
  (copy) => {
    for (const { Statement } of documentsIn(copy)) Statement.reverse();
  },
  (copy, at) =>
    nth(
      statementsIn(copy).filter((each) => each['Condition']),
      at,
      (each) => delete each['Condition'],
    ),
  (copy, at, choice) => nth(statementsIn(copy), at, (each) => Object.assign(each, { Condition: CONDITIONS[choice % CONDITIONS.length] })),
  (copy, at) => nth(documentsIn(copy), at, ({ Statement }) => Statement.pop()),
  (copy, at, choice) =>
    nth(statementsIn(copy), at, (each) => Object.assign(each, { Action: [each['Action'], RIGHTS[choice % RIGHTS.length]].flat() })),
  (copy, at) =>
    nth(statementsIn(copy), at, (each) =>
      Object.assign(each, { Action: [each['Action']].flat().slice(1).concat('ecr:ListTagsForResource') }),
    ),
  (copy, at, choice) => nth(repositoriesIn(copy), at, (each) => grant(each, { AWS: '555555555555' }, RIGHTS[choice % RIGHTS.length])),
  (copy, at, choice) =>
    nth(regionsOf(copy), at, (region) =>
      region.repositories.value.push(newRepository(region.region, choice % 2 === 0 ? { AWS: '222222222222' } : undefined)),
    ),
  (copy, at) => nth(regionsOf(copy), at, (region) => region.repositories.value.shift()),
  (copy, at, choice) => rolesIn(copy).push({ ...rolesIn(copy)[at % rolesIn(copy).length], ...renamed(choice) }),
  (copy, at) => rolesIn(copy).splice(at % rolesIn(copy).length, 1),
  (copy, at) => nth(rolesIn(copy), at, (each) => Object.assign(each, { RolePolicyList: [] })),
  (copy, at, choice) =>
    nth(repositoryStatementsIn(copy), at, (each) => Object.assign(each, { Principal: SESSIONS[choice % SESSIONS.length] })),
];

export interface Worth {
  /** Cells in which something is possible that was not. */
  readonly more: readonly string[];
  /** Those of the account's own principals who can do no more there than everybody can: telling the crowd is enough. */
  readonly moreOfCrowds: readonly string[];
  /** Cells in which nothing is possible any more. */
  readonly gone: readonly string[];
  /** Of these those of everybody and of the own organization, whose access nobody is to rely on. */
  readonly goneOfCrowds: readonly string[];
}

/** What B grants that A did not, action by action, and the other way round. */
export function worth(a: Json, b: Json): Worth {
  const [before, after] = [cellsIn(accessMatrix(snapshotOf(a))), cellsIn(accessMatrix(snapshotOf(b)))];
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const at = (cells: typeof before, key: string): Formula => cells.get(key)?.formula ?? FALSE;
  const gone = keys.filter((key) => !isNever(at(before, key)) && isNever(at(after, key)) && !isLeft(before, after, key));
  const wider = keys.filter((key) => !isNever(all(at(after, key), not(at(before, key))), 'ofKind'));
  const isCrowd = (key: string): boolean => {
    const principal = before.get(key)?.principal;
    return principal?.class === 'public' || (principal?.class === 'organization' && /^(org|ou):/.test(principal.name));
  };
  return {
    more: wider.filter((key) => !isEverybodys(after, key)),
    moreOfCrowds: wider.filter((key) => isEverybodys(after, key)),
    gone,
    goneOfCrowds: gone.filter(isCrowd),
  };
}

/** Whoever is not named any more, and may do all of it as one of all, or of the organization, has lost nothing. */
function isLeft(before: ReturnType<typeof cellsIn>, after: ReturnType<typeof cellsIn>, key: string): boolean {
  const cell = before.get(key);
  if (!cell || !NAMED_ONLY.has(cell.principal.class)) return false;
  const place = key.slice(cell.principal.name.length);
  return CROWDS.filter((crowd) => crowd === '*' || cell.principal.class === 'organization').some((crowd) => {
    const theirs = after.get(crowd + place)?.formula;
    return theirs !== undefined && isNever(all(cell.formula, not(theirs)), 'ofKind');
  });
}

/** Who is known because policies name them. */
const NAMED_ONLY: ReadonlySet<string> = new Set(['external', 'organization', 'service']);

/** What the account's own principals, and accounts of the organization, can do because everybody there can is everybody's. */
function isEverybodys(cells: ReturnType<typeof cellsIn>, key: string): boolean {
  const cell = cells.get(key);
  if (cell?.principal.class !== 'same-account' && cell?.principal.class !== 'organization') return false;
  const place = key.slice(cell.principal.name.length);
  return CROWDS.some((crowd) => {
    const theirs = cells.get(crowd + place)?.formula;
    return theirs !== undefined && isNever(all(cell.formula, not(theirs)), 'ofKind');
  });
}

const CROWDS = ['*', 'org:o-small12345'];

function cellsIn(matrix: AccessMatrix): ReadonlyMap<string, { readonly formula: Formula; readonly principal: GrantPrincipal }> {
  const cells = new Map<string, { readonly formula: Formula; readonly principal: GrantPrincipal }>();
  for (const { subjects, classes, outcome } of matrix.groups()) {
    const bits = new Set(outcome.capabilities.filter(({ decision }) => decision !== 'unknown').flatMap(({ actions }) => bitsOf(actions)));
    for (const { principal } of membersOf(subjects)) {
      for (const { region, name } of membersOf(classes).flatMap((number) => matrix.repositoryClasses[number]?.members ?? [])) {
        for (const bit of bits)
          cells.set(`${principal.name} ${region} ${name} ${bit}`, { formula: formulaOf(outcome.granted, bit), principal });
      }
    }
  }
  return cells;
}

function changed(file: Json, change: (copy: Editable) => void): Json {
  const copy: Editable = structuredClone(file);
  change(copy);
  return copy;
}

function nth<T>(items: readonly T[], at: number, change: (item: T) => unknown): void {
  const item = items[at % Math.max(1, items.length)];
  if (item !== undefined) change(item);
}

// biome-ignore lint/suspicious/noExplicitAny: a snapshot file is JSON, and the arbitrary that makes it knows its shape
type Any = any;

function rolesIn(copy: Any): Editable[] {
  return copy.identity.value.RoleDetailList;
}

interface Region {
  readonly region: string;
  readonly repositories: { readonly value: Editable[] };
}

function regionsOf(copy: Any): Region[] {
  return copy.regions;
}

function repositoriesIn(copy: Any): Editable[] {
  return regionsOf(copy).flatMap(({ repositories }) => repositories.value);
}

interface Document {
  readonly Statement: Editable[];
}

function documentsIn(copy: Any): Document[] {
  const { RoleDetailList, UserDetailList } = copy.identity.value;
  const inline = [...RoleDetailList, ...UserDetailList].flatMap((each: Any) => each.RolePolicyList ?? each.UserPolicyList);
  return [...inline.map(({ PolicyDocument }: Any) => PolicyDocument), ...repositoryPoliciesIn(copy)];
}

function repositoryPoliciesIn(copy: Any): Document[] {
  return repositoriesIn(copy).flatMap(({ policy }: Any) => (policy.status === 'present' ? [policy.value] : []));
}

function repositoryStatementsIn(copy: Any): Editable[] {
  return repositoryPoliciesIn(copy).flatMap(({ Statement }) => Statement);
}

function statementsIn(copy: Any): Editable[] {
  return documentsIn(copy).flatMap(({ Statement }) => Statement);
}

function grant(repository: Any, Principal: unknown, Action: unknown): void {
  const before = repository.policy.value?.Statement ?? [];
  repository.policy = {
    status: 'present',
    value: { Version: '2012-10-17', Statement: [...before, { Effect: 'Allow', Principal, Action }] },
  };
}

function newRepository(region: string, principal: unknown): Editable {
  const repositoryArn = `arn:aws:ecr:${region}:${ACCOUNT}:repository/team-a/new`;
  const repository: Editable = { repositoryName: 'team-a/new', repositoryArn, policy: { status: 'absent' } };
  if (principal) grant(repository, principal, ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']);
  return repository;
}

function renamed(choice: number): Editable {
  const RoleName = `new-${choice % 2}`;
  return { RoleName, Path: '/ci/', RoleId: `AROANEWNEWNEWNEW${choice % 2}XX`, Arn: `arn:aws:iam::${ACCOUNT}:role/ci/${RoleName}` };
}
