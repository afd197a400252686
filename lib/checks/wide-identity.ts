// Identity policies of the account's own that let their holders change every repository by a wildcard (302).

import type { Account } from '../access/account/account.ts';
import { isTagKey } from '../access/account/request-context.ts';
import type { Subject } from '../access/account/subjects.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import type { IsExpected } from '../drift/cell/expected.ts';
import type { PolicyFinding } from '../model/drift.ts';
import type { PolicyDocument } from '../model/policy.ts';
import type { CompiledStatement } from '../policy/compile.ts';
import { TRUE } from '../policy/logic/formula.ts';
import { ANYTHING } from '../policy/match/context.ts';
import { parsePolicy } from '../policy/parse/parse.ts';
import { UNWRITTEN } from '../text/name-pattern.ts';
import { appliesTo } from './statements/statement-grants.ts';
import { writingPatterns } from './statements/wildcards.ts';
import { policyFinding } from './survey/policy-finding.ts';
import { isAwsManaged } from './survey/policy-names.ts';
import { shortened } from './survey/repository-lists.ts';
import { statementDigest } from './survey/statement-digest.ts';
import { rightsFrom } from './survey/statement-rights.ts';
import type { SeenGroup, Survey } from './survey/survey.ts';
import { newRepository } from './survey/unnamed-repositories.ts';

interface Wide {
  readonly document: PolicyDocument;
  readonly statement: CompiledStatement;
  readonly patterns: readonly string[];
  readonly holders: readonly Subject[];
}

export function wideIdentitySurvey(matrix: AccessMatrix, isExpected: IsExpected): Survey {
  const { account } = matrix;
  const wide = wideStatements(account);
  const byHolder = new Map<string, Wide[]>();
  for (const each of wide) for (const { principal } of each.holders) getOrCreate(byHolder, principal.name, () => []).push(each);
  const unexpected = new Set<Wide>();
  return {
    see: (group) => {
      for (const subject of group.subjects) {
        for (const each of byHolder.get(subject.principal.name) ?? []) {
          if (!unexpected.has(each) && givesUnexpected(matrix, isExpected, { group, subject, each })) unexpected.add(each);
        }
      }
    },
    found: () => wide.filter((each) => unexpected.has(each)).map((each) => factOf(account, each)),
  };
}

/** Broad statements of policies that somebody has and that AWS does not write. */
function wideStatements(account: Account): readonly Wide[] {
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
function isAdministrators({ text }: PolicyDocument): boolean {
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
  readonly each: Wide;
}

function givesUnexpected({ account, repositoryClasses }: AccessMatrix, isExpected: IsExpected, { group, subject, each }: Held): boolean {
  const rights = rightsFrom(group.outcome, each.statement.actions, subject);
  if (rights.length === 0) return false;
  return group
    .classes()
    .some((number) =>
      (repositoryClasses[number]?.members ?? []).some(
        (repository) =>
          rights.some((right) => !isExpected({ ...right, subject, repository })) && appliesTo(account, each.statement, subject, repository),
      ),
    );
}

function factOf(account: Account, { document, statement, patterns, holders }: Wide): PolicyFinding {
  const { sid, index, effect } = statement.source;
  const what = patterns.join('`, `');
  return policyFinding({
    code: 'ECRD-302',
    severity: isAdministrators(document) ? 'low' : 'medium',
    subject: `${document.name} ${statementDigest(account, statement.source)}`,
    message: `${document.name} allows \`${what}\` on every repository, and ${holders.length === 1 ? '1 principal has' : `${holders.length} principals have`} it`,
    statement: { layer: 'identity', policy: document.name, sid, index, effect },
    details: shortened(holders.map(({ principal }) => principal.name)),
  });
}
