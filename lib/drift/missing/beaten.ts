// What a rule forbids, nobody asks for: a forbid beats what requires the same, and the lock (docs/formats.md#baseline).
import { capabilityMask } from '../../baseline/match/capability-selector.ts';
import { type Bits, has, isNone } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { actionBit } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES } from '../../ecr/capabilities.ts';
import { CAPABILITIES, isCapability } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { hasBit } from '../../policy/logic/mask.ts';
import { isPlain } from '../cell/allowance.ts';
import type { Profiles } from '../cell/expectation.ts';
import type { PlacedEntry } from '../cell/principal-profiles.ts';
import { placesOf } from '../cell/rule-places.ts';
import type { Wanted } from './missing-cell.ts';

/** Whether a plain entry forbids somebody something at a repository; undefined where none does so anywhere. */
export type BeatenAt = (wanted: Pick<Wanted, 'subject' | 'capability'>) => ((repository: Repository) => boolean) | undefined;

/** What the rules of these profiles forbid at repositories. */
export function beatenIn(profiles: Profiles, repositories: readonly Repository[]): BeatenAt {
  const positions = new Map(repositories.map((repository, position) => [repository, position]));
  const placesForbidding = placesOf(repositories.map((repository) => profiles.repository(repository).forbidding));
  const byList = memoize((_: readonly PlacedEntry[]) => new Map<string, Bits>());
  return ({ subject, capability }) => {
    const forbids = subject ? profiles.principal(subject).forbids : [];
    if (forbids.length === 0) return undefined;
    const places = getOrCreate(byList(forbids), capability, () =>
      placesForbidding(forbids.filter(({ entry }) => isPlain(entry) && beats(entry.capabilities, capability))),
    );
    return isNone(places) ? undefined : (repository) => has(places, positions.get(repository) ?? -1);
  };
}

/** An action is no less forbidden where a capability is that any of its actions makes up. */
function beats(words: readonly string[], word: string): boolean {
  const bit = actionBit(word);
  if (bit === undefined || speaksOf(words, word)) return speaksOf(words, word);
  const loose = CAPABILITIES.filter((name) => CAPABILITY_RULES[name].needs === 'any' && hasBit(CAPABILITY_ACTIONS[name], bit));
  return loose.some((name) => speaksOf(words, name));
}

/** `any` is told by capabilities; a single action where the rule names it. */
export function speaksOf(words: readonly string[], word: string): boolean {
  if (isCapability(word)) return words.includes('any') || words.includes(word);
  const bit = actionBit(word);
  const raw = words.filter((each) => each !== 'any' && !isCapability(each));
  return bit !== undefined && hasBit(capabilityMask(raw), bit);
}
