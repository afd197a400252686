// H1-H14: principals that can give themselves access they do not have, by a repository or registry policy or by IAM.
import { type Account, decideCell } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { actionDecision, type Outcome } from '../../access/cell/outcome.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import type { IsExpected } from '../../drift/cell/expected.ts';
import { bitOf, type EcrAction } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import { CAPABILITIES, type Capability } from '../../model/access.ts';
import { distinctReasons } from '../../model/decision.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { Repository } from '../../model/snapshot.ts';
import { maskOf } from '../../policy/logic/mask.ts';
import type { CheckInput, PolicyCheck } from '../survey/check.ts';
import { policyFinding } from '../survey/policy-finding.ts';
import { shortened, snapshotOrder } from '../survey/repository-lists.ts';
import type { Survey } from '../survey/survey.ts';
import { type GainWay, gainByPolicy } from './escalation-gain.ts';
import { pathGains, type ReportedPath, reportedPath } from './path-words.ts';

const SET = bitOf('ecr:SetRepositoryPolicy');
const PUT = bitOf('ecr:PutRegistryPolicy');

export const privilegePathToAdmin = {
  code: 'ECRD-307',
  name: 'PrivilegePathToAdmin',
  meaning:
    'A user or role can give itself access that it does not have, by a policy of ECR or by IAM: one finding with all of its ways ([which ones](docs/semantics.md#h-ways-to-more-access)).',
  source: ['H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'H7', 'H8', 'H9', 'H10', 'H11', 'H12', 'H13', 'H14'],
  severity: { from: 'low', to: 'medium', by: 'low where the ways come to no more than reading' },
  dependsOn: 'paths',
  remedy: 'remove the actions or the trust that let the principal come to more access, or allow the access in the baseline',
  check: escalationSurvey,
} as const satisfies PolicyCheck;

interface Handle {
  readonly number: number;
  readonly way: GainWay;
  readonly outcome: Outcome;
}

function escalationSurvey({ matrix, isExpected }: CheckInput): Survey {
  const handles = new Map<Subject, Handle[]>();
  const waysIn = memoize(waysOf);
  return {
    see: (group) => {
      const ways = waysIn(group.outcome);
      if (ways.length === 0) return;
      for (const subject of group.subjects) {
        if (subject.principal.class !== 'same-account') continue;
        const list = getOrCreate(handles, subject, () => []);
        for (const number of group.classes()) for (const way of ways) list.push({ number, way, outcome: group.outcome });
      }
    },
    found: () => escalations({ matrix, isExpected, inOrder: snapshotOrder(matrix.account) }, handles),
  };
}

/** Who has every capability has nothing to gain. */
function waysOf(outcome: Outcome): readonly GainWay[] {
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

/** One finding per principal, whatever the number of its ways. */
function escalations(ground: Ground, handles: ReadonlyMap<Subject, readonly Handle[]>): readonly PolicyFinding[] {
  const { locals } = ground.matrix.account;
  const byIam = pathGains(ground.matrix.account, ground.isExpected);
  return locals.flatMap((subject) => {
    if (subject.principal.class !== 'same-account') return [];
    const ways = [...byPolicy(ground, subject, handles.get(subject) ?? []), ...byIam(subject)];
    return ways.length === 0 ? [] : [findingOf(subject, gravestFirst(ways))];
  });
}

/** For each way the first repository, in the order of the snapshot, where something is to be gained. */
function byPolicy(ground: Ground, subject: Subject, handles: readonly Handle[]): readonly ReportedPath[] {
  return (['repository', 'registry'] as const).flatMap((way) => {
    const gains = gainsOf(
      ground,
      subject,
      handles.filter((each) => each.way === way),
    );
    for (const repository of ground.inOrder([...gains.keys()])) {
      if (isWayExpected(ground, subject, repository, way)) continue;
      const gain = gains.get(repository)?.() ?? [];
      if (gain.length > 0) return [reportedPolicy(ground.matrix.account, { subject, repository, way, gain })];
    }
    return [];
  });
}

const ACTION = { repository: 'ecr:SetRepositoryPolicy', registry: 'ecr:PutRegistryPolicy' } as const satisfies Record<GainWay, EcrAction>;

interface PolicyGain {
  readonly subject: Subject;
  readonly repository: Repository;
  readonly way: GainWay;
  readonly gain: readonly Capability[];
}

function reportedPolicy(account: Account, { subject, repository, way, gain }: PolicyGain): ReportedPath {
  const { statements, conditions } = decideCell(account, { subject, repository, action: way === 'repository' ? SET : PUT });
  const allows = statements.filter(({ source: { effect } }) => effect === 'Allow');
  return reportedPath({ text: ACTION[way], permit: { statements: allows, conditions } }, { capabilities: gain, repository });
}

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

/** Whoever is meant to write the policy of a repository is meant to decide who uses it; the registry's is nobody's right on a repository. */
function isWayExpected({ isExpected }: Ground, subject: Subject, repository: Repository, way: GainWay): boolean {
  return isExpected({ subject, repository, capability: 'admin', actions: way === 'repository' ? maskOf([SET]) : CAPABILITY_ACTIONS.admin });
}

/** Its id is about the principal and none of its ways: it stays the same finding while one of them is left. */
function findingOf({ principal }: Subject, ways: readonly ReportedPath[]): PolicyFinding {
  const statements = distinctReasons(ways.slice(0, MOST_STATEMENTS).flatMap((way) => way.statements));
  return policyFinding({
    code: privilegePathToAdmin.code,
    severity: ways.some(({ capabilities }) => capabilities.some((each) => !READING.has(each))) ? 'medium' : 'low',
    principal: principal.name,
    capability: 'admin',
    subject: 'itself',
    message: `${principal.name} can give itself access that it does not have: ${ways[0]?.text}${moreWays(ways.length - 1)}`,
    statements: statements.slice(0, MOST_STATEMENTS),
    details: shortened(ways.map(({ text }) => text)),
  });
}

const MOST_STATEMENTS = 20;
const READING: ReadonlySet<Capability> = new Set(['list', 'pull']);

function moreWays(count: number): string {
  if (count === 0) return '';
  return count === 1 ? ', and 1 more way' : `, and ${count} more ways`;
}

function gravestFirst(ways: readonly ReportedPath[]): readonly ReportedPath[] {
  return ways.toSorted((a, b) => b.weight - a.weight || b.capabilities.length - a.capabilities.length);
}
