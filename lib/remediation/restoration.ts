// Access that is missing: the statement that gives it, and the token without which it is of no use.
import { type Account, subjectNamed } from '../access/account/account.ts';
import type { Subject } from '../access/account/subjects.ts';
import { possible } from '../access/cell/action-formulas.ts';
import { repositoryNamed, repositoryOf } from '../access/classes/repository-classes.ts';
import { actionOf, ECR_ACTIONS, namesOf, REPOSITORY_MASK } from '../ecr/actions.ts';
import { ALL_CAPABILITY_ACTIONS, CAPABILITY_ACTIONS, LOGIN } from '../ecr/capabilities.ts';
import { givingPlaceOf } from '../findings/giving-place.ts';
import { isCapability } from '../model/access.ts';
import type { Reason } from '../model/decision.ts';
import type { MissingAccess } from '../model/drift.ts';
import { arnFields } from '../model/ids.ts';
import { policyName } from '../model/policy-ref.ts';
import type { Repository } from '../model/snapshot.ts';
import { bitsOf, covers, difference, hasBit, maskOf, union } from '../policy/logic/mask.ts';
import { codeChangedBy } from './code-changed.ts';
import { isProtected } from './effect/changeable.ts';
import type { PlacedGrant } from './effect/effect.ts';
import { type JudgedPlan, judgeEdits, type Plan, refused, type Search } from './effect/plan.ts';
import type { PlacedSubject } from './effect/reach.ts';
import { actionsFor, givingEdits } from './giving-edits.ts';
import type { Edit } from './policy/edit.ts';

/** A plan that gives the access that is missing, or why no policy can. */
export function restoration(search: Search, missing: MissingAccess): JudgedPlan {
  const { account } = search;
  const { principal, capability, region, repository: name, denials, blockedBy } = missing;
  const [denial] = denials;
  if (denial) return refused(`${reasonText(denial)} denies it, and no other policy can give what a Deny takes away`);
  const guardrail = blockedBy.find((layer) => layer === 'boundary' || layer === 'scp' || layer === 'rcp' || layer === 'session');
  if (guardrail) return refused(`${GUARDRAILS[guardrail]} does not let it through: only a change there gives it back`);
  const repository = repositoryNamed(account, region, name);
  if (!repository) return refused(`${name} in ${region} is not there`);
  if (isNobody(account, principal)) return refused(`${principal} does not exist: make it first, or take it out of the baseline`);
  const subject = subjectNamed(account, principal);
  const places = givingEdits(search, subject, repository, capability);
  if (places.length === 0) return refused(whyNot(search, subject, repository, capability));
  const forbidden = forbiddenBy(search, subject, repository, capability);
  if (missing.source === 'require' && !isWholeExpected(search, subject, repository, capability))
    return refused(`${forbidden ?? 'another rule'} forbids some of its actions: the baseline has to make up its mind first`);
  if (forbidden) return refused(`${forbidden} forbids it: the baseline has to make up its mind first`);
  let problem: JudgedPlan | undefined;
  for (const edits of places) {
    const judged = restoredBy(search, missing, { subject, repository }, edits);
    if (judged.kind === 'plan') return judged;
    problem ??= judged;
  }
  return problem ?? refused(whyNot(search, subject, repository, capability));
}

function restoredBy(
  search: Search,
  { capability, source }: MissingAccess,
  { subject, repository }: PlacedSubject,
  edits: readonly Edit[],
): JudgedPlan {
  const isMeant = (grant: PlacedGrant): boolean =>
    isCovered(search, grant, subject, capability) && (source === 'lock' || search.isExpected(grant));
  const judged = judgeEdits(search, edits, (grant) => isMeant(grant) || isUnlocked(search, grant, subject));
  if (judged.kind === 'refused') return judged;
  if (!isGiven(judged.plan, subject, repository, capability)) return refused('a statement that gives it would not be enough');
  const { plan } = judged;
  return restored(
    search,
    plan,
    plan.effect.gained.filter((grant) => isCovered(search, grant, subject, capability)),
  );
}

/** A plan that gives access, with the findings that are answered by it; `meant` is expected from then on. */
export function restored(search: Search, plan: Plan, meant: readonly PlacedGrant[]): JudgedPlan {
  const { account, open } = search;
  const { targets } = open;
  const codeChanged = codeChangedBy(search, plan.effect, meant);
  const others = open.missing.filter(({ missing }) => !isNobody(account, missing.principal));
  const found = others.filter(({ missing }) => isFound(plan, missing)).map(({ id }) => id);
  const over = [...new Set([...plan.ended, ...plan.alsoRemoves, ...found, ...codeChanged])].sort();
  return {
    kind: 'plan',
    plan: {
      ...plan,
      ended: over.filter((id) => targets.has(id)),
      alsoRemoves: over.filter((id) => !targets.has(id)),
      codeChanged,
    },
  };
}

/** The line of the baseline that forbids some of the actions there, or rights that make up no capability: then it forbids any. */
function forbiddenBy({ open }: Search, subject: Subject, repository: Repository, capability: string): string | undefined {
  const names = new Set([capability, ...namesOf(actionsFor(capability, subject)), ...IDLE]);
  return [...names].map((each) => open.forbiddenBy({ subject, repository, capability: each })).find((line) => line !== undefined);
}

/** A rule that requires access allows every action of it, where no other rule forbids one. */
function isWholeExpected({ isExpected }: Search, subject: Subject, repository: Repository, capability: string): boolean {
  return bitsOf(actionsFor(capability, subject)).every((bit) => {
    return isExpected({ subject, repository, capability: actionOf(bit), actions: maskOf([bit]) });
  });
}

function whyNot({ account }: Search, { local, principal }: Subject, { name, region, policy }: Repository, capability: string): string {
  if (givingPlaceOf({ principal }, account.ground.account, capability) === 'registry')
    return `the registry policy of ${region} was not read`;
  if (policy.kind === 'unknown') return `the repository policy of ${name} in ${region} was not read`;
  if (local && isProtected(local)) return `the policies of ${principal.name} are not the account's to change`;
  return 'no policy of the account could give it';
}

const IDLE = namesOf(difference(REPOSITORY_MASK, ALL_CAPABILITY_ACTIONS));

const GUARDRAILS = {
  boundary: 'the permissions boundary',
  scp: 'a service control policy',
  rcp: 'a resource control policy',
  session: 'a session policy',
} as const;

/** A statement as people refer to it. */
function reasonText({ policy, source: { sid, index } }: Reason): string {
  return `statement ${index}${sid === null ? '' : ` (${sid})`} of the ${policyName(policy)}`;
}

function isNobody({ ground, locals }: Account, name: string): boolean {
  const fields = arnFields(name);
  return fields?.service === 'iam' && fields.account === ground.account && !locals.some(({ principal }) => principal.name === name);
}

/** What else the same actions make up, by themselves or with what is expected anyway. */
function isCovered({ cells, open }: Search, grant: PlacedGrant, subject: Subject, capability: string): boolean {
  if (grant.subject.principal.name !== subject.principal.name) return false;
  const { capabilities } = cells.at(grant.subject, grant.repository);
  const expected = capabilities.filter((each) => each.decision !== 'unknown' && open.isExpected({ ...grant, capability: each.capability }));
  return covers(
    expected.reduce((mask, { actions }) => union(mask, actions), actionsFor(capability, subject)),
    grant.actions,
  );
}

/** What only a token was missing for. */
function isUnlocked(search: Search, grant: PlacedGrant, subject: Subject): boolean {
  const { granted } = search.cells.at(grant.subject, grant.repository);
  const isWhole = covers(possible(granted), CAPABILITY_ACTIONS[grant.capability]);
  if (grant.subject.principal.name !== subject.principal.name || hasBit(possible(granted), LOGIN) || !isWhole) return false;
  return forbiddenBy(search, grant.subject, grant.repository, grant.capability) === undefined;
}

/** Other missing access that is there now. */
function isFound(plan: Plan, { principal, region, repository: name, capability }: MissingAccess): boolean {
  const { after } = plan.effect;
  const repository = repositoryNamed(after, region, name);
  return repository !== undefined && isGiven(plan, subjectNamed(after, principal), repository, capability);
}

function isGiven({ effect: { after, at } }: Plan, subject: Subject, { arn }: Repository, capability: string): boolean {
  const repository = repositoryOf(after, arn);
  if (!repository) return false;
  const outcome = at(subjectNamed(after, subject.principal.name), repository);
  if (isCapability(capability)) return outcome.capabilities.some((each) => each.capability === capability && each.decision !== 'unknown');
  return covers(possible(outcome.granted), actionsFor(capability, subject)) && ECR_ACTIONS.some((name) => name === capability);
}
