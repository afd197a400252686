// What a rule forbids of what AWS's documentation leaves open.
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { both, possible } from '../../access/cell/action-formulas.ts';
import { actionDecision, type Outcome } from '../../access/cell/outcome.ts';
import type { CellGroup } from '../../access/matrix/cell-group.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { capabilityMask } from '../../baseline/match/capability-selector.ts';
import { membersOf } from '../../collections/subset.ts';
import { actionOf } from '../../ecr/actions.ts';
import type { RuleRef, UnsettledAccess } from '../../model/drift.ts';
import type { Repository } from '../../model/snapshot.ts';
import { bitsOf, intersection, isEmpty } from '../../policy/logic/mask.ts';
import { allowanceOf } from '../cell/allowance.ts';
import { type Expectation, type Profiles, profilesOf, type RuleInForce } from '../cell/expectation.ts';
import { speaksOf } from './beaten.ts';
import type { Answers } from './missing.ts';
import { openIn } from './open-cell.ts';

/** Only groups with something open are looked into; `most`: not more of them than it takes for so many. */
export function forbiddenOpen(matrix: AccessMatrix, rules: readonly RuleInForce[], most: number): Answers<UnsettledAccess> {
  if (rules.every(({ entries }) => entries.every(({ verb }) => verb !== 'forbid'))) return { answers: [], leftOut: 0 };
  const { account, repositoryClasses } = matrix;
  const profiles = profilesOf(rules, account.ground);
  const found: UnsettledAccess[] = [];
  let leftOut = 0;
  for (const group of openGroups(matrix)) {
    const words = openWords(group.outcome);
    const subjects = membersOf(group.subjects).filter((subject) => profiles.principal(subject).forbids.length > 0);
    if (subjects.length === 0) continue;
    const repositories = membersOf(group.classes).flatMap((number) => repositoryClasses[number]?.members ?? []);
    for (const word of openByTheBook(account, { words, subjects, repositories })) {
      for (const subject of subjects) {
        if (found.length >= most) leftOut += repositories.length;
        else for (const repository of repositories) found.push(...forbiddenAt(account, profiles, { subject, repository, word, group }));
      }
    }
  }
  return { answers: found, leftOut };
}

function* openGroups(matrix: AccessMatrix): Iterable<CellGroup> {
  for (const { outcome, exactly } of matrix.alike()) if (openWords(outcome).length > 0) yield* exactly();
}

/** Capabilities of which nobody can tell whether they are there, and single actions. */
function openWords(outcome: Outcome): readonly string[] {
  const capabilities = outcome.capabilities.flatMap(({ capability, decision }) => (decision === 'unknown' ? [capability] : []));
  const bits = bitsOf(possible(outcome.granted)).filter((bit) => actionDecision(outcome, bit) === 'unknown');
  return [...capabilities, ...bits.map(actionOf)];
}

interface OpenCells {
  readonly words: readonly string[];
  readonly subjects: readonly Subject[];
  readonly repositories: readonly Repository[];
}

/** Those that are open for all of a group because of the documentation: found out about one of its cells. */
function openByTheBook(account: Account, { words, subjects, repositories }: OpenCells): readonly string[] {
  const [[subject], [repository]] = [subjects, repositories];
  if (!subject || !repository) return [];
  return words.filter((capability) => openIn(account, { name: subject.principal.name, subject, repository, capability }) !== undefined);
}

interface OpenCell {
  readonly subject: Subject;
  readonly repository: Repository;
  readonly word: string;
  readonly group: CellGroup;
}

function forbiddenAt(account: Account, profiles: Profiles, { subject, repository, word, group }: OpenCell): readonly UnsettledAccess[] {
  const expectation = profiles.expectation(profiles.principal(subject), profiles.repository(repository));
  const rule = forbiddingRule(account, expectation, { subject, repository, word, group });
  const open = rule && openIn(account, { name: subject.principal.name, subject, repository, capability: word });
  return open && rule ? [{ ...open, asked: 'forbid', rule }] : [];
}

function forbiddingRule(
  account: Account,
  { forbidden, conditionalForbids }: Expectation,
  { subject, repository, word, group }: OpenCell,
): RuleRef | undefined {
  const plain = forbidden.find(({ capabilities }) => speaksOf(capabilities, word));
  if (plain) return plain.rule;
  const bits = actionsOf(word);
  return conditionalForbids.find(({ entry }) => {
    if (!entry.policy && !speaksOf(entry.capabilities, word)) return false;
    return !isEmpty(intersection(possible(both(group.outcome.granted, allowanceOf(account, entry, { subject, repository }))), bits));
  })?.rule;
}

function actionsOf(word: string): ReturnType<typeof capabilityMask> {
  return capabilityMask([word]);
}
