// What the statements behind a verdict say about it. Each travels with its reason, so that none has to be found again.
import { type Account, scopeParts } from '../access/account/account.ts';
import { ECR_UNIVERSE } from '../access/account/documents.ts';
import { ECR_ACTIONS, EVERY_ACTION, namesOf } from '../ecr/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES, LOGIN_MASK } from '../ecr/capabilities.ts';
import { isCapability } from '../model/access.ts';
import type { Reason } from '../model/decision.ts';
import type { Statement } from '../model/policy.ts';
import { isSamePolicy, type PolicyRef, policyName } from '../model/policy-ref.ts';
import { actionsOf } from '../policy/compile.ts';
import type { PolicySet } from '../policy/layers.ts';
import { type ActionMask, intersection, isEmpty, maskOf, union } from '../policy/logic/mask.ts';

/** What a verdict is about: null where it is about no region or no capability in particular. */
export interface VerdictPlace {
  readonly region: string | null;
  readonly capability: string | null;
}

/**
 * What a statement says about a verdict: its effect, the actions of the capability that it speaks of, its conditions. Neither
 * its Sid nor its position, nor whom and what else it names: those can change without a change of this access.
 */
export type EvidenceOf = (reason: Reason, place: VerdictPlace) => readonly unknown[];

/** What statements of the account's policies say. A verdict without a region is about somebody: resource policies are said by their names alone. */
export function statementEvidence(account: Account): EvidenceOf {
  return ({ layer, policy, source }, { region, capability }) => {
    const parts = region === null && layer === 'resource' ? [] : partsOf(account, policy);
    const [spoken, wanted] = [actionsOf(source.action, ECR_UNIVERSE), wantedFor(capability)];
    const said = parts.map((part) => intersection(spoken, part)).filter((actions) => !isEmpty(actions));
    return [layer, policyName(policy), source.effect, ...said.map((actions) => sayingOf(source, intersection(actions, wanted)))];
  };
}

/** The actions of which a policy of the account speaks, once for each time that it does. What is no part of the account says nothing. */
function partsOf({ snapshot, scp, rcp }: Account, policy: PolicyRef): readonly ActionMask[] {
  switch (policy.kind) {
    case 'repository':
    case 'managed':
    case 'inline':
      return [EVERY_ACTION];
    case 'registry':
      return snapshot.registries
        .filter(({ region }) => region === policy.region)
        .flatMap(scopeParts)
        .map(({ actions }) => actions);
    case 'scp':
      return attachments(scp, policy);
    case 'rcp':
      return attachments([rcp], policy);
    case 'template':
    case 'trust':
    case 'session':
    case 'intended':
    case 'scenario':
    case 'everything':
      return [];
  }
}

/** A control policy counts at each level that it is attached to. */
function attachments(levels: readonly PolicySet[], policy: PolicyRef): readonly ActionMask[] {
  return levels.flatMap(({ policies }) => policies.filter(({ ref }) => isSamePolicy(ref, policy)).map(() => EVERY_ACTION));
}

function sayingOf({ effect, conditions }: Statement, actions: ActionMask): readonly unknown[] {
  const asked = conditions.map(({ operator, key, values }) => [operator, key.toLowerCase(), values.toSorted()]);
  return [effect, namesOf(actions), sortedByText(asked)];
}

/** The actions that a capability stands for, with the token where it needs one; a raw action is itself. */
function wantedFor(capability: string | null): ActionMask {
  if (capability === null) return EVERY_ACTION;
  if (!isCapability(capability)) return maskOf(ECR_ACTIONS.flatMap((action, bit) => (action === capability ? [bit] : [])));
  return CAPABILITY_RULES[capability].login ? union(CAPABILITY_ACTIONS[capability], LOGIN_MASK) : CAPABILITY_ACTIONS[capability];
}

/** The items sorted by how they are written, each once: order and repetition prove nothing. */
export function sortedByText<T>(items: readonly T[]): readonly T[] {
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
