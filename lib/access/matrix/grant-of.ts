// One cell as a grant: the statements that grant it, and what they, or the token that it needs, still depend on.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { CAPABILITY_RULES } from '../../ecr/capabilities.ts';
import { type Grant, isCapability } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { ActionMask } from '../../policy/logic/mask.ts';
import type { Account } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import type { GrantDecision } from '../cell/outcome.ts';
import { type Proof, proofsIn } from './proofs.ts';

export interface ProofRequest {
  readonly subject: Subject;
  readonly repository: Repository;
  /** The actions that make up the grant. */
  readonly actions: ActionMask;
  readonly login: boolean;
}

/** Whether a capability needs GetAuthorizationToken of this subject: services need none, outsiders bring their own (D7). No raw action does. */
export function needsLogin({ local }: Subject, capability: string): boolean {
  return local !== undefined && isCapability(capability) && CAPABILITY_RULES[capability].login;
}

/** The statements that grant some actions in one cell, and what they, or the token that they need, still depend on. */
export function proofOf(account: Account, { subject, repository, actions, login }: ProofRequest): Proof {
  return proofsFor(account)(subject, repository)(actions, login);
}

const proofs = new WeakMap<Account, ReturnType<typeof proofsIn>>();

/** The proofs of an account: one memory for all who ask. */
export function proofsFor(account: Account): ReturnType<typeof proofsIn> {
  return getOrCreate(proofs, account, () => proofsIn(account));
}

/** Actions by the name under which they are told: a capability, or the raw action itself. */
export interface GrantedActions {
  readonly capability: string;
  readonly decision: GrantDecision;
  readonly actions: ActionMask;
}

/** One grant by its cell. */
export function grantOf(account: Account, { subject, repository }: GrantedCell, { capability, decision, actions }: GrantedActions): Grant {
  const proof = proofOf(account, { subject, repository, actions, login: needsLogin(subject, capability) });
  return { region: repository.region, repository: repository.name, principal: subject.principal, capability, decision, ...proof };
}

/** One cell. */
export interface GrantedCell {
  readonly subject: Subject;
  readonly repository: Repository;
}
