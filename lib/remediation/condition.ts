// Access that is meant to be there under a condition and has lost it: the condition is written back where the access is given.

import { type Account, subjectNamed } from '../access/account/account.ts';
import type { Subject } from '../access/account/subjects.ts';
import { hasPlace } from '../access/classes/places.ts';
import { repositoriesOf, repositoryOf } from '../access/classes/repository-classes.ts';
import type { BoundTerm } from '../drift/cell/cell-intent.ts';
import { placesOf } from '../drift/drift-places.ts';
import type { Drift } from '../model/drift.ts';
import { placeKey } from '../model/ids.ts';
import { policyKey } from '../model/policy-ref.ts';
import type { Repository } from '../model/snapshot.ts';
import { type ActionMask, emptyMask, union } from '../policy/logic/mask.ts';
import { SESSION_NAME } from '../policy/principal-match.ts';
import type { AccessEffect } from './effect/effect.ts';
import { lineOf } from './effect/open-findings.ts';
import { isSettled, type JudgedPlan, judgeEdits, refused, type Search } from './effect/plan.ts';
import { accountAfter, type Edit, withEdit } from './policy/edit.ts';
import { isOwnName, principalsIn, withoutPrincipals } from './policy/principal-edit.ts';
import { type Apart, boundOptions } from './removal/bound-options.ts';
import { editsOf, type Rewriting, type Source, sourcesAt } from './removal/sources.ts';

type Weakened = Extract<Drift, { readonly kind: 'weakened' }>;

/** What is written back, and where. */
interface Writing {
  readonly subject: Subject;
  readonly capability: string;
  readonly actions: ActionMask;
  readonly repositories: readonly Repository[];
  readonly terms: readonly BoundTerm[];
}

const MOST_STEPS = 12;

/** A plan that leaves the access and gives it its condition again, or the condition in words where no policy here can take it. */
export function conditionRemediation(search: Search, drift: Weakened): JudgedPlan {
  const { account, cells, terms } = search;
  const { grant } = drift;
  const places = placesOf(drift);
  const repositories = repositoriesOf(account).filter(({ region, name }) => hasPlace(places, placeKey(region, name)));
  const subject = subjectNamed(account, grant.principal.name);
  const [first] = repositories;
  if (!first) return refused(`${grant.repository} in ${grant.region} is not there`);
  const actions = repositories.reduce(
    (mask, each) => union(mask, actionsAt(cells.at(subject, each).capabilities, grant.capability)),
    emptyMask(),
  );
  const right = { capability: grant.capability, actions };
  const wanted = terms.termsOf(account, { subject, repository: first }, right);
  let problem: JudgedPlan | undefined;
  for (const each of wanted.filter((set) => set.every(isWritable))) {
    const judged = writtenBack(search, { subject, repositories, ...right, terms: each });
    if (judged.kind === 'plan') return judged;
    problem ??= judged;
  }
  return refused(inWords(drift, wanted[0] ?? [], problem));
}

function actionsAt(capabilities: readonly { readonly capability: string; readonly actions: ActionMask }[], wanted: string): ActionMask {
  return capabilities.find(({ capability }) => capability === wanted)?.actions ?? emptyMask();
}

/** What a lock holds of a Deny, of a session's name or of a pattern with variables is no condition of the statement that gives it. */
function isWritable({ effect, operator, key }: BoundTerm): boolean {
  return effect === 'Allow' && operator !== 'Resource' && key !== SESSION_NAME;
}

function inWords({ rule }: Weakened, terms: readonly BoundTerm[], problem: JudgedPlan | undefined): string {
  const asked = terms.map(({ effect, operator, key, values }) => {
    return `${effect === 'Deny' ? 'a Deny with ' : ''}${operator} on ${key} (${values.join(', ')})`;
  });
  const what = asked.length === 0 ? 'the condition' : asked.join(' and ');
  const why = problem?.kind === 'refused' ? `, by hand: ${problem.why}` : '';
  if (rule.id === 'lock') return `restore the condition that the lock holds (${lineOf(rule)}), or capture again: ${what}${why}`;
  return `write back what rule \`${rule.id}\` (${lineOf(rule)}) asks for, ${what}${why}`;
}

/** One source after the other, until the baseline has nothing against the access anywhere. */
function writtenBack(search: Search, writing: Writing): JudgedPlan {
  let judged = judgeEdits(search, []);
  const done = new Set<string>();
  for (let step = 0; step < MOST_STEPS && judged.kind === 'plan'; step += 1) {
    const place = firstWeakened(search, judged.plan.effect, writing);
    if (!place) return stillThere(judged.plan.effect, writing) ? judged : refused('the access would go with it');
    judged = withSource(search, writing, { edits: judged.plan.edits, place, done });
  }
  return judged.kind === 'plan' ? refused('too many policies give it') : judged;
}

function firstWeakened({ terms }: Search, effect: AccessEffect, { subject, capability, repositories }: Writing): Repository | undefined {
  return repositories.find((repository) => !isSettled(terms, effect, { subject, repository, capability }));
}

function stillThere({ after, at }: AccessEffect, { subject, capability, repositories }: Writing): boolean {
  const who = subjectNamed(after, subject.principal.name);
  const arns = new Set<string>(repositories.map(({ arn }) => arn));
  return repositoriesOf(after)
    .filter(({ arn }) => arns.has(arn))
    .every((repository) => at(who, repository).capabilities.some((each) => each.capability === capability));
}

interface Step {
  readonly edits: readonly Edit[];
  readonly place: Repository;
  /** Sources that ask for the condition already. */
  readonly done: Set<string>;
}

/** The first edit that may be made of a source that does not ask for the condition yet. */
function withSource(search: Search, writing: Writing, { edits, place, done }: Step): JudgedPlan {
  const current = accountAfter(search.account, edits);
  let problem = refused('it is given by nothing that can be changed here');
  for (const source of sourcesIn(current, writing, place)) {
    const key = sourceKey(source, place);
    if (done.has(key)) continue;
    for (const edit of editsOf(current, source, { subject: writing.subject, repository: place }, rewritingOf(writing))) {
      const judged = judgeEdits(search, withEdit(edits, edit));
      if (judged.kind === 'refused') {
        problem = judged;
        continue;
      }
      done.add(key);
      return judged;
    }
  }
  return problem;
}

/** A registry policy is a source of its own for each repository: each has a part of the condition there. */
function sourceKey({ layer, policy }: Source, { region, name }: Repository): string {
  return JSON.stringify([layer, policyKey(policy), ...(layer === 'identity' ? [] : [region, name])]);
}

function sourcesIn(account: Account, { subject, actions }: Writing, { arn }: Repository): readonly Source[] {
  const repository = repositoryOf(account, arn);
  return repository ? sourcesAt(account, subjectNamed(account, subject.principal.name), repository, actions) : [];
}

function rewritingOf({ subject, actions, terms }: Writing): Rewriting {
  const apart: Apart = (json) => {
    const isOwn = (each: Parameters<typeof isOwnName>[0]): boolean => isOwnName(each, subject);
    if (!principalsIn(json, 'Principal').some(({ pattern }) => isOwn(pattern))) return undefined;
    const [own, others] = [withoutPrincipals(json, 'Principal', (each) => !isOwn(each)), withoutPrincipals(json, 'Principal', isOwn)];
    return own === 'empty' || others === 'empty' ? undefined : { own, others };
  };
  return {
    resource: (_, policy, giving) => boundOptions(policy, giving, { terms, actions, speaks: 'ofRepositories', apart }),
    identity: (_, policy, giving) => boundOptions(policy, giving, { terms, actions, speaks: 'everywhere', apart: () => undefined }),
    detaches: false,
  };
}
