// Actions on the registry itself that its policy allows to outsiders: no capability of a repository, and worth more than any.
import type { Account } from '../../access/account/account.ts';
import { REGISTRY_CHANGES, type RegistryRight, registryRights } from '../../access/placeholder/registry-rights.ts';
import { capabilityMask } from '../../baseline/match/capability-selector.ts';
import { groupBy } from '../../collections/group-by.ts';
import { actionOf } from '../../ecr/actions.ts';
import type { PlaceholderAccess, RuleRef } from '../../model/drift.ts';
import { hasBit } from '../../policy/logic/mask.ts';
import { isPlain } from '../cell/allowance.ts';
import type { Profiles } from '../cell/expectation.ts';
import type { PlacedEntry } from '../cell/principal-profiles.ts';
import { notOnlyAsEverybody } from './everybody.ts';

/** What registry policies let outsiders do to the registry itself, where no rule expects it. */
export function registryActionDrift(account: Account, profiles: Profiles, isObserving: boolean): readonly PlaceholderAccess[] {
  return account.snapshot.registries.flatMap((registry) => {
    const { region } = registry;
    const rights = groupBy(registryRights(account, registry), ({ subject }) => subject.principal.name);
    const found = [...rights.values()].flatMap((ofOne) => {
      const drifting = ofOne.flatMap((right) => {
        const how = judged({ account, profiles, region }, right, ofOne);
        return how ? [{ right, how }] : [];
      });
      const alike = groupBy(drifting, ({ how }) => `${how.verdict} ${how.rule?.id ?? ''}`);
      return [...alike.values()].flatMap((each) =>
        together(each).map(({ right, how, more }) => accessOf(region, right, more, isObserving ? OBSERVED : how)),
      );
    });
    return notOnlyAsEverybody(found);
  });
}

interface How {
  readonly verdict: PlaceholderAccess['verdict'];
  readonly rule: RuleRef | undefined;
}

const OBSERVED: How = { verdict: 'observed', rule: undefined };

interface Ground {
  readonly account: Account;
  readonly profiles: Profiles;
  readonly region: string;
}

/** A rule that forbids on some repositories forbids what decides about all of them; one that allows has to be about all. */
function judged(ground: Ground, { subject, action }: RegistryRight, among: readonly RegistryRight[]): How | undefined {
  const { principal } = subject;
  const { forbids, allows } = ground.profiles.principal(subject);
  const changes = among.filter((right) => REGISTRY_CHANGES.includes(right.action));
  // What only reads is told where nothing more telling is.
  const isTelling = changes.length === 0 || REGISTRY_CHANGES.includes(action);
  const ban = forbids.find((placed) => isAbout(ground, placed) && isPlain(placed.entry) && isBanned(placed, action, isTelling));
  if (ban) return { verdict: 'forbidden', rule: { id: ban.rule.id, owner: ban.entry.owner ?? ban.rule.owner, at: ban.entry.at } };
  if (!REGISTRY_CHANGES.includes(action) || (principal.class !== 'public' && principal.class !== 'external')) return undefined;
  const isAllowed = allows.some(
    (placed) => isAbout(ground, placed) && isAboutAll(placed) && isPlain(placed.entry) && hasBit(placed.actions, action),
  );
  return isAllowed ? undefined : { verdict: 'unexpected', rule: undefined };
}

function isBanned({ entry: { capabilities } }: PlacedEntry, action: number, isTelling: boolean): boolean {
  if (isTelling && capabilities.includes('any')) return true;
  return hasBit(capabilityMask(capabilities.filter((word) => word !== 'any')), action);
}

function isAbout({ account, region }: Ground, { rule: { repositories } }: PlacedEntry): boolean {
  const { accounts, regions } = repositories;
  return (accounts.length === 0 || accounts.includes(account.ground.account)) && (regions.length === 0 || regions.includes(region));
}

function isAboutAll({ rule: { repositories } }: PlacedEntry): boolean {
  return repositories.names.includes('**') && repositories.tags.length === 0;
}

interface DriftingRight {
  readonly right: RegistryRight;
  readonly how: How;
}

/** Every action by itself; who has all that change something is told once, of the gravest. */
function together(drifting: readonly DriftingRight[]): readonly (DriftingRight & { readonly more: readonly string[] })[] {
  const [gravest, ...others] = REGISTRY_CHANGES.flatMap((action) => drifting.find(({ right }) => right.action === action) ?? []);
  if (!gravest || others.length < REGISTRY_CHANGES.length - 1) return drifting.map((each) => ({ ...each, more: [] }));
  const rest = drifting.filter(({ right }) => !REGISTRY_CHANGES.includes(right.action)).map((each) => ({ ...each, more: [] }));
  return [{ ...gravest, more: others.map(({ right }) => actionOf(right.action)) }, ...rest];
}

function accessOf(
  region: string,
  { subject, action, decision, via, conditions }: RegistryRight,
  more: readonly string[],
  { verdict, rule }: How,
): PlaceholderAccess {
  const capability = actionOf(action);
  return {
    kind: 'coming',
    verdict,
    of: 'registry',
    access: { region, repository: '', principal: subject.principal, capability, decision, conditions, via },
    template: undefined,
    among: [],
    rule,
    shown: true,
    lenience: undefined,
    more,
  };
}
