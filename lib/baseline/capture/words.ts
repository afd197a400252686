// What a set of captured words comes to in the shortest words of the language.
import { namesOf } from '../../ecr/actions.ts';
import { ALL_CAPABILITY_ACTIONS, CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import { CAPABILITIES } from '../../model/access.ts';
import { type ActionMask, covers, difference, emptyMask, union } from '../../policy/logic/mask.ts';
import { capabilityMask } from '../match/capability-selector.ts';

/** Whole capabilities by name, the rest action by action, in the order in which people list them. */
export function capabilityWords(words: Iterable<string>): readonly string[] {
  return wordsOfMask(capabilityMask([...words]));
}

/** The capabilities whose actions are all there, and the actions that belong to none of these. */
export function wordsOfMask(mask: ActionMask): readonly string[] {
  if (covers(mask, ALL_CAPABILITY_ACTIONS)) return ['any'];
  const whole = CAPABILITIES.filter((name) => covers(mask, CAPABILITY_ACTIONS[name]));
  // Pull and push together cover it (docs/formats.md#capabilities).
  const names = whole.includes('pull') && whole.includes('push') ? whole.filter((name) => name !== 'retag') : whole;
  const named = names.reduce((all, name) => union(all, CAPABILITY_ACTIONS[name]), emptyMask());
  const rest = difference(mask, named);
  return [...names, ...namesOf(rest)];
}
