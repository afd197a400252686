// One change to one policy, and the account as it would be after some of them.
import { type Account, prepareAccount } from '../../access/account/account.ts';
import { type CompiledDocument, compileDocuments, type Documents, ECR_UNIVERSE } from '../../access/account/documents.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { memoize } from '../../collections/memoize.ts';
import type { PolicyDocument } from '../../model/policy.ts';
import { isSamePolicy, type PolicyRef } from '../../model/policy-ref.ts';
import type { AccountSnapshot, Collected, LocalPrincipal, Registry } from '../../model/snapshot.ts';
import { compactText, type DocumentJson } from './document.ts';
import { inlinePolicy } from './inline-policy.ts';

/** `before` is the text as it was read, undefined where there was none; `after` is null where the policy goes. */
export type Edit =
  | {
      readonly kind: 'repositoryPolicy';
      readonly region: string;
      readonly repository: string;
      readonly before: string | undefined;
      readonly after: DocumentJson | null;
    }
  | { readonly kind: 'registryPolicy'; readonly region: string; readonly before: string | undefined; readonly after: DocumentJson | null }
  | {
      readonly kind: 'inlinePolicy';
      readonly principal: LocalPrincipal;
      readonly policy: string;
      readonly before: string | undefined;
      readonly after: DocumentJson | null;
    }
  | { readonly kind: 'managedPolicy'; readonly arn: string; readonly before: string; readonly after: DocumentJson }
  /** The policy is taken from the principal. */
  | { readonly kind: 'attachment'; readonly principal: LocalPrincipal; readonly arn: string; readonly before: string };

/** Equal for edits of one policy. */
function placeOf(edit: Edit): string {
  switch (edit.kind) {
    case 'repositoryPolicy':
      return JSON.stringify([edit.kind, edit.region, edit.repository]);
    case 'registryPolicy':
      return JSON.stringify([edit.kind, edit.region]);
    case 'inlinePolicy':
      return JSON.stringify([edit.kind, edit.principal.arn, edit.policy]);
    case 'managedPolicy':
      return JSON.stringify([edit.kind, edit.arn]);
    case 'attachment':
      return JSON.stringify([edit.kind, edit.principal.arn, edit.arn]);
  }
}

/** Whether both change one policy. */
export function isSamePlace(a: Edit, b: Edit): boolean {
  return placeOf(a) === placeOf(b);
}

/** Whether both change one policy in the same way. */
export function isSameEdit(a: Edit, b: Edit | undefined): boolean {
  if (a === b) return true;
  if (!b || a.kind !== b.kind || a.before !== b.before || !isSamePlace(a, b)) return false;
  const [one, other] = [a, b].map((edit) => ('after' in edit && edit.after ? compactText(edit.after) : undefined));
  return one === other;
}

/** The edits with one more; an edit of the same policy gives way to it. */
export function withEdit(edits: readonly Edit[], edit: Edit): readonly Edit[] {
  const place = placeOf(edit);
  const same = edits.find((each) => placeOf(each) === place);
  if (!same) return [...edits, edit];
  return edits.map((each) => (each === same ? ({ ...edit, before: same.before } as Edit) : each)); // INVARIANT: equal places, equal kinds
}

/** Whether the edit changes a policy that the principal has, or its boundary. */
export function isTouchedBy(edit: Edit, { arn, policies, boundary }: LocalPrincipal): boolean {
  switch (edit.kind) {
    case 'inlinePolicy':
    case 'attachment':
      return edit.principal.arn === arn;
    case 'managedPolicy':
      return [...policies, boundary].some((part) => isPolicy(part, refOf(edit)));
    case 'repositoryPolicy':
    case 'registryPolicy':
      return false;
  }
}

/** Whether the part was read and is that policy. */
export function isPolicy(part: Collected<PolicyDocument>, policy: PolicyRef): boolean {
  return part.kind === 'present' && isSamePolicy(part.value.ref, policy);
}

/** The account with the edits made; what they leave alone is not compiled again. */
export function accountAfter(account: Account, edits: readonly Edit[]): Account {
  const fresh = new Map<Edit, PolicyDocument>();
  for (const edit of edits) {
    if (edit.kind !== 'attachment' && edit.after) fresh.set(edit, { ref: refOf(edit), text: compactText(edit.after) });
  }
  const snapshot = edits.reduce((sum, edit) => snapshotAfter(sum, edit, partOf(fresh.get(edit))), account.snapshot);
  // One list where nobody's own policies change: what was found out about it is found again.
  const personal = edits.filter(({ kind }) => kind !== 'repositoryPolicy' && kind !== 'registryPolicy');
  const subjectsAfter = (subjects: Account['locals']): Account['locals'] =>
    personal.reduce((sum, edit) => sum.map((each) => subjectAfter(each, edit, partOf(fresh.get(edit)))), subjects);
  const locals = subjectsAfter(account.locals);
  const everybody = account.everybody === account.locals ? locals : subjectsAfter(account.everybody);
  const ruled = edits.some(({ kind }) => kind === 'registryPolicy')
    ? prepareAccount({ ...snapshot, principals: { kind: 'absent' } }).registryPolicies
    : account.registryPolicies;
  return { ...account, snapshot, locals, everybody, registryPolicies: ruled, documents: layered(account, new Set(fresh.values())) };
}

/** The policy that an edit changes or takes from somebody. */
export function refOf(edit: Edit): PolicyRef {
  switch (edit.kind) {
    case 'repositoryPolicy':
      return { kind: 'repository', region: edit.region, repository: edit.repository };
    case 'registryPolicy':
      return { kind: 'registry', region: edit.region };
    case 'inlinePolicy':
      return inlinePolicy(edit.policy, edit.principal);
    case 'managedPolicy':
    case 'attachment':
      return { kind: 'managed', arn: edit.arn };
  }
}

function partOf(document: PolicyDocument | undefined): Collected<PolicyDocument> {
  return document ? { kind: 'present', value: document } : { kind: 'absent' };
}

function snapshotAfter(snapshot: AccountSnapshot, edit: Edit, policy: Collected<PolicyDocument>): AccountSnapshot {
  if (edit.kind !== 'repositoryPolicy' && edit.kind !== 'registryPolicy') return snapshot;
  const registryAfter = (registry: Registry): Registry => {
    if (registry.region !== edit.region) return registry;
    if (edit.kind === 'registryPolicy') return { ...registry, policy };
    const { repositories } = registry;
    if (repositories.kind !== 'present') return registry;
    const at = repositories.value.findIndex((each) => each.name === edit.repository);
    const repository = repositories.value[at];
    const value = repository ? repositories.value.with(at, { ...repository, policy }) : repositories.value;
    return { ...registry, repositories: { kind: 'present', value } };
  };
  return { ...snapshot, registries: snapshot.registries.map(registryAfter) };
}

function subjectAfter(subject: Subject, edit: Edit, policy: Collected<PolicyDocument>): Subject {
  const { local } = subject;
  if (!local || !isTouchedBy(edit, local)) return subject;
  return { ...subject, local: localAfter(local, edit, policy) };
}

function localAfter(local: LocalPrincipal, edit: Edit, policy: Collected<PolicyDocument>): LocalPrincipal {
  switch (edit.kind) {
    case 'managedPolicy': {
      const replaced = (part: Collected<PolicyDocument>): Collected<PolicyDocument> => (isPolicy(part, refOf(edit)) ? policy : part);
      return { ...local, policies: local.policies.map(replaced), boundary: replaced(local.boundary) };
    }
    case 'inlinePolicy': {
      const others = local.policies.filter((part) => !isPolicy(part, refOf(edit)));
      return { ...local, policies: policy.kind === 'present' ? [...others, policy] : others };
    }
    case 'attachment':
      return { ...local, policies: local.policies.filter((part) => !isPolicy(part, refOf(edit))) };
    case 'repositoryPolicy':
    case 'registryPolicy':
      return local;
  }
}

/** Edited documents are compiled apart, so that the account does not hear of policies that nobody has; their numbers are no other's. */
function layered({ documents }: Account, fresh: ReadonlySet<PolicyDocument>): Documents {
  const own = compileDocuments(ECR_UNIVERSE, documents);
  const apart = memoize((compiled: CompiledDocument) => ({ ...compiled, id: -1 - compiled.id, meaning: -1 - compiled.meaning }));
  return {
    ...(documents.shared ? { shared: documents.shared } : {}),
    compiled: (document, layer) => (fresh.has(document) ? apart(own.compiled(document, layer)) : documents.compiled(document, layer)),
    notes: documents.notes,
  };
}
