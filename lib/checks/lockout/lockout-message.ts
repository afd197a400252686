// A lockout in words: which Denies, who still may, and what is left to do.
import type { Account } from '../../access/account/account.ts';
import type { DecisionKind } from '../../model/decision.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { emptyException } from '../../policy/theory/unholdable.ts';
import { whom } from '../../text/whom.ts';
import { conditionWords } from '../idle/reason-words.ts';
import type { Reported } from '../survey/policy-finding.ts';
import { policySubject } from '../survey/policy-subject.ts';
import { placeOf, shortened } from '../survey/repository-lists.ts';
import { statementDigest } from '../survey/statement-digest.ts';

/** Who and what a lockout leaves. */
export interface LeftToDo {
  /** Whether the root user may set the policy. */
  readonly root: DecisionKind;
  /** Names of services, other accounts and service-linked roles that may. */
  readonly others: readonly string[];
  /** Whether a user or role may delete the policy. */
  readonly canDelete: boolean;
}

/** What there is to say of the Denies `closing` of a repository's policy, which shut everybody out; nothing where it has no policy. */
export function lockoutsOf(
  account: Account,
  repository: Repository,
  closing: readonly CompiledStatement[],
  left: LeftToDo,
): readonly Omit<Reported, 'code' | 'severity'>[] {
  const { policy, name, region } = repository;
  const [first] = closing;
  if (policy.kind !== 'present' || !first) return [];
  const digests = closing.map(({ source }) => statementDigest(account, source)).sort();
  return [
    {
      region,
      repository: name,
      ...policySubject(policy.value.ref, ...digests),
      message: messageOf(repository, closing, left),
      statement: { layer: 'resource', policy: policy.value.ref, source: first.source },
      details: shortened(ableIn(left)).map((who) => `${who} can still call ecr:SetRepositoryPolicy`),
    },
  ];
}

/** Where whoever is shut out, and who is not. Positions of statements move: they prove nothing. */
function messageOf(repository: Repository, closing: readonly CompiledStatement[], left: LeftToDo): string {
  const numbers = listed(closing.map(({ source }) => String(source.index)));
  const together = closing.length === 1 ? '' : ` (statements ${numbers} together)`;
  const what = `the repository policy of ${placeOf(repository)} denies ecr:SetRepositoryPolicy to`;
  const able = ableIn(left);
  const spared = sparesNobody(closing);
  if (able.length === 0) {
    return `${what} everybody${together}: nobody may change it, ${left.canDelete ? 'though it may be deleted' : 'and nobody may delete it'}${spared}`;
  }
  const rest = left.canDelete ? 'though one may delete it' : 'and none may delete it';
  return `${what} every user and role of the account${together}, ${rest}: ${listed(shortened(able))} can still change it${spared}`;
}

/** What is wrong with an exception that no one can be: the first that there is. */
function sparesNobody(closing: readonly CompiledStatement[]): string {
  const conditions = closing.flatMap(({ source }) => source.conditions);
  const fault = conditions.map((condition) => emptyException(condition, true)).find((each) => each !== undefined);
  if (!fault) return '';
  const { why, meant } = conditionWords(fault);
  return `. Its exception is for nobody: ${why}; probably meant: ${meant}`;
}

/** A34: in words, whoever may still set the policy. */
function ableIn({ root, others }: LeftToDo): readonly string[] {
  return [...ROOT[root], ...others.map(whom)];
}

const ROOT = {
  allowed: ['the root user of the account'],
  conditional: ['the root user of the account under conditions'],
  unknown: ['perhaps the root user of the account'],
  explicitDeny: [],
  implicitDeny: [],
} as const satisfies Record<DecisionKind, readonly string[]>;

function listed(texts: readonly string[]): string {
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} and ${last}`;
}
