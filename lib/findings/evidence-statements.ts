// What the statements behind a verdict say about it: found again by the policy that they are in.
import { type Account, ownLayers, resourceLayers } from '../access/account/account.ts';
import { outsider, type Subject } from '../access/account/subjects.ts';
import { repositoriesOf } from '../access/classes/repository-classes.ts';
import { ECR_ACTIONS, EVERY_ACTION, namesOf } from '../ecr/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES, LOGIN_MASK } from '../ecr/capabilities.ts';
import { isCapability } from '../model/access.ts';
import type { Reason } from '../model/decision.ts';
import type { Layer } from '../model/policy.ts';
import { policyName } from '../model/policy-ref.ts';
import type { Repository } from '../model/snapshot.ts';
import type { CompiledStatement } from '../policy/compile.ts';
import type { PolicySet } from '../policy/layers.ts';
import { type ActionMask, intersection, maskOf, union } from '../policy/logic/mask.ts';

/** Where a verdict was given; null where it is about no one in particular. */
export interface StatementLocation {
  readonly region: string | null;
  readonly repository: string | null;
  readonly principal: string | null;
  readonly capability: string | null;
}

/**
 * What a statement says about a verdict: its effect, the actions of the capability that it speaks of, its conditions. Neither
 * its Sid nor its position, nor whom and what else it names: those can change without a change of this access.
 */
export type EvidenceOf = (reason: Reason, place: StatementLocation) => readonly unknown[];

/** Looks statements up in the policies of the account; one that is not found again says only where it was. */
export function statementEvidence(account: Account): EvidenceOf {
  const locals = new Map(account.locals.map((subject) => [subject.principal.name, subject]));
  const repositories = new Map(repositoriesOf(account).map((repository) => [keyOf(repository.region, repository.name), repository]));
  return (reason, { region, repository, principal, capability }) => {
    const subject = principal === null ? undefined : (locals.get(principal) ?? outsider(account.ground, principal));
    const where = { region, repository: repositories.get(keyOf(region, repository)), subject };
    const statements = setsOf(account, reason.layer, where).flatMap(({ policies }) =>
      policies.filter(({ ref }) => policyName(ref) === policyName(reason.policy)).flatMap(({ compiled }) => compiled.statements),
    );
    const actions = actionsOf(capability);
    const found = statements.filter(({ source }) => source.index === reason.index);
    return [reason.layer, policyName(reason.policy), reason.effect, ...found.map((statement) => sayingOf(statement, actions))];
  };
}

interface Where {
  readonly region: string | null;
  readonly repository: Repository | undefined;
  readonly subject: Subject | undefined;
}

function setsOf(account: Account, layer: Layer, { region, repository, subject }: Where): readonly PolicySet[] {
  const own = subject && ownLayers(account, subject);
  switch (layer) {
    case 'identity':
      return own && own.identity !== 'delegated' ? [own.identity] : [];
    case 'boundary':
      return own?.boundary ? [own.boundary] : [];
    case 'resource':
      return region === null ? [] : [resourceLayers(account, region, repository).resource];
    case 'scp':
      return account.scp;
    case 'rcp':
      return [account.rcp];
    case 'session':
      return [];
  }
}

function sayingOf({ effect, actions, source }: CompiledStatement, wanted: ActionMask): readonly unknown[] {
  const conditions = source.conditions.map(({ operator, key, values }) => [operator, key.toLowerCase(), values.toSorted()]);
  return [effect, namesOf(intersection(actions, wanted)), sortedByText(conditions)];
}

/** The actions that a capability stands for, with the token where it needs one; a raw action is itself. */
function actionsOf(capability: string | null): ActionMask {
  if (capability === null) return EVERY_ACTION;
  if (!isCapability(capability)) return maskOf(ECR_ACTIONS.flatMap((action, bit) => (action === capability ? [bit] : [])));
  return CAPABILITY_RULES[capability].login ? union(CAPABILITY_ACTIONS[capability], LOGIN_MASK) : CAPABILITY_ACTIONS[capability];
}

/** The items sorted by how they are written, each once: order and repetition prove nothing. */
export function sortedByText<T>(items: readonly T[]): readonly T[] {
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

function keyOf(region: string | null, repository: string | null): string {
  return JSON.stringify([region, repository]);
}
