// What each capability takes (D7-D12, docs/formats.md#capabilities). Which actions belong to it, the rows of actions.ts say.
import type { Capability } from '../model/access.ts';
import { type ActionMask, emptyMask, maskOf, union } from '../policy/logic/mask.ts';
import { actionsWhere, bitOf, type EcrAction } from './actions.ts';

export interface CapabilityRule {
  /** Whether a principal of the account also needs GetAuthorizationToken by an identity policy (D7). */
  readonly login: boolean;
  /** Whether it takes every action of the capability, or any one of them. */
  readonly needs: 'all' | 'any';
}

export const CAPABILITY_RULES = {
  list: { login: false, needs: 'all' },
  pull: { login: true, needs: 'all' },
  push: { login: true, needs: 'all' },
  retag: { login: false, needs: 'all' },
  delete: { login: false, needs: 'any' },
  configure: { login: false, needs: 'any' },
  admin: { login: false, needs: 'any' },
  replicate: { login: false, needs: 'any' },
} as const satisfies Record<Capability, CapabilityRule>;

/** The actions of each capability, without the token. */
export const CAPABILITY_ACTIONS: Readonly<Record<Capability, ActionMask>> = {
  list: actionsIn('list'),
  pull: actionsIn('pull'),
  push: actionsIn('push'),
  retag: actionsIn('retag'),
  delete: actionsIn('delete'),
  configure: actionsIn('configure'),
  admin: actionsIn('admin'),
  replicate: actionsIn('replicate'),
};

/** Every action that belongs to some capability. */
export const ALL_CAPABILITY_ACTIONS: ActionMask = Object.values(CAPABILITY_ACTIONS).reduce(union, emptyMask());

/** D7: without a token of its own account nobody of the account pulls or pushes. */
export const TOKEN = 'ecr:GetAuthorizationToken' satisfies EcrAction;
export const LOGIN: number = bitOf(TOKEN);
export const LOGIN_MASK: ActionMask = maskOf([LOGIN]);

/** D8, D9: asks whether layers are there. It goes along with pull and push and is nothing by itself. */
export const COMPANION = 'ecr:BatchCheckLayerAvailability' satisfies EcrAction;

function actionsIn(capability: Capability): ActionMask {
  return actionsWhere(({ capabilities }) => capabilities?.includes(capability) ?? false);
}
