// How much text AWS stores of each kind of policy (B22).
import type { LocalPrincipal } from '../../model/snapshot.ts';
import { compactText, type DocumentJson, documentOf } from './document.ts';
import { type Edit, isPolicy } from './edit.ts';
import { inlinePolicy, isInlineOf } from './inline-policy.ts';

/** Characters of a repository or registry policy. */
const RESOURCE_LIMIT = 10_240;
/** Characters of a managed policy, white space not counted. */
const MANAGED_LIMIT = 6_144;
/** Characters of all inline policies together, white space not counted. */
const INLINE_LIMIT = { user: 2_048, role: 10_240 } as const satisfies Record<LocalPrincipal['kind'], number>;

/** Why AWS would not store what the edit leaves, or undefined when it would. */
export function oversize(edit: Edit): string | undefined {
  switch (edit.kind) {
    case 'repositoryPolicy':
    case 'registryPolicy':
      return beyond(edit.after ? compactText(edit.after).length : 0, RESOURCE_LIMIT, 'the policy');
    case 'managedPolicy':
      return beyond(inkOf(edit.after), MANAGED_LIMIT, edit.arn);
    case 'inlinePolicy':
      return edit.after
        ? beyond(inlineSize(edit.principal, edit.policy, edit.after), INLINE_LIMIT[edit.principal.kind], inline(edit.principal))
        : undefined;
    case 'attachment':
      return undefined;
  }
}

function beyond(size: number, limit: number, what: string): string | undefined {
  return size > limit ? `${what} would take ${size} of ${limit} characters` : undefined;
}

function inline({ kind, name }: LocalPrincipal): string {
  return `the inline policies of ${kind} ${name}`;
}

function inlineSize(principal: LocalPrincipal, policy: string, after: DocumentJson): number {
  const others = principal.policies.flatMap((part) => {
    if (part.kind !== 'present' || isPolicy(part, inlinePolicy(policy, principal)) || !isInlineOf(part.value.ref, principal)) return [];
    return inkOf(documentOf(part.value.text) ?? {});
  });
  return others.reduce((sum, size) => sum + size, inkOf(after));
}

function inkOf(document: DocumentJson): number {
  return compactText(document).replaceAll(/\s/g, '').length;
}
