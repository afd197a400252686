// Statements of the account's own identity policies that let their holders change every repository by a wildcard.
import type { Account } from '../../access/account/account.ts';
import { isTagKey } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { AlikeAnswers, IsExpected } from '../../drift/cell/expected.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { PolicyDocument } from '../../model/policy.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { TRUE } from '../../policy/logic/formula.ts';
import { ANYTHING } from '../../policy/match/context.ts';
import { parsePolicy } from '../../policy/parse/parse.ts';
import { UNWRITTEN } from '../../text/name-pattern.ts';
import type { CheckInput } from '../survey/check.ts';
import { isAwsManaged } from '../survey/policy-names.ts';
import { rightsFrom } from '../survey/statement-rights.ts';
import type { SeenGroup, Survey } from '../survey/survey.ts';
import { newRepository } from '../survey/unnamed-repositories.ts';
import { appliesTo } from './statement-applies.ts';
import { writingPatterns } from './wildcards.ts';

/** A statement that gives a change of every repository, and who has its policy. */
export interface WideStatement {
  readonly document: PolicyDocument;
  readonly statement: CompiledStatement;
  readonly patterns: readonly string[];
  readonly holders: readonly Subject[];
}

/** Finds those that give somebody what nobody expects; `findingOf` words them. */
export function wideIdentitySurvey({ matrix, isExpected }: CheckInput, findingOf: (wide: WideStatement) => PolicyFinding): Survey {
  const { account } = matrix;
  const wide = wideStatements(account);
  const byHolder = new Map<string, WideStatement[]>();
  for (const each of wide) for (const { principal } of each.holders) getOrCreate(byHolder, principal.name, () => []).push(each);
  const unexpected = new Set<WideStatement>();
  return {
    see: (group) => {
      for (const subject of group.subjects) {
        for (const each of byHolder.get(subject.principal.name) ?? []) {
          if (!unexpected.has(each) && givesUnexpected(matrix, isExpected, { group, subject, each })) unexpected.add(each);
        }
      }
    },
    found: () => wide.filter((each) => unexpected.has(each)).map(findingOf),
  };
}

/** Broad statements of policies that somebody has and that AWS does not write. */
function wideStatements(account: Account): readonly WideStatement[] {
  const holders = new Map<PolicyDocument, Subject[]>();
  for (const subject of account.locals) {
    if (subject.principal.class === 'service-linked') continue;
    for (const part of subject.local?.policies ?? []) {
      if (part.kind !== 'present' || isAwsManaged(part.value)) continue;
      getOrCreate(holders, part.value, () => []).push(subject);
    }
  }
  return [...holders].flatMap(([document, of]) => {
    const { statements } = account.documents.compiled(document, 'identity').policy;
    return statements.flatMap((statement) => {
      const patterns = statement.effect === 'Allow' ? patternsOf(statement) : [];
      return patterns.length > 0 && reachesEverything(account, statement) ? [{ document, statement, patterns, holders: of }] : [];
    });
  });
}

function patternsOf({ source: { action } }: CompiledStatement): readonly string[] {
  return action.kind === 'except' ? ['NotAction'] : writingPatterns(action);
}

/** A name that no pattern spells out is covered, and no tag is asked for. */
function reachesEverything(account: Account, { resource, conditions }: CompiledStatement): boolean {
  const absent = { kind: 'absent' } as const;
  const { arn } = newRepository(account, { region: UNWRITTEN, name: UNWRITTEN, tags: absent, policy: absent });
  return resource.covers(arn, () => ANYTHING) === TRUE && !conditions.some(({ keys }) => keys.some(isTagKey));
}

/** H14: an administrator's policy is wide on purpose. Whoever may write every policy has nothing to gain by a wildcard for ECR. */
export function isAdministrators({ text }: PolicyDocument): boolean {
  const reading = parsePolicy(text, 'identity');
  if (reading.kind === 'malformed') return false;
  const allowed = reading.policy.statements.flatMap(({ effect, action, resource, conditions }) => {
    const isFree = effect === 'Allow' && conditions.length === 0 && resource.kind === 'only' && resource.of.includes('*');
    return isFree && action.kind === 'only' ? action.of.map((pattern) => pattern.toLowerCase()) : [];
  });
  const has = (service: string): boolean => ['*', '*:*', `${service}:*`].some((pattern) => allowed.includes(pattern));
  return has('ecr') && has('iam');
}

interface Held {
  readonly group: SeenGroup;
  readonly subject: Subject;
  readonly each: WideStatement;
}

function givesUnexpected(matrix: AccessMatrix, isExpected: IsExpected, { group, subject, each }: Held): boolean {
  const { account } = matrix;
  const rights = rightsFrom(group.outcome, each.statement.actions, subject);
  if (rights.length === 0) return false;
  const isUnexpectedAt = (repository: Repository): boolean => rights.some((right) => !isExpected({ ...right, subject, repository }));
  const isGivenAt = (repository: Repository): boolean => appliesTo(account, each.statement, subject, repository);
  const { alike } = isExpected;
  if (!alike?.isFor(subject))
    return repositoriesIn(matrix, group).some((repository) => isUnexpectedAt(repository) && isGivenAt(repository));
  const kinds = getOrCreate(KINDS, group, () => kindsOf(repositoriesIn(matrix, group), alike));
  return kinds.some((among) => among.slice(0, 1).some(isUnexpectedAt) && among.some(isGivenAt));
}

function repositoriesIn({ repositoryClasses }: AccessMatrix, group: SeenGroup): readonly Repository[] {
  return group.classes().flatMap((number) => repositoryClasses[number]?.members ?? []);
}

const KINDS = new WeakMap<SeenGroup, readonly (readonly Repository[])[]>();

/** Repositories of a group at which the same is expected. */
function kindsOf(repositories: readonly Repository[], { kindOf }: AlikeAnswers): readonly (readonly Repository[])[] {
  const kinds = new Map<object, Repository[]>();
  for (const repository of repositories) getOrCreate(kinds, kindOf(repository), () => []).push(repository);
  return [...kinds.values()];
}
