// What the account may change of a principal: whether its policies at all, and whether one can be taken away whole.
import { arnFields } from '../../model/ids.ts';
import type { LocalPrincipal } from '../../model/snapshot.ts';
import { type DocumentJson, statementsOf } from '../policy/document.ts';

/** Of a user nobody here can tell whether it has the policy by itself or through a group. */
export function isDetachable({ kind }: LocalPrincipal, policy: string, document: DocumentJson): boolean {
  return kind === 'role' && arnFields(policy) !== undefined && (isForRegistries(policy) || otherActions(document).length === 0);
}

/** What AWS wrote for ECR holds little else, and that for ECR's sake. */
function isForRegistries(policy: string): boolean {
  const name = policy.slice(policy.lastIndexOf('/') + 1);
  return arnFields(policy)?.account === 'aws' && REGISTRY_POLICIES.some((prefix) => name.startsWith(prefix));
}

const REGISTRY_POLICIES = ['AmazonEC2ContainerRegistry', 'AmazonElasticContainerRegistry'];

/** What the policy allows besides ECR, as written. */
export function otherActions(document: DocumentJson): readonly string[] {
  const allows = statementsOf(document).filter(({ Effect: effect }) => effect === 'Allow');
  const actions = allows.flatMap(({ Action: action }) => textsOf(action ?? '*'));
  return [...new Set(actions.filter((action) => !action.toLowerCase().startsWith('ecr:')))].sort();
}

function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
}

/** AWS services and IAM Identity Center keep the policies of their roles to themselves. */
export function isProtected({ path }: Pick<LocalPrincipal, 'path'>): boolean {
  return path.startsWith('/aws-service-role/') || path.startsWith('/aws-reserved/');
}
