// Whom roles trust: their trust policies compiled, each text once, and found by whom they name.
import type { Account } from '../../access/account/account.ts';
import { namedPrincipals, namesOf } from '../../access/account/named-principals.ts';
import { isCallerKey, requestContext, serviceKeys } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import type { PolicyDocument } from '../../model/policy.ts';
import type { PolicyRef } from '../../model/policy-ref.ts';
import type { Gap } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { decide } from '../../policy/decide.ts';
import type { PolicySet } from '../../policy/layers.ts';
import { hasBit } from '../../policy/logic/mask.ts';
import { ANYTHING } from '../../policy/match/context.ts';
import { pathBit } from './indirect-actions.ts';
import { NO_POLICIES } from './permits.ts';

export interface Trusts {
  /** The trust policy of a role; a gap where nobody can read it. */
  readonly of: (role: Subject) => PolicySet;
  /** Roles that trust the account, and leave the rest to identity policies. */
  readonly ofAccount: readonly Subject[];
  /** Roles that trust the subject by name, or whomever they do not leave out. */
  readonly naming: (subject: Subject) => readonly Subject[];
  /** Roles that a service may act as. */
  readonly ofService: (service: string) => readonly Subject[];
  /** Whether the answer is the same for all whose own policies say the same. */
  readonly isImpersonal: (role: Subject) => boolean;
}

/**
 * Whom the roles trust, asked role by role. `account` is one under the actions of this folder, `roles` those of it that are ours to use.
 */
export function trustsOf(account: Account, roles: readonly Subject[]): Trusts {
  const setOf = memoize((text: string) => trustSet(account, { ref: UNNAMED_TRUST, text }));
  const of = (role: Subject): PolicySet => (role.local?.trust ? setOf(role.local.trust.text) : UNREAD);
  const byName = new Map<string, Subject[]>();
  const ofAll: Subject[] = [];
  const ofAccount: Subject[] = [];
  for (const role of roles) {
    const statements = allowsIn(of(role));
    for (const name of namedPrincipals(statements)) getOrCreate(byName, name, () => []).push(role);
    if (statements.some(({ source: { principal } }) => principal.kind !== 'only' || principal.of.some(({ kind }) => kind === 'everyone')))
      ofAll.push(role);
    else if (
      statements.some(({ source: { principal } }) => principal.kind === 'only' && principal.of.some(({ kind }) => kind === 'account'))
    )
      ofAccount.push(role);
  }
  const serves = memoize((service: string) => memoize((text: string) => isServed(account, service, setOf(text))));
  return {
    of,
    ofAccount,
    naming: (subject) => [...new Set([...namesOf(subject).flatMap((name) => byName.get(name) ?? []), ...ofAll])],
    ofService: memoize((service: string) => roles.filter(({ local }) => local?.trust && serves(service)(local.trust.text))),
    isImpersonal: (role) => isImpersonal(of(role)),
  };
}

/** Equal trust policies are compiled and judged once, whosever they are. */
export const UNNAMED_TRUST: PolicyRef = { kind: 'trust', role: null };

const UNREAD_GAP: Gap = { part: { kind: 'policy', policy: UNNAMED_TRUST }, api: '', code: 'DocumentMissing', message: '' };
const UNREAD: PolicySet = { policies: [], gaps: [UNREAD_GAP] };

/** A trust policy as the policies of a resource, which it is in all that matters here (A5). */
export function trustSet({ documents }: Account, document: PolicyDocument): PolicySet {
  const { policy, malformed } = documents.compiled(document, 'resource');
  return malformed ? UNREAD : { policies: [{ ref: document.ref, compiled: policy }], gaps: [] };
}

function allowsIn({ policies }: PolicySet): readonly CompiledStatement[] {
  const bit = pathBit('sts:AssumeRole');
  return policies.flatMap(({ compiled }) =>
    compiled.statements.filter(({ effect, actions }) => effect === 'Allow' && hasBit(actions, bit)),
  );
}

function isServed({ ground, rcp }: Account, service: string, resource: PolicySet): boolean {
  const context = requestContext(ground, serviceKeys(service), { region: '', repository: undefined, tagging: false });
  const request = {
    caller: { kind: 'service', service } as const,
    action: pathBit('sts:AssumeRole'),
    // Trust policies speak of their own role, and guardrails seldom of one.
    resource: `arn:${ground.partition}:iam::${ground.account}:role/x`,
    resourceAccount: ground.account,
    context: (key: string) => (key === 'aws:requestedregion' ? ANYTHING : context(key)),
  };
  const { kind } = decide(request, { identity: NO_POLICIES, boundary: undefined, session: undefined, scp: [], resource, rcp });
  return kind === 'allowed' || kind === 'conditional';
}

function isImpersonal({ policies }: PolicySet): boolean {
  return policies.every(({ compiled }) =>
    compiled.statements.every(({ source: { principal }, conditions }) => {
      const isOpen = principal.kind === 'only' && principal.of.every(({ kind }) => kind !== 'entity' && kind !== 'uniqueId');
      return isOpen && !conditions.some(({ keys }) => keys.some(isCallerKey));
    }),
  );
}
