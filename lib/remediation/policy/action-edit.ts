// Takes actions out of a statement. What its patterns say of the other actions stays said, of actions to come too where it can.

import { ECR_UNIVERSE } from '../../access/account/documents.ts';
import { namesOf, REPOSITORY_MASK } from '../../ecr/actions.ts';
import { COMPANION } from '../../ecr/capabilities.ts';
import type { Statement } from '../../model/policy.ts';
import { type ActionMask, covers, difference, intersection, isEmpty, maskOf } from '../../policy/logic/mask.ts';
import { compileIamPattern, tokensOf } from '../../policy/match/pattern.ts';
import type { StatementJson } from './document.ts';

/** `everywhere`: of a policy that may speak of other services. */
export type Speaks = 'ofRepositories' | 'everywhere';

/** A statement as it was read, with its text. */
export interface WrittenStatement {
  readonly read: Statement;
  readonly json: StatementJson;
}

/** More actions in the place of one pattern would be harder to read than a Deny. */
const MOST_EXPANDED = 20;

/** The statement without the actions: `empty` where nothing is left, undefined where its patterns reach too far to be spelled out. */
export function withoutActions({ read, json }: WrittenStatement, cut: ActionMask, speaks: Speaks): StatementJson | 'empty' | undefined {
  const { action } = read;
  switch (action.kind) {
    case 'every':
      return undefined;
    case 'except':
      return { ...json, NotAction: [...action.of, ...namesOf(cut).filter((name) => !action.of.includes(name))] };
    case 'only': {
      const parts = action.of.map((pattern) => remainder(pattern, cut, speaks));
      if (parts.includes(undefined)) return undefined;
      const left = [...new Set(parts.flatMap((part) => part ?? []))];
      if (isIdle(left, speaks)) return 'empty';
      return { ...json, Action: Array.isArray(json['Action']) || left.length > 1 ? left : left[0] };
    }
  }
}

/** What a Deny says that is about repositories only. */
export function denialActions(cut: ActionMask): string | readonly string[] {
  return covers(cut, REPOSITORY_MASK) ? 'ecr:*' : namesOf(cut);
}

/** The pattern as it is where it has nothing to do with the actions, and otherwise what is left of it, spelled out. */
function remainder(pattern: string, cut: ActionMask, speaks: Speaks): readonly string[] | undefined {
  const matched = matchedBy(pattern);
  if (isEmpty(intersection(matched, cut))) return [pattern];
  const own = speaks === 'ofRepositories' ? intersection(matched, REPOSITORY_MASK) : matched;
  const left = namesOf(difference(own, cut));
  if (left.length > MOST_EXPANDED) return undefined;
  // `e*` of an identity policy may speak of EC2 too.
  return speaks === 'ofRepositories' || pattern.toLowerCase().startsWith('ecr:') ? left : undefined;
}

function matchedBy(pattern: string): ActionMask {
  const matches = compileIamPattern(tokensOf(pattern.toLowerCase()));
  return maskOf(ECR_UNIVERSE.flatMap((action, bit) => (matches(action) ? [bit] : [])));
}

/** Whether a statement about these actions would give nobody anything. */
function isIdle(actions: readonly string[], speaks: Speaks): boolean {
  if (actions.length === 0) return true;
  return speaks === 'ofRepositories' && actions.every((action) => action.toLowerCase() === COMPANION.toLowerCase());
}
