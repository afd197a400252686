// The policies that give a principal some actions on a repository, and the edits that could stop one of them.

import { type Account, evaluateCell, subjectNamed } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { arnFields } from '../../model/ids.ts';
import type { Layer, PolicyDocument } from '../../model/policy.ts';
import { isSamePolicy, type PolicyRef, policyKey, policyName } from '../../model/policy-ref.ts';
import type { Collected, LocalPrincipal, Repository } from '../../model/snapshot.ts';
import type { MatchedStatement } from '../../policy/evaluate.ts';
import { FALSE } from '../../policy/logic/formula.ts';
import { type ActionMask, bitsOf, emptyMask, maskOf, union } from '../../policy/logic/mask.ts';
import { parsePolicy } from '../../policy/parse/parse.ts';
import { isDetachable, isProtected } from '../effect/changeable.ts';
import type { PlacedSubject } from '../effect/reach.ts';
import type { WrittenStatement } from '../policy/action-edit.ts';
import { type DocumentJson, documentOf, statementsOf } from '../policy/document.ts';
import { type Edit, isPolicy } from '../policy/edit.ts';
import { isInlineOf } from '../policy/inline-policy.ts';
import { withoutOrphans } from '../policy/orphans.ts';
import type { Giving, WrittenIdentityPolicy } from './identity-policy.ts';
import type { Option } from './removal.ts';
import type { WrittenPolicy } from './repository-policy.ts';

export interface Source {
  readonly layer: Layer;
  readonly policy: PolicyRef;
  readonly giving: Giving;
}

/** The policies that give a principal some of the actions on one repository; those of repositories and registries come first. */
export function sourcesAt(account: Account, subject: Subject, repository: Repository, actions: ActionMask): readonly Source[] {
  const found = new Map<string, { readonly layer: Layer; readonly policy: PolicyRef; readonly giving: Map<number, ActionMask> }>();
  for (const action of bitsOf(actions)) {
    const { evaluation } = evaluateCell(account, { subject, repository, action });
    for (const { layer, policy, statement } of evaluation.matched.filter((each) => gives(each, subject))) {
      const key = `${layer} ${policyKey(policy)}`;
      const source = getOrCreate(found, key, () => ({ layer, policy, giving: new Map<number, ActionMask>() }));
      const { index } = statement.source;
      source.giving.set(index, union(source.giving.get(index) ?? emptyMask(), maskOf([action])));
    }
  }
  return [...found.values()].sort(
    (a, b) => Number(a.layer === 'identity') - Number(b.layer === 'identity') || (policyName(a.policy) < policyName(b.policy) ? -1 : 1),
  );
}

/** A22: for the account's own principals, naming the account gives nothing. */
function gives({ layer, statement, match }: MatchedStatement, { local }: Subject): boolean {
  if (statement.effect !== 'Allow') return false;
  if (layer === 'identity') return true;
  return layer === 'resource' && (!local || match.direct !== FALSE || match.role !== FALSE);
}

/** Ways to rewrite a policy, the smallest first. */
export interface Rewriting {
  readonly resource: (account: Account, policy: WrittenPolicy, giving: Giving) => readonly Option[];
  readonly identity: (account: Account, policy: WrittenIdentityPolicy, giving: Giving) => readonly Option[];
  /** Whether a policy that is not the account's to rewrite may be taken from a role. */
  readonly detaches: boolean;
}

/** Edits of one source, the smallest first; each by itself. */
export function editsOf(account: Account, source: Source, { subject, repository }: PlacedSubject, rewriting: Rewriting): readonly Edit[] {
  if (source.layer === 'resource') return resourceEdits(account, source, repository, rewriting);
  const { local } = subjectNamed(account, subject.principal.name);
  const document = local?.policies.flatMap((part) =>
    part.kind === 'present' && isSamePolicy(part.value.ref, source.policy) ? [part.value] : [],
  )[0];
  return local && document && !isProtected(local) ? identityEdits(account, local, document, { source, rewriting }) : [];
}

function resourceEdits(account: Account, { policy, giving }: Source, { region, name }: Repository, rewriting: Rewriting): readonly Edit[] {
  const registry = account.snapshot.registries.find((each) => each.region === region);
  const repositories = registry?.repositories.kind === 'present' ? registry.repositories.value : [];
  const kind = policy.kind === 'registry' ? 'registryPolicy' : 'repositoryPolicy';
  const part = kind === 'registryPolicy' ? registry?.policy : repositories.find((each) => each.name === name)?.policy;
  const written = readWritten(part, 'resource');
  if (!written) return [];
  return rewriting.resource(account, { kind, ...written }, giving).map((option): Edit => {
    const after = option && withoutOrphans(account, option).document;
    return kind === 'registryPolicy'
      ? { kind, region, before: written.text, after }
      : { kind, region, repository: name, before: written.text, after };
  });
}

interface IdentityGround {
  readonly source: Source;
  readonly rewriting: Rewriting;
}

function identityEdits(
  account: Account,
  local: LocalPrincipal,
  document: PolicyDocument,
  { source, rewriting }: IdentityGround,
): readonly Edit[] {
  const before = document.text;
  const written = readWritten({ kind: 'present', value: document }, 'identity');
  if (!written) return [];
  const { ref } = document;
  if (isInlineOf(ref, local)) {
    const options = rewriting.identity(account, written, source.giving);
    return options.map((after): Edit => ({ kind: 'inlinePolicy', principal: local, policy: ref.name, before, after }));
  }
  const own = ownManaged(account, local, ref);
  if (own !== undefined) {
    const options = rewriting.identity(account, written, source.giving);
    // A managed policy cannot be empty.
    return options.flatMap((after): readonly Edit[] => (after ? [{ kind: 'managedPolicy', arn: own, before, after }] : []));
  }
  const mayGo = ref.kind === 'managed' && rewriting.detaches && isDetachable(local, ref.arn, written.document);
  return mayGo ? [{ kind: 'attachment', principal: local, arn: ref.arn, before }] : [];
}

/** The ARN of a managed policy that the account can change and that nobody else has; undefined for any other policy. */
export function ownManaged({ ground, locals }: Account, { arn }: LocalPrincipal, policy: PolicyRef): string | undefined {
  if (policy.kind !== 'managed' || arnFields(policy.arn)?.account !== ground.account) return undefined;
  const isOwn = locals.every(({ local }) => {
    if (!local) return true;
    return !isPolicy(local.boundary, policy) && (local.arn === arn || !local.policies.some((part) => isPolicy(part, policy)));
  });
  return isOwn ? policy.arn : undefined;
}

export interface WrittenSource {
  readonly text: string;
  readonly document: DocumentJson;
  readonly statements: readonly WrittenStatement[];
}

/** A policy with each statement as read and as written; undefined where it was not read or is malformed. */
export function readWritten(part: Collected<PolicyDocument> | undefined, layer: Layer): WrittenSource | undefined {
  if (part?.kind !== 'present') return undefined;
  const { text } = part.value;
  const document = documentOf(text);
  const reading = parsePolicy(text, layer);
  if (!document || reading.kind !== 'policy') return undefined;
  const json = statementsOf(document);
  return {
    text,
    document,
    statements: reading.policy.statements.flatMap((read) => (json[read.index] ? [{ read, json: json[read.index] ?? {} }] : [])),
  };
}
