// H1-H14: principals that can give themselves access they do not have, by a repository or registry policy or by IAM.
import { type Account, decideCell } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { actionDecision, type Outcome } from '../../access/cell/outcome.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
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
import { shortened } from '../survey/repository-lists.ts';
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

function escalationSurvey({ matrix, isExpected }: CheckInput): Survey {
  const ground = { matrix, isExpected };
  const ranks = new Map(repositoriesOf(matrix.account).map((repository, rank) => [repository, rank]));
  const places = matrix.repositoryClasses.map(({ representative, members }, number): ClassPlace => {
    const ranked = members.map((repository) => ({ repository, rank: ranks.get(repository) ?? 0 })).sort((a, b) => a.rank - b.rank);
    return { number, representative, ranked, first: ranked[0]?.rank ?? Number.POSITIVE_INFINITY };
  });
  const found = new Map<Subject, FirstGains>();
  const waysIn = memoize(waysOf);
  return {
    see: ({ outcome, subjects, classes }) => {
      const ways = waysIn(outcome);
      if (ways.length === 0) return;
      const at = classes();
      for (const subject of subjects) {
        if (subject.principal.class !== 'same-account') continue;
        const firsts = getOrCreate(found, subject, () => new Map());
        for (const way of ways) enterFirst(ground, firsts, { subject, way, outcome, places, at });
      }
    },
    found: () => escalations(ground, found),
  };
}

/** A class of repositories, these in the order of the snapshot. */
interface ClassPlace {
  readonly number: number;
  readonly representative: Repository;
  readonly ranked: readonly RankedRepository[];
  readonly first: number;
}

interface RankedRepository {
  readonly repository: Repository;
  /** Its place in the snapshot. */
  readonly rank: number;
}

/** For each way the first repository, in the order of the snapshot, where something is to be gained. */
type FirstGains = Map<GainWay, RankedRepository & { readonly gain: readonly Capability[] }>;

interface SeenWay {
  readonly subject: Subject;
  readonly way: GainWay;
  readonly outcome: Outcome;
  readonly places: readonly ClassPlace[];
  readonly at: readonly number[];
}

/** Looks at classes that begin before the first repository that was found so far, and at no other. */
function enterFirst({ matrix, isExpected }: Ground, firsts: FirstGains, { subject, way, outcome, places, at }: SeenWay): void {
  let best = firsts.get(way)?.rank ?? Number.POSITIVE_INFINITY;
  for (const number of at) {
    const place = places[number];
    if (!place || place.first >= best) continue;
    const found = place.ranked.find(({ repository, rank }) => rank >= best || !isWayExpected(isExpected, subject, repository, way));
    if (!found || found.rank >= best) continue;
    const gain = gainByPolicy(matrix.account, subject, { repository: place.representative, way, outcome });
    if (gain.length === 0) continue;
    firsts.set(way, { ...found, gain });
    best = found.rank;
  }
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
}

/** One finding per principal, whatever the number of its ways. */
function escalations({ matrix: { account }, isExpected }: Ground, found: ReadonlyMap<Subject, FirstGains>): readonly PolicyFinding[] {
  const byIam = pathGains(account, isExpected);
  return account.locals.flatMap((subject) => {
    if (subject.principal.class !== 'same-account') return [];
    const ways = [...byPolicy(account, subject, found.get(subject)), ...byIam(subject)];
    return ways.length === 0 ? [] : [findingOf(subject, gravestFirst(ways))];
  });
}

function byPolicy(account: Account, subject: Subject, firsts: FirstGains = new Map()): readonly ReportedPath[] {
  return (['repository', 'registry'] as const).flatMap((way) => {
    const first = firsts.get(way);
    return first ? [reportedPolicy(account, { subject, way, repository: first.repository, gain: first.gain })] : [];
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

/** Whoever is meant to write the policy of a repository is meant to decide who uses it; the registry's is nobody's right on a repository. */
function isWayExpected(isExpected: IsExpected, subject: Subject, repository: Repository, way: GainWay): boolean {
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
