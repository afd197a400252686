// The smallest set of edits that takes a grant away: at the policies that give it, or by a Deny for the principal.
import { type Account, subjectNamed } from '../../access/account/account.ts';
import { actionDecision, type Outcome } from '../../access/cell/outcome.ts';
import { repositoriesOf, repositoryOf } from '../../access/classes/repository-classes.ts';
import { actionBit } from '../../ecr/actions.ts';
import type { FindingId } from '../../model/ids.ts';
import { isSamePolicy } from '../../model/policy-ref.ts';
import type { LocalPrincipal, Repository } from '../../model/snapshot.ts';
import { isProtected } from '../effect/changeable.ts';
import type { AccessEffect } from '../effect/effect.ts';
import { type JudgedPlan, judgeEdits, refused, type Search } from '../effect/plan.ts';
import { newDocument } from '../policy/document.ts';
import { accountAfter, type Edit, isPolicy, withEdit } from '../policy/edit.ts';
import { inlinePolicy } from '../policy/inline-policy.ts';
import { withoutOrphans } from '../policy/orphans.ts';
import { identityDenial, identityOptions } from './identity-policy.ts';
import type { Removal } from './removal.ts';
import { denialIn, resourceOptions } from './repository-policy.ts';
import { editsOf, type Rewriting, readWritten, type Source, sourcesAt } from './sources.ts';

/** More edits than that are harder to follow than one Deny. */
const MOST_EDITS = 3;
const MOST_STEPS = 12;

/** A plan for the removal: at its sources where that is few edits, and otherwise by a Deny. */
export function removeGrant(search: Search, removal: Removal): JudgedPlan {
  const sources = atTheSources(search, removal);
  if (sources.kind === 'plan' && sources.plan.edits.length <= MOST_EDITS) return sources;
  const denial = byDenial(search, removal);
  return denial.kind === 'plan' ? denial : sources;
}

/** One source after the other, until none is left that gives it somewhere. */
function atTheSources(search: Search, removal: Removal): JudgedPlan {
  let judged = judgeEdits(search, []);
  for (let step = 0; step < MOST_STEPS && judged.kind === 'plan'; step += 1) {
    const place = firstPlace(judged.plan.effect, removal);
    if (!place) return withoutIdle(search, removal, judged);
    judged = withoutSource(search, removal, judged.plan.edits, place);
  }
  return judged.kind === 'plan' ? refused('too many policies give it') : judged;
}

/** A later edit may do what an earlier one was for. */
function withoutIdle(search: Search, removal: Removal, judged: Extract<JudgedPlan, { readonly kind: 'plan' }>): JudgedPlan {
  const { edits } = judged.plan;
  for (const idle of edits.length > 1 ? edits : []) {
    const less = judgeEdits(
      search,
      edits.filter((each) => each !== idle),
    );
    if (less.kind === 'plan' && !firstPlace(less.plan.effect, removal)) return less;
  }
  return judged;
}

/** The first repository where the principal still has it. */
function firstPlace({ after: account, at }: AccessEffect, removal: Removal): Repository | undefined {
  const subject = subjectNamed(account, removal.subject.principal.name);
  const arns = new Set(removal.repositories.map(({ arn }) => arn));
  return repositoriesOf(account).find((repository) => {
    if (!arns.has(repository.arn)) return false;
    const outcome = at(subject, repository);
    return removal.capabilities.some((each) => isThere(outcome, each));
  });
}

function isThere(outcome: Outcome, wanted: string): boolean {
  const bit = actionBit(wanted);
  const raw = bit === undefined ? undefined : actionDecision(outcome, bit);
  const named = outcome.capabilities.find(({ capability }) => capability === wanted)?.decision;
  return (raw ?? named ?? 'unknown') !== 'unknown';
}

/** The first edit that may be made and that leaves one source less. */
function withoutSource(search: Search, removal: Removal, edits: readonly Edit[], place: Repository): JudgedPlan {
  const current = accountAfter(search.account, edits);
  let problem = refused('it is given by nothing that can be changed here');
  for (const source of sourcesIn(current, removal, place)) {
    for (const edit of editsOf(current, source, { subject: removal.subject, repository: place }, rewritingOf(removal))) {
      const judged = judgeEdits(search, withEdit(edits, edit));
      if (judged.kind === 'refused') problem = judged;
      else if (isLess(judged.plan.effect, removal, place, source)) return judged;
    }
  }
  return problem;
}

function isLess(effect: AccessEffect, removal: Removal, place: Repository, { layer, policy }: Source): boolean {
  if (firstPlace(effect, { ...removal, repositories: [place] }) === undefined) return true;
  return !sourcesIn(effect.after, removal, place).some((each) => each.layer === layer && isSamePolicy(each.policy, policy));
}

function sourcesIn(account: Account, removal: Removal, { arn }: Repository): readonly Source[] {
  const repository = repositoryOf(account, arn);
  return repository ? sourcesAt(account, subjectNamed(account, removal.subject.principal.name), repository, removal.cut) : [];
}

function rewritingOf(removal: Removal): Rewriting {
  return {
    resource: (account, policy, giving) => resourceOptions(account, policy, new Set(giving.keys()), removal),
    identity: ({ ground }, policy, giving) => identityOptions(ground, policy, giving, removal),
    detaches: true,
  };
}

/** For a user or role in a policy of its own; for a role whose policies are not the account's, in the repositories' policies. */
function byDenial(search: Search, removal: Removal): JudgedPlan {
  const { account, open } = search;
  const { local } = removal.subject;
  if (!local) return refused('whoever it is for, another account decides');
  const edits = isProtected(local) ? repositoryDenials(account, removal) : inlineDenial(account, local, open.target, removal);
  if (!edits) return refused('a Deny would have to list too many repositories');
  const judged = judgeEdits(search, edits);
  if (judged.kind === 'refused') return judged;
  return firstPlace(judged.plan.effect, removal) ? refused('a Deny would not reach it') : judged;
}

function inlineDenial({ ground }: Account, principal: LocalPrincipal, finding: FindingId, removal: Removal): readonly Edit[] | undefined {
  const policy = `ecr-drift-${finding}`;
  const denial = identityDenial(ground, removal);
  const existing = principal.policies.find((part) => isPolicy(part, inlinePolicy(policy, principal)));
  const before = existing?.kind === 'present' ? existing.value.text : undefined;
  return denial && [{ kind: 'inlinePolicy', principal, policy, before, after: newDocument(denial) }];
}

function repositoryDenials(account: Account, removal: Removal): readonly Edit[] | undefined {
  if (removal.repositories.length > MOST_EDITS) return undefined;
  const edits = removal.repositories.map((repository) => repositoryDenial(account, repository, removal));
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}

/** A policy that was not read cannot be added to. */
function repositoryDenial(account: Account, { region, name, policy }: Repository, removal: Removal): Edit | undefined {
  const kind = 'repositoryPolicy';
  const written = readWritten(policy, 'resource');
  const denial = denialIn(account, kind, removal);
  if (!denial || (!written && policy.kind !== 'absent')) return undefined;
  if (!written) return { kind, region, repository: name, before: undefined, after: newDocument(denial) };
  const after = { ...written.document, Statement: [...written.statements.map(({ json }) => json), denial] };
  return { kind, region, repository: name, before: written.text, after: withoutOrphans(account, after).document };
}
