// Principals that can give themselves access they do not have (307): by a repository or registry policy, or by their own policies.
import type { Account } from '../../access/account.ts';
import { actionBit } from '../../access/actions.ts';
import { CAPABILITY_ACTIONS } from '../../access/capabilities.ts';
import type { AccessMatrix } from '../../access/matrix.ts';
import { actionDecision, type Outcome } from '../../access/outcome.ts';
import type { Subject } from '../../access/subjects.ts';
import type { IsExpected } from '../../baseline/expected.ts';
import { CAPABILITIES, type Capability } from '../../model/access.ts';
import type { Hygiene } from '../../model/drift.ts';
import type { Repository } from '../../model/snapshot.ts';
import { memoized } from '../../policy/memoized.ts';
import { fact } from './fact.ts';
import { gainByPolicy, gainByRights, type Way } from './gains.ts';
import { placeOf, shortened, snapshotOrder } from './places.ts';
import { selfRightsOf } from './self-rights.ts';
import type { Survey } from './survey.ts';

const SET = actionBit('ecr:SetRepositoryPolicy') ?? 0;
const PUT = actionBit('ecr:PutRegistryPolicy') ?? 0;

interface Handle {
  readonly number: number;
  readonly way: Way;
  readonly outcome: Outcome;
}

export function escalationSurvey(matrix: AccessMatrix, isExpected: IsExpected): Survey {
  const handles = new Map<Subject, Handle[]>();
  const waysIn = memoized(waysOf);
  return {
    see: (group) => {
      const ways = waysIn(group.outcome);
      if (ways.length === 0) return;
      for (const subject of group.subjects) {
        if (subject.principal.class !== 'same-account') continue;
        const list = handles.get(subject) ?? [];
        handles.set(subject, list);
        for (const number of group.classes()) for (const way of ways) list.push({ number, way, outcome: group.outcome });
      }
    },
    found: () => escalations({ matrix, isExpected, inOrder: snapshotOrder(matrix.account) }, handles),
  };
}

/** Who has every capability has nothing to gain. */
function waysOf(outcome: Outcome): readonly Way[] {
  if (outcome.capabilities.length === CAPABILITIES.length) return [];
  return [...(isGranted(outcome, SET) ? (['repository'] as const) : []), ...(isGranted(outcome, PUT) ? (['registry'] as const) : [])];
}

function isGranted(outcome: Outcome, bit: number): boolean {
  const decision = actionDecision(outcome, bit);
  return decision === 'allowed' || decision === 'conditional';
}

interface Ground {
  readonly matrix: AccessMatrix;
  readonly isExpected: IsExpected;
  readonly inOrder: (repositories: readonly Repository[]) => readonly Repository[];
}

function escalations(ground: Ground, handles: ReadonlyMap<Subject, readonly Handle[]>): readonly Hygiene[] {
  const { locals } = ground.matrix.account;
  const selfRights = selfRightsOf(ground.matrix.account);
  return locals.flatMap((subject) => {
    if (subject.principal.class !== 'same-account') return [];
    const details = [...byPolicy(ground, subject, handles.get(subject) ?? []), ...byRights(ground, subject, selfRights(subject))];
    return details.length === 0 ? [] : [factOf(subject, details)];
  });
}

/** For each way the first repository, in the order of the snapshot, where something is to be gained. */
function byPolicy(ground: Ground, subject: Subject, handles: readonly Handle[]): readonly string[] {
  return (['repository', 'registry'] as const).flatMap((way) => {
    const gains = gainsOf(
      ground,
      subject,
      handles.filter((each) => each.way === way),
    );
    for (const repository of ground.inOrder([...gains.keys()])) {
      if (isAdminExpected(ground, subject, repository)) continue;
      const gain = gains.get(repository)?.() ?? [];
      if (gain.length > 0) return [`${ACTION[way]} adds ${gain.join(', ')} on ${placeOf(repository)}`];
    }
    return [];
  });
}

const ACTION = { repository: 'ecr:SetRepositoryPolicy', registry: 'ecr:PutRegistryPolicy' } as const satisfies Record<Way, string>;

/** What is to be gained on each repository, worked out once per class and only where it is asked for. */
function gainsOf({ matrix }: Ground, subject: Subject, handles: readonly Handle[]): ReadonlyMap<Repository, () => readonly Capability[]> {
  return new Map(
    handles.flatMap(({ number, way, outcome }) => {
      const { representative, members = [] } = matrix.repositoryClasses[number] ?? {};
      if (!representative) return [];
      let known: readonly Capability[] | undefined;
      const gain = (): readonly Capability[] => {
        known ??= gainByPolicy(matrix.account, subject, { repository: representative, way, outcome });
        return known;
      };
      return members.map((repository) => [repository, gain] as const);
    }),
  );
}

function isAdminExpected({ isExpected }: Ground, subject: Subject, repository: Repository): boolean {
  return isExpected({ subject, repository, capability: 'admin', actions: CAPABILITY_ACTIONS.admin });
}

/** Where admin is expected on every repository of a region, there is nothing to tell about it. */
function byRights(ground: Ground, subject: Subject, rights: readonly string[]): readonly string[] {
  if (rights.length === 0) return [];
  const { account } = ground.matrix;
  const gains = regionsOf(account).filter(([region, repositories]) => {
    return gainByRights(account, subject, region).length > 0 && repositories.some((each) => !isAdminExpected(ground, subject, each));
  });
  return gains.length === 0 ? [] : rights;
}

function regionsOf({ snapshot }: Account): readonly (readonly [region: string, repositories: readonly Repository[]])[] {
  return snapshot.registries.flatMap(({ region, repositories }) =>
    repositories.kind === 'present' ? [[region, repositories.value] as const] : [],
  );
}

function factOf({ principal }: Subject, details: readonly string[]): Hygiene {
  return fact({
    code: 'ECRD-307',
    severity: 'medium',
    principal: principal.name,
    capability: 'admin',
    subject: 'itself',
    message: `${principal.name} can give itself access that it does not have: ${details[0]}`,
    details: shortened(details),
  });
}
