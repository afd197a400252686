// Findings about policies that a change ends by itself. Where it takes somebody's decision, the check says whose.

import { decideCell, subjectNamed } from '../access/account/account.ts';
import { possible } from '../access/cell/action-formulas.ts';
import { placesIn } from '../access/classes/places.ts';
import { repositoriesOf } from '../access/classes/repository-classes.ts';
import { BASELINE_CHECKS, POLICY_CHECKS, type RemediableCode } from '../checks/registry.ts';
import { openRule } from '../checks/survey/open-rules.ts';
import { whole } from '../collections/subset.ts';
import { bitOf, type EcrAction, namesOf, REPOSITORY_MASK } from '../ecr/actions.ts';
import { LOGIN, TOKEN } from '../ecr/capabilities.ts';
import type { Capability } from '../model/access.ts';
import type { PolicyFindingCode } from '../model/codes.ts';
import type { PolicyFinding } from '../model/drift.ts';
import { policyTitle } from '../model/policy-ref.ts';
import type { Repository } from '../model/snapshot.ts';
import { hasBit } from '../policy/logic/mask.ts';
import { compileIamPattern, tokensOf } from '../policy/match/pattern.ts';
import type { AccessEffect } from './effect/effect.ts';
import { type JudgedPlan, judgeEdits, refused, type Search } from './effect/plan.ts';
import { withBindingConditions } from './everybody.ts';
import { inlineEdit } from './giving-edits.ts';
import { expectedActions, grantRemediation } from './grant.ts';
import { spared } from './not-principal.ts';
import type { StatementJson } from './policy/document.ts';
import { rewritten } from './removal/rewritten.ts';
import { restored } from './restoration.ts';

type RemediationOf = (search: Search, finding: PolicyFinding) => JudgedPlan;

/** A plan that ends the finding, or whose decision it takes. */
export function findingRemediation(search: Search, finding: PolicyFinding): JudgedPlan {
  const { code } = finding;
  if (isRemediable(code)) return REMEDIATIONS[code](search, finding);
  const { decision } = CHECKS[code];
  return refused(typeof decision === 'function' ? decision(finding) : decision);
}

const CHECKS = { ...POLICY_CHECKS, ...BASELINE_CHECKS };

function isRemediable(code: PolicyFindingCode): code is RemediableCode {
  return Object.hasOwn(REMEDIATIONS, code);
}

const token: RemediationOf = (search, { principal }) => {
  const { local } = subjectNamed(search.account, principal ?? '');
  const edit = local && inlineEdit(local, TOKEN);
  if (!edit) return refused(`the policies of ${principal} are not the account's to change`);
  const judged = judgeEdits(search, [edit], (grant) => grant.subject.principal.name === principal);
  if (judged.kind === 'refused') return judged;
  if (canLogIn(judged.plan.effect, principal ?? '')) return restored(search, judged.plan, judged.plan.effect.gained);
  return refused(`${shutBy(judged.plan.effect, principal ?? '')} ecr:GetAuthorizationToken: only a change there gives it back`);
};

/** What stands against the token where the own policies allow it. */
function shutBy({ after: account }: AccessEffect, principal: string): string {
  const subject = subjectNamed(account, principal);
  const [deny] = repositoriesOf(account)
    .slice(0, 1)
    .flatMap((repository) => decideCell(account, { subject, repository, action: LOGIN }).statements)
    .filter(({ source: { effect } }) => effect === 'Deny');
  return deny ? `statement ${deny.source.index} of the ${policyTitle(deny.policy)} denies` : 'a guardrail or a boundary does not allow';
}

const PUT_IMAGE = 'ecr:PutImage' satisfies EcrAction;

const partialPush: RemediationOf = (search, { principal, region, repository, subject: object }) => {
  if (typeof object !== 'string')
    return refused('complete push on the repositories where it is meant, and remove ecr:PutImage on the others');
  const { account, cells } = search;
  const subject = subjectNamed(account, principal ?? '');
  const accessAt = cells.at;
  const bit = bitOf(PUT_IMAGE);
  const isUnwanted = (each: Repository): boolean => {
    const isThere = (repository === '*' || each.name === repository) && (region === '*' || each.region === region);
    if (!isThere || !hasBit(possible(accessAt(subject, each).granted), bit)) return false;
    return !hasBit(expectedActions(search, subject, each), bit);
  };
  const unwanted = repositoriesOf(account)
    .filter(isUnwanted)
    .map((each) => ({ region: each.region, repository: each.name }));
  const places = placesIn([whole(unwanted)]);
  const everywhere = repository === '*' ? (region ?? '*') : undefined;
  return grantRemediation(search, { principal: principal ?? '', capabilities: [PUT_IMAGE], places, everywhere, forbiddenBy: undefined });
};

const orphan: RemediationOf = (search, finding) => {
  const edit = rewritten(search.account, finding, (statements) => statements);
  return edit ? judgeEdits(search, [edit]) : UNREAD;
};

/** A condition that forgets those who lack its key is made to bind; which resources are meant, only the owner can say. */
const unscoped: RemediationOf = (search, finding) => {
  const index = finding.statement?.source.index;
  let isLoose = false;
  const edit = rewritten(search.account, finding, (statements) =>
    statements.map((json, position) => {
      const bound = position === index ? withBindingConditions(json) : undefined;
      isLoose ||= bound !== undefined;
      return bound ?? json;
    }),
  );
  const judged = edit && isLoose ? judgeEdits(search, [edit]) : undefined;
  if (judged?.kind === 'plan') return judged;
  if (judged)
    return refused(
      `write the condition by an operator that fails without the key (ForAnyValue, or a plain one with Null false): ${judged.why}`,
    );
  return refused('add aws:SourceAccount or aws:SourceArn to the statement: for which resources the service may act, only you can say');
};

/** B14: which actions are meant, the catalogue can say; whom, nobody can. */
const negation: RemediationOf = (search, finding) => {
  if (finding.statement?.source.effect === 'Deny') {
    const judged = spared(search, finding);
    return judged.kind === 'plan' ? judged : refused(openRule('A49').remedy);
  }
  const index = finding.statement?.source.index;
  const edit = rewritten(search.account, finding, (statements) =>
    statements.map((each, position) => (position === index ? listed(each) : each)),
  );
  if (!edit?.after || JSON.stringify(edit.after).includes('"NotPrincipal"'))
    return refused('say whom the statement is for: everybody but some is for nobody to guess');
  return judgeEdits(search, [edit]);
};

function listed(json: StatementJson): StatementJson {
  const excepted = [json['NotAction'] ?? []].flat().filter((text) => typeof text === 'string');
  if (json['NotAction'] === undefined) return json;
  const globs = excepted.map((pattern) => compileIamPattern(tokensOf(pattern.toLowerCase())));
  const actions = namesOf(REPOSITORY_MASK).filter((name) => !globs.some((matches) => matches(name.toLowerCase())));
  return Object.fromEntries(Object.entries(json).map(([key, value]) => (key === 'NotAction' ? ['Action', actions] : [key, value])));
}

const UNREAD = refused('the policy was not read');

function canLogIn({ after: account, at }: AccessEffect, principal: string): boolean {
  const subject = subjectNamed(account, principal);
  return repositoriesOf(account).some((repository) => hasBit(possible(at(subject, repository).granted), LOGIN));
}

/** The way to more access is often a finding of its own. */
const escalation: RemediationOf = ({ open }, { principal }) => {
  const way = open.findings.find((each) => each.principal === principal && 'grant' in each.drift && WAYS.has(each.drift.grant.capability));
  if (way) return refused(`mend ${way.id}: what it tells of is how ${principal} gets there`);
  return refused('take away the ways that the details name, or allow admin in the baseline: which of them are needed, only you can say');
};

const WAYS: ReadonlySet<string> = new Set<Capability | EcrAction>(['admin', 'ecr:SetRepositoryPolicy', 'ecr:PutRegistryPolicy']);

/** By codes whose check does not say whose decision it takes. */
const REMEDIATIONS = {
  'ECRD-106': token,
  'ECRD-107': partialPush,
  'ECRD-205': unscoped,
  'ECRD-303': negation,
  'ECRD-304': orphan,
  'ECRD-307': escalation,
} as const satisfies Record<RemediableCode, RemediationOf>;
