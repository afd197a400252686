// D9: PutImage without the rest of push, which is a right to move tags that nobody asked for, or one that does not work.

import type { Subject } from '../access/account/subjects.ts';
import { type ActionFormulas, formulaOf, possible } from '../access/cell/action-formulas.ts';
import { actionDecision, type CapabilityOutcome, type Outcome } from '../access/cell/outcome.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { groupBy } from '../collections/group-by.ts';
import { memoize } from '../collections/memoize.ts';
import { bitOf, namesOf } from '../ecr/actions.ts';
import { CAPABILITY_ACTIONS } from '../ecr/capabilities.ts';
import type { PolicyFinding } from '../model/drift.ts';
import type { Repository } from '../model/snapshot.ts';
import { all } from '../policy/logic/formula.ts';
import { bitsOf, difference, hasBit, maskOf } from '../policy/logic/mask.ts';
import { isNever } from '../policy/theory/solve.ts';
import { whom } from '../text/whom.ts';
import type { CheckInput, PolicyCheck } from './survey/check.ts';
import { grantsIgnoringDenies } from './survey/grants-ignoring-denies.ts';
import { policyFinding } from './survey/policy-finding.ts';
import { placeOf, shortened, snapshotOrder } from './survey/repository-lists.ts';
import type { SeenGroup, Survey } from './survey/survey.ts';
import { reachOf } from './survey/unnamed-repositories.ts';

const PUT_IMAGE = bitOf('ecr:PutImage');
const PUT_IMAGES = maskOf([PUT_IMAGE]);
const PUSH = CAPABILITY_ACTIONS.push;

export const partialAccessSet = {
  code: 'ECRD-107',
  name: 'PartialAccessSet',
  meaning:
    'Somebody may call `ecr:PutImage` without the rest of push: that moves tags, which no rule allows, or does not work. More than 20 repositories in a region are told together.',
  source: ['D9'],
  severity: 'medium',
  dependsOn: 'cells',
  remedy: 'complete the set of actions, or remove ecr:PutImage',
  check: partialPushSurvey,
} as const satisfies PolicyCheck;

/** Repositories of which a principal lacks the same. */
interface PartialPush {
  readonly subject: Subject;
  readonly missing: readonly string[];
  readonly repositories: readonly Repository[];
}

function partialPushSurvey({ matrix, isExpected, meantAt }: CheckInput): Survey {
  const ignoringDenies = grantsIgnoringDenies(matrix, PUSH);
  const mayBe = memoize(mayBePartial);
  const partials: PartialPush[] = [];
  const membersOf = (numbers: readonly number[]): readonly Repository[] =>
    numbers.flatMap((number) => matrix.repositoryClasses[number]?.members ?? []);
  const add = (group: SeenGroup, subjects: readonly Subject[], missing: readonly string[]): void => {
    const retag = group.outcome.capabilities.find(({ capability }) => capability === 'retag');
    const numbers = group.classes();
    const whole = membersOf(numbers);
    for (const subject of subjects) {
      const meant = meantAt({ group, subject, numbers }, PUT_IMAGES);
      const among = meant === numbers ? whole : membersOf(meant);
      const repositories = isRetagger(retag)
        ? among.filter((repository) => !isExpected({ subject, repository, capability: 'retag', actions: retag.actions }))
        : among;
      if (repositories.length > 0) partials.push({ subject, missing, repositories });
    }
  };
  return {
    see: (group) => {
      if (!mayBe(group.outcome)) return;
      const subjects = group.subjects.filter(({ principal }) => principal.class !== 'service-linked');
      const [[subject], [number]] = [subjects, group.classes()];
      if (!subject || number === undefined) return;
      // Denies aside, too, one cell of a group stands for all.
      const granted = ignoringDenies(group.outcome.granted, subject, number);
      if (isIncomplete(granted)) add(group, subjects, missingFrom(granted));
    },
    found: () => reported(matrix, partials),
  };
}

function mayBePartial(outcome: Outcome): boolean {
  const decision = actionDecision(outcome, PUT_IMAGE);
  return decision !== undefined && decision !== 'unknown' && isIncomplete(outcome.granted);
}

/** Push that is only short of a token is whole. */
function isIncomplete(granted: ActionFormulas): boolean {
  return isNever(all(...bitsOf(PUSH).map((bit) => formulaOf(granted, bit))), 'ofKind');
}

function isRetagger(retag: CapabilityOutcome | undefined): retag is CapabilityOutcome {
  return retag !== undefined && retag.decision !== 'unknown';
}

function missingFrom(granted: ActionFormulas): readonly string[] {
  return namesOf(difference(PUSH, possible(granted)));
}

/** As many repositories of one principal in one region are told by themselves; of more, nobody would read the list. */
const MOST_TOLD = 20;

/**
 * One finding per repository, one for all where a policy of the principal's own gives PutImage on every repository, and one for those of a
 * region where they are many.
 */
function reported(matrix: AccessMatrix, partials: readonly PartialPush[]): readonly PolicyFinding[] {
  const reachIn = memoize((subject: Subject) => reachOf(matrix.account, subject, (granted) => hasBit(possible(granted), PUT_IMAGE)));
  const everywhere = new Map<string, { readonly region: string; readonly partials: PartialPush[] }>();
  const single = new Map<string, { readonly region: string; readonly partials: PartialPush[] }>();
  for (const { subject, missing, repositories: anywhere } of partials) {
    const { name } = subject.principal;
    for (const [region, repositories] of groupBy(anywhere, (repository) => repository.region)) {
      const reach = reachIn(subject)(region);
      const [among, where] = reach === undefined ? [single, region] : [everywhere, reach];
      getOrCreate(among, `${where} ${name}`, () => ({ region: where, partials: [] })).partials.push({ subject, missing, repositories });
    }
  }
  const inOrder = snapshotOrder(matrix.account);
  return [
    ...[...single.values()].flatMap((each) =>
      countOf(each.partials) > MOST_TOLD ? atMany(inOrder, each.region, each.partials) : each.partials.flatMap(atRepositories),
    ),
    ...[...everywhere.values()].flatMap((each) => atEvery(inOrder, each.region, each.partials)),
  ];
}

type InOrder = ReturnType<typeof snapshotOrder>;

function countOf(partials: readonly PartialPush[]): number {
  return partials.reduce((sum, { repositories }) => sum + repositories.length, 0);
}

function atRepositories({ subject, missing, repositories }: PartialPush): readonly PolicyFinding[] {
  return repositories.map((repository) =>
    policyFinding({
      ...common(subject),
      region: repository.region,
      repository: repository.name,
      subject: repository.name,
      message: `${whom(subject.principal.name)} may call ecr:PutImage on ${placeOf(repository)} without the rest of push`,
      details: missing.map(absent),
    }),
  );
}

/** Those of one principal in one region. Its repository is `*`, as of a grant on everything: no exception for some of them accepts it. */
function atMany(inOrder: InOrder, region: string, partials: readonly PartialPush[]): readonly PolicyFinding[] {
  const [first] = partials;
  if (!first) return [];
  const count = countOf(partials);
  const missing = [...new Set(partials.flatMap((each) => each.missing))].sort();
  const lacking = (action: string): number => countOf(partials.filter((each) => each.missing.includes(action)));
  const repositories = inOrder(partials.flatMap((each) => each.repositories));
  return [
    policyFinding({
      ...common(first.subject),
      region,
      repository: '*',
      subject: ['repositories'],
      message: `${whom(first.subject.principal.name)} may call ecr:PutImage on ${count} repositories in ${region} without the rest of push`,
      details: [
        ...missing.map((action) => (lacking(action) === count ? absent(action) : `${absent(action)} on ${lacking(action)} of them`)),
        ...shortened(repositories, placeOf),
      ],
    }),
  ];
}

function atEvery(inOrder: InOrder, region: string, partials: readonly PartialPush[]): readonly PolicyFinding[] {
  const repositories = inOrder(partials.flatMap((each) => each.repositories));
  const [plainest] = repositories;
  const first = partials.find((each) => plainest && each.repositories.includes(plainest));
  if (!first) return [];
  const where = region === '*' ? 'every repository' : `every repository in ${region}`;
  return [
    policyFinding({
      ...common(first.subject),
      region,
      repository: '*',
      subject: '*',
      message: `${whom(first.subject.principal.name)} may call ecr:PutImage on ${where} without the rest of push`,
      details: [...first.missing.map(absent), ...shortened(repositories, placeOf)],
    }),
  ];
}

function common({ principal }: Subject): Pick<PolicyFinding, 'code' | 'severity' | 'principal' | 'capability'> {
  const { code, severity } = partialAccessSet;
  return { code, severity, principal: principal.name, capability: 'ecr:PutImage' };
}

function absent(action: string): string {
  return `${action} is missing`;
}
