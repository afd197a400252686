// A `require` with a policy document: what the document grants has to be there.
import type { Account } from '../../access/account/account.ts';
import { policySet } from '../../access/account/documents.ts';
import { outsidersOf, ownArnsOf } from '../../access/account/named-outsiders.ts';
import { localSubjects, type Subject } from '../../access/account/subjects.ts';
import { possible } from '../../access/cell/action-formulas.ts';
import { type CapabilityOutcome, outcomeOf } from '../../access/cell/outcome.ts';
import { needsLogin } from '../../access/matrix/grant-of.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { namesOf } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES, LOGIN_MASK } from '../../ecr/capabilities.ts';
import type { IntentPolicy, RuleEntry } from '../../model/baseline.ts';
import { arnFields, arnOf, roleArn, roleSession } from '../../model/ids.ts';
import type { LocalPrincipal, Repository } from '../../model/snapshot.ts';
import { type ActionMask, difference, emptyMask, union } from '../../policy/logic/mask.ts';
import { allowanceOf, concrete } from '../cell/allowance.ts';
import { type Required, subjectOf, type Wanted } from './missing-cell.ts';

export interface PolicyDemand {
  readonly entry: RuleEntry;
  readonly policy: IntentPolicy;
  /** Those of the entry; a document of repository style names its own. */
  readonly principals: readonly Required[];
  readonly repository: Repository;
}

/** What there is to tell of all that the document of a `require` grants on one repository: that it is not there, say. */
export function missingOfPolicy<T>(
  account: Account,
  demand: PolicyDemand,
  ask: (account: Account, wanted: Wanted) => T | undefined,
): readonly T[] {
  const { entry, policy, principals, repository } = demand;
  const named = policy.style === 'repository' ? namedIn(account, policy, repository) : principals;
  return named.flatMap((required) => {
    const subject = required.subject ?? standIn(account, required.name);
    if (!subject) return [];
    const granted = possible(allowanceOf(account, entry, { subject, repository }));
    return missingOf((capability) => ask(account, { ...required, repository, capability }), wordsOf(subject, granted));
  });
}

/**
 * Whom the Allows of a document name, of a session its role, and whom their conditions bound `*` to. Naming the own account delegates, and grants
 * nothing (A22).
 */
function namedIn(account: Account, policy: IntentPolicy, repository: Repository): readonly Required[] {
  const { policies } = policySet(account.documents, 'resource', [{ kind: 'present', value: concrete(policy, account, repository) }]);
  const allows = policies.flatMap(({ compiled }) => compiled.statements.filter(({ effect }) => effect === 'Allow'));
  const own = ownArnsOf(allows, account.ground.account).map((arn) => roleOfSession(account, arn) ?? arn);
  const names = new Set([...own, ...outsidersOf(allows, account.ground)]);
  return [...names].map((name) => ({ name, subject: subjectOf(account, name) }));
}

/** The ARN of the role of which an ARN names a session; without its path, of which a session's ARN tells nothing, where there is no such role. */
function roleOfSession(account: Account, arn: string): string | undefined {
  const session = roleSession(arn);
  return session && (getOrCreate(ROLES, account, () => rolesByName(account)).get(session.role) ?? roleArn(session));
}

const ROLES = new WeakMap<Account, ReadonlyMap<string, string>>();

/** AWS has no two roles of one name in an account, whatever their paths. */
function rolesByName({ locals }: Account): ReadonlyMap<string, string> {
  return new Map(locals.flatMap(({ local }) => (local?.kind === 'role' ? [[local.name, local.arn] as const] : [])));
}

interface Words {
  /** Capabilities that the document grants whole. */
  readonly whole: readonly CapabilityOutcome[];
  /** Capabilities of which any action will do: those that the document grants are meant. */
  readonly some: readonly CapabilityOutcome[];
  readonly others: ActionMask;
}

function wordsOf(subject: Subject, granted: ActionMask): Words {
  // To log in is asked for with each capability that takes it, whether the document grants that as well or leaves it to another.
  const { capabilities } = outcomeOf({ always: granted, depends: [] }, false);
  const whole = capabilities.filter(({ capability }) => CAPABILITY_RULES[capability].needs === 'all');
  const some = capabilities.filter(({ capability }) => CAPABILITY_RULES[capability].needs === 'any');
  const token = whole.some(({ capability }) => needsLogin(subject, capability)) ? LOGIN_MASK : emptyMask();
  const named = [...whole.map(({ capability }) => CAPABILITY_ACTIONS[capability]), ...some.map(({ actions }) => actions), token];
  return { whole, some, others: difference(granted, named.reduce<ActionMask>(union, emptyMask())) };
}

/** Single actions are told where nothing more telling is. */
function missingOf<T>(asked: (capability: string) => T | undefined, { whole, some, others }: Words): readonly T[] {
  const ask = (capability: string): readonly T[] => {
    const one = asked(capability);
    return one === undefined ? [] : [one];
  };
  const askEach = (actions: ActionMask): readonly T[] => namesOf(actions).flatMap(ask);
  const capabilities = [
    ...whole.flatMap(({ capability }) => ask(capability)),
    ...some.flatMap(({ capability, actions }) => {
      const each = askEach(actions);
      const all = each.length > 0 ? ask(capability) : [];
      return all.length > 0 ? all : each;
    }),
  ];
  return capabilities.length > 0 ? capabilities : askEach(others);
}

/** A principal of the account that is not there, as it would be: to know what the document grants it. */
function standIn({ ground }: Account, name: string): Subject | undefined {
  const [, kind, path, own] = /^(user|role)(\/(?:.*\/)?)([^/]+)$/.exec(arnFields(name)?.resource ?? '') ?? [];
  const arn = arnOf(name);
  if (!arn || (kind !== 'user' && kind !== 'role') || path === undefined || own === undefined) return undefined;
  const local: LocalPrincipal = {
    kind,
    arn,
    uniqueId: '',
    name: own,
    path,
    tags: {},
    policies: [],
    boundary: { kind: 'absent' },
    trust: undefined,
    groups: [],
  };
  return localSubjects(ground, [local])[0];
}
