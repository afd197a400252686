// What of a proposal could not be read, as gaps of the snapshot after: the engine then says by itself what is unknown.
import type { GapPart, RegionSetting } from '../model/gap-part.ts';
import type { PolicyOwner } from '../model/policy-ref.ts';
import type { AccountSnapshot, Collected, Gap, LocalPrincipal, Registry, Repository } from '../model/snapshot.ts';
import type { UnreadChange, UnreadPlace } from './change.ts';
import { PROPOSAL, UNRESOLVED } from './identity-draft.ts';

/** With the address of the resource that it is of. */
export interface PlacedUnread extends UnreadChange {
  readonly address: string;
}

/** The snapshot with a gap for each. */
export function withUnread(snapshot: AccountSnapshot, unread: readonly PlacedUnread[]): AccountSnapshot {
  return unread.reduce((before, each) => withGap(before, each.place, gapOf(each)), snapshot);
}

function gapOf({ address, place, attribute, why }: PlacedUnread): Gap {
  return { part: partOf(place, address), api: PROPOSAL, code: UNRESOLVED, message: `${address}: ${attribute}: ${why}` };
}

function partOf(place: UnreadPlace, address: string): GapPart {
  switch (place.kind) {
    case 'repositoryPolicy':
      return { kind: 'policy', policy: { kind: 'repository', region: place.region, repository: place.repository } };
    case 'repositoryTags':
      return { kind: 'tags', region: place.region, repository: place.repository };
    case 'registryPolicy':
      return { kind: 'policy', policy: { kind: 'registry', region: place.region } };
    case 'registrySetting':
      return { kind: 'region', region: place.region, of: place.of };
    default:
      return { kind: 'proposal', path: address };
  }
}

function withGap(snapshot: AccountSnapshot, place: UnreadPlace, gap: Gap): AccountSnapshot {
  const unknown: Collected<never> = { kind: 'unknown', gap };
  switch (place.kind) {
    case 'repositoryPolicy':
      return inRepositories(snapshot, (each) => (isAt(each, place) ? { ...each, policy: unknown } : each));
    case 'repositoryTags':
      return inRepositories(snapshot, (each) => (isAt(each, place) ? { ...each, tags: unknown } : each));
    case 'registryPolicy':
      return inRegistry(snapshot, place.region, 'policy', unknown);
    case 'registrySetting':
      return inRegistry(snapshot, place.region, place.of, unknown);
    case 'owner':
      return inPrincipals(snapshot, (each) => (isHeldBy(each, place.owner) ? withPolicy(each, unknown, place.limits) : each));
    case 'trust':
      return inPrincipals(snapshot, (each) =>
        each.kind === 'role' && isNamed(each.name, place.role) ? { ...each, trust: undefined } : each,
      );
    case 'managedPolicy':
      // Its document is a gap of the identity part itself.
      return snapshot;
    case 'repositories':
      return inRepositories(snapshot, (each) =>
        place.region === null || each.region === place.region ? { ...each, policy: unknown } : each,
      );
    case 'principals':
      return inPrincipals(snapshot, (each) => withPolicy(each, unknown, false));
    case 'everything': {
      const principals = inPrincipals(snapshot, (each) => withPolicy(each, unknown, true));
      return inRepositories({ ...principals, registries: principals.registries.map((each) => ({ ...each, policy: unknown })) }, (each) => ({
        ...each,
        policy: unknown,
      }));
    }
  }
}

function isAt({ region, name }: Repository, place: { readonly region: string; readonly repository: string }): boolean {
  return region === place.region && name === place.repository;
}

function isHeldBy({ kind, name, groups }: LocalPrincipal, owner: PolicyOwner): boolean {
  if (owner.kind === 'group') return groups.some((group) => isNamed(group, owner.name));
  return kind === owner.kind && isNamed(name, owner.name);
}

function isNamed(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}

function withPolicy(principal: LocalPrincipal, unknown: Collected<never>, limits: boolean): LocalPrincipal {
  return { ...principal, policies: [...principal.policies, unknown], ...(limits ? { boundary: unknown } : {}) };
}

function inPrincipals(snapshot: AccountSnapshot, change: (principal: LocalPrincipal) => LocalPrincipal): AccountSnapshot {
  const { principals } = snapshot;
  return principals.kind === 'present' ? { ...snapshot, principals: { kind: 'present', value: principals.value.map(change) } } : snapshot;
}

/** What was not read before stays so for the reason that it had. */
function inRegistry(snapshot: AccountSnapshot, region: string, part: 'policy' | RegionSetting, unknown: Collected<never>): AccountSnapshot {
  const isMeant = (each: Registry): boolean => each.region === region && each[part].kind !== 'unknown';
  return { ...snapshot, registries: snapshot.registries.map((each) => (isMeant(each) ? { ...each, [part]: unknown } : each)) };
}

function inRepositories(snapshot: AccountSnapshot, change: (repository: Repository) => Repository): AccountSnapshot {
  return {
    ...snapshot,
    registries: snapshot.registries.map((registry) => {
      const { repositories } = registry;
      return repositories.kind === 'present'
        ? { ...registry, repositories: { kind: 'present', value: repositories.value.map(change) } }
        : registry;
    }),
  };
}
