// B26: whoever is deleted leaves his unique id in the policies that named him. One who is made again under the name is somebody else, whom those
// policies do not name.
import type { PolicyDocument } from '../model/policy.ts';
import type { AccountSnapshot, Collected, LocalPrincipal, Registry } from '../model/snapshot.ts';
import { readUniqueJson } from '../text/json.ts';
import type { ProposedResource } from './change.ts';

/** The snapshot after a proposal, with the ids of those who are gone where policies named them that the proposal does not write anew. */
export function withoutGone(before: AccountSnapshot, after: AccountSnapshot, proposal: readonly ProposedResource[]): AccountSnapshot {
  const gone = goneIds(before, after);
  if (gone.size === 0) return after;
  const written = writtenPlaces(proposal);
  const renamed = (document: PolicyDocument, place: string): PolicyDocument => (written.has(place) ? document : withIds(document, gone));
  return {
    ...after,
    principals: mapped(after.principals, (all) => all.map((each) => trusting(each, renamed))),
    registries: after.registries.map((registry) => withPolicies(registry, renamed)),
  };
}

/** By ARN the unique ids of those who are there no more, or are somebody else. */
function goneIds(before: AccountSnapshot, after: AccountSnapshot): ReadonlyMap<string, string> {
  if (before.principals.kind !== 'present' || after.principals.kind !== 'present') return new Map();
  const ids = new Map(after.principals.value.map(({ arn, uniqueId }) => [arn as string, uniqueId]));
  return new Map(before.principals.value.flatMap(({ arn, uniqueId }) => (ids.get(arn) === uniqueId ? [] : [[arn as string, uniqueId]])));
}

function writtenPlaces(proposal: readonly ProposedResource[]): ReadonlySet<string> {
  return new Set(
    proposal.flatMap(({ changes }) =>
      changes.flatMap((change) => {
        if (change.kind === 'repositoryPolicy') return [`repository ${change.region} ${change.repository}`];
        if (change.kind === 'registryPolicy') return [`registry ${change.region}`];
        return change.kind === 'principal' && change.trust !== undefined ? [`trust ${change.principal.name.toLowerCase()}`] : [];
      }),
    ),
  );
}

type Renamed = (document: PolicyDocument, place: string) => PolicyDocument;

function trusting(principal: LocalPrincipal, renamed: Renamed): LocalPrincipal {
  if (!principal.trust) return principal;
  const trust = renamed(principal.trust, `trust ${principal.name.toLowerCase()}`);
  return trust === principal.trust ? principal : { ...principal, trust };
}

function withPolicies(registry: Registry, renamed: Renamed): Registry {
  const { region } = registry;
  return {
    ...registry,
    policy: mapped(registry.policy, (document) => renamed(document, `registry ${region}`)),
    repositories: mapped(registry.repositories, (all) =>
      all.map((each) => {
        const policy = mapped(each.policy, (document) => renamed(document, `repository ${region} ${each.name}`));
        return policy === each.policy ? each : { ...each, policy };
      }),
    ),
  };
}

/** The very part where nothing of it is another. */
function mapped<T>(part: Collected<T>, map: (value: T) => T): Collected<T> {
  if (part.kind !== 'present') return part;
  const value = map(part.value);
  return value === part.value ? part : { kind: 'present', value };
}

/** A policy is read again only where it has one of the names. */
function withIds(document: PolicyDocument, gone: ReadonlyMap<string, string>): PolicyDocument {
  if (![...gone.keys()].some((arn) => document.text.includes(arn))) return document;
  const json = readUniqueJson(document.text);
  if (json.kind === 'problem' || !isObject(json.value)) return document;
  const statements = json.value['Statement'];
  const list: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
  const text = JSON.stringify({ ...json.value, Statement: list.map((each) => (isObject(each) ? withIdsIn(each, gone) : each)) });
  return { ...document, text };
}

function withIdsIn(statement: Readonly<Record<string, unknown>>, gone: ReadonlyMap<string, string>): object {
  const idOf = (name: unknown): unknown => (typeof name === 'string' ? (gone.get(name) ?? name) : name);
  return Object.fromEntries(
    Object.entries(statement).map(([key, value]) => {
      if ((key !== 'Principal' && key !== 'NotPrincipal') || !isObject(value) || !('AWS' in value)) return [key, value];
      const names: unknown = value['AWS'];
      return [key, { ...value, AWS: Array.isArray(names) ? names.map(idOf) : idOf(names) }];
    }),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
