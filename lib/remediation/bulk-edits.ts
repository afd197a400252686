// Edits of the one statement that is the cause of several findings, and of what principals have it by: each might end all of them.
import { type Account, subjectNamed } from '../access/account/account.ts';
import type { Subject } from '../access/account/subjects.ts';
import { possible } from '../access/cell/action-formulas.ts';
import { eachPlace } from '../access/classes/places.ts';
import { repositoriesByPlace } from '../access/classes/repository-classes.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { placesOf } from '../drift/drift-places.ts';
import type { Reason } from '../model/decision.ts';
import type { GrantDrift } from '../model/drift.ts';
import type { Finding } from '../model/finding.ts';
import { arnFields, placeKey } from '../model/ids.ts';
import type { PolicyDocument } from '../model/policy.ts';
import { isSamePolicy } from '../model/policy-ref.ts';
import type { Collected, Repository } from '../model/snapshot.ts';
import { type ActionMask, difference, emptyMask, intersection, isEmpty, union } from '../policy/logic/mask.ts';
import { reasonBehind } from './cause-place.ts';
import { isDetachable, isProtected } from './effect/changeable.ts';
import { judgeEdits, type Search } from './effect/plan.ts';
import { isOfGrant } from './effect/removed-findings.ts';
import { actionsOf, expectedActions } from './grant.ts';
import { type WrittenStatement, withoutActions } from './policy/action-edit.ts';
import { type DocumentJson, documentOf, type StatementJson, withStatements } from './policy/document.ts';
import type { Edit } from './policy/edit.ts';
import { withoutOrphans } from './policy/orphans.ts';
import { isOwnName, withoutPrincipals } from './policy/principal-edit.ts';
import { readWritten, type WrittenSource } from './removal/sources.ts';

export interface BulkTask {
  readonly statement: Reason | undefined;
  /** How many holders of a policy it may be taken from. */
  readonly places: number;
}

/** One of the principals that have it, and what of it. */
interface Holder {
  readonly subject: Subject;
  /** What is drift and needed for nothing that is expected. */
  readonly unwanted: ActionMask;
  readonly needed: ActionMask;
}

/** Sets of edits, the most telling first; each is judged by whoever asked. None where each principal is a case of its own. */
export function* bulkEdits(search: Search, findings: readonly Finding[], task: BulkTask): Iterable<readonly Edit[]> {
  const grants = findings.flatMap(({ drift }) => (isOfGrant(drift) && isTakenAway(drift) ? [drift] : []));
  const [first] = findings;
  const reason = first && reasonBehind(first, task.statement);
  const places = repositoriesIn(search.account, grants);
  const [place] = places.values();
  if (!reason || !place || grants.length < 2) return;
  const holders = holdersOf(search, grants, places);
  const { layer, policy } = reason;
  if (layer === 'resource') yield* statementEdits(search.account, reason, place, holders);
  if (policy.kind !== 'managed' || holders.length < 2) return;
  yield* managedEdits(search.account, reason, holders);
  yield* detachments(search, policy.arn, holders.slice(0, task.places));
}

/** What is meant under a condition is not taken away, and what everybody has is bound to those whom it is meant for. */
function isTakenAway(drift: GrantDrift): boolean {
  return drift.grant.principal.name !== '*' && (drift.kind !== 'weakened' || drift.rule.expired !== undefined);
}

function repositoriesIn(account: Account, grants: readonly GrantDrift[]): ReadonlyMap<string, Repository> {
  const wanted = new Set(grants.flatMap(placeKeysOf));
  const found = new Map<string, Repository>();
  for (const [key, repository] of repositoriesByPlace(account)) {
    if (!wanted.has(key)) continue;
    found.set(key, repository);
    if (found.size === wanted.size) break;
  }
  return found;
}

function placeKeysOf(drift: GrantDrift): readonly string[] {
  return eachPlace(placesOf(drift)).map(({ region, repository }) => placeKey(region, repository));
}

function holdersOf(search: Search, grants: readonly GrantDrift[], places: ReadonlyMap<string, Repository>): readonly Holder[] {
  const byName = new Map<string, GrantDrift[]>();
  for (const each of grants) getOrCreate(byName, each.grant.principal.name, () => []).push(each);
  return [...byName].map(([name, own]) => {
    const subject = subjectNamed(search.account, name);
    const at = [...new Set(own.flatMap(placeKeysOf))].flatMap((key) => places.get(key) ?? []);
    const needed = at.reduce((mask, each) => union(mask, expectedActions(search, subject, each)), emptyMask());
    const granted = at.reduce((mask, each) => union(mask, possible(search.cells.at(subject, each).granted)), emptyMask());
    const asked = own.reduce((mask, { grant }) => union(mask, actionsOf(grant.capability)), emptyMask());
    return { subject, needed, unwanted: difference(intersection(asked, granted), needed) };
  });
}

/** Without those who should have nothing by it; without what none of them should do; and not at all. */
function statementEdits(
  account: Account,
  { policy, source }: Reason,
  place: Repository,
  holders: readonly Holder[],
): readonly (readonly Edit[])[] {
  const registry = account.snapshot.registries.find(({ region }) => region === place.region);
  const isRegistry = policy.kind === 'registry';
  const part: Collected<PolicyDocument> | undefined = isRegistry ? registry?.policy : place.policy;
  const written = readWritten(part, 'resource');
  if (!written) return [];
  const out = holders.filter(({ needed }) => isEmpty(needed)).map(({ subject }) => subject);
  return changed(written, source.index, [
    ({ json }) => withoutPrincipals(json, 'Principal', (pattern) => out.some((subject) => isOwnName(pattern, subject))),
    (statement) => withoutActions(statement, cutOf(holders), 'ofRepositories'),
    () => 'empty',
  ]).map((option) => {
    const after = option && withoutOrphans(account, option).document;
    const { text: before } = written;
    if (isRegistry) return [{ kind: 'registryPolicy', region: place.region, before, after }];
    return [{ kind: 'repositoryPolicy', region: place.region, repository: place.name, before, after }];
  });
}

function cutOf(holders: readonly Holder[]): ActionMask {
  const needed = holders.reduce((mask, each) => union(mask, each.needed), emptyMask());
  return difference(
    holders.reduce((mask, each) => union(mask, each.unwanted), emptyMask()),
    needed,
  );
}

/** The document with the statement in each of the ways that change it. */
function changed(
  { document, statements }: WrittenSource,
  index: number,
  ways: readonly ((written: WrittenStatement) => StatementJson | 'empty' | undefined)[],
): readonly (DocumentJson | null)[] {
  const at = statements.findIndex(({ read }) => read.index === index);
  const statement = statements[at];
  if (!statement) return [];
  return ways.flatMap((way) => {
    const left = way(statement);
    if (left === undefined || left === statement.json) return [];
    const others = statements.map(({ json }) => json);
    return [withStatements(document, others.toSpliced(at, 1, ...(left === 'empty' ? [] : [left])))];
  });
}

/** A managed policy of the account itself, for all who have it. */
function managedEdits(account: Account, { policy, source }: Reason, holders: readonly Holder[]): readonly (readonly Edit[])[] {
  if (policy.kind !== 'managed' || arnFields(policy.arn)?.account !== account.ground.account) return [];
  const part = holders
    .flatMap(({ subject }) => subject.local?.policies ?? [])
    .find((each) => each.kind === 'present' && isSamePolicy(each.value.ref, policy));
  const written = readWritten(part, 'identity');
  if (!written) return [];
  const { text: before } = written;
  const options = changed(written, source.index, [(statement) => withoutActions(statement, cutOf(holders), 'everywhere'), () => 'empty']);
  // A managed policy cannot be empty.
  return options.flatMap((after) => (after ? [[{ kind: 'managedPolicy', arn: policy.arn, before, after } as const]] : []));
}

/** The policy taken from all whom it may be taken from: what that does to one of them, it does to no other. */
function detachments(search: Search, arn: string, holders: readonly Holder[]): readonly (readonly Edit[])[] {
  const edits = holders.flatMap(({ subject: { local } }): readonly Edit[] => {
    const part = local?.policies.find((each) => each.kind === 'present' && isSamePolicy(each.value.ref, { kind: 'managed', arn }));
    const before = part?.kind === 'present' ? part.value.text : undefined;
    const document = before === undefined ? undefined : documentOf(before);
    if (!local || before === undefined || !document || isProtected(local) || !isDetachable(local, arn, document)) return [];
    return [{ kind: 'attachment', principal: local, arn, before }];
  });
  const whole = judgeEdits({ ...search, care: 'splitting' }, edits);
  if (whole.kind === 'plan' || edits.length < 2) return edits.length > 0 ? [edits] : [];
  const fit = edits.filter((edit) => judgeEdits({ ...search, care: 'splitting' }, [edit]).kind === 'plan');
  return fit.length > 0 ? [fit] : [];
}
