// What statements say to principals of a group, and what they give by it.

import type { Subject } from '../../access/account/subjects.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Right } from '../../drift/cell/right.ts';
import { CAPABILITY_RULES } from '../../ecr/capabilities.ts';
import { isCapability } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { type ActionMask, covers, intersection, isEmpty } from '../../policy/logic/mask.ts';
import { rightsFrom } from '../survey/statement-rights.ts';
import type { SeenGroup } from '../survey/survey.ts';
import { isUnconditional } from './statement-applies.ts';
import { type Speaking, speakingTo } from './statements-naming.ts';

/** A statement that is watched. */
export interface Watched {
  readonly statement: CompiledStatement;
  /** Of which its Resource may speak. */
  readonly repositories: readonly Repository[];
}

/** What a watched statement gives, by the gravest of it. */
export type Given = 'nothing' | 'expected' | 'unexpected';

/** What statements say to principals of a group, and the rights that these have. */
export interface Heard {
  readonly group: SeenGroup;
  readonly speaking: Speaking;
  /** Those to which the actions of a statement belong, as it gives them. */
  readonly rights: (statement: Pick<CompiledStatement, 'actions'>, isOnlyDelegated: boolean) => readonly Right[];
}

/** Undefined where no statement may give something to one of the principals. */
export function hearing(statements: readonly CompiledStatement[]): (group: SeenGroup, subjects: readonly Subject[]) => Heard | undefined {
  const speakingToThose = speakingTo(statements, isUnconditional);
  const rightsIn = sharedRights(statements);
  return (group, subjects) => {
    if (subjects.length === 0) return undefined;
    const rights = rightsIn(group, subjects);
    const speaking = speakingToThose(subjects);
    return speaking.some((statement) => rights(statement, false).length > 0) ? { group, speaking, rights } : undefined;
  };
}

/** The rights of a group by the actions of statements: worked out once for equal actions. */
function sharedRights(statements: readonly CompiledStatement[]): (group: SeenGroup, subjects: readonly Subject[]) => Heard['rights'] {
  const actionsOf = sharedActions(statements);
  return ({ outcome }, [first]) => {
    const all = memoize((actions: ActionMask) => (first ? rightsFrom(outcome, actions, first) : []));
    const whole = memoize((actions: ActionMask) => wholeRights(all(actions), actions));
    return ({ actions }, isOnlyDelegated) => (isOnlyDelegated ? whole : all)(actionsOf(actions));
  };
}

/** One object for equal actions. */
function sharedActions(statements: readonly CompiledStatement[]): (actions: ActionMask) => ActionMask {
  const masks = new Map<string, ActionMask>();
  const shared = new Map(statements.map(({ actions }) => [actions, getOrCreate(masks, `${actions.lo} ${actions.hi}`, () => actions)]));
  return (actions) => shared.get(actions) ?? actions;
}

/** Where the principal's own policies give a right, the statement lets in no more of it than it speaks of. */
function wholeRights(rights: readonly Right[], actions: ActionMask): readonly Right[] {
  return rights.flatMap((right) => {
    if (isCapability(right.capability) && CAPABILITY_RULES[right.capability].needs === 'all')
      return covers(actions, right.actions) ? [right] : [];
    const shared = intersection(right.actions, actions);
    return isEmpty(shared) ? [] : [{ ...right, actions: shared }];
  });
}
