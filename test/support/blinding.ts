// Takes away what a snapshot knows, part by part: as if AWS had refused to say, or as if a document were no JSON.

import type { GapPart } from '../../lib/model/gap-part.ts';
import { ORGANIZATION_PARTS } from '../../lib/model/gap-part.ts';
import type { PolicyDocument } from '../../lib/model/policy.ts';
import { policyName } from '../../lib/model/policy-ref.ts';
import type { AccountSnapshot, Collected, LocalPrincipal, Organization, Registry, Repository } from '../../lib/model/snapshot.ts';

export interface Part {
  readonly name: string;
  /** `whole`: others are lost with it. The organization is the one part whose loss leaves a scan complete. */
  readonly of: 'whole' | 'organization' | 'scan';
  readonly hide: (snapshot: AccountSnapshot) => AccountSnapshot;
}

/** Every part that a snapshot has, with every way in which it can be lost. */
export function partsOf(snapshot: AccountSnapshot): readonly Part[] {
  const { principals, registries } = snapshot;
  const locals = principals.kind === 'present' ? principals.value : [];
  return [
    part('identity', (from) => ({ ...from, principals: refused({ kind: 'identity' }) }), 'whole'),
    ...locals.flatMap(principalParts),
    ...organizationParts(snapshot),
    ...registries.flatMap(registryParts),
  ];
}

export function hidden(snapshot: AccountSnapshot, parts: readonly Part[]): AccountSnapshot {
  return parts.reduce((rest, { hide }) => hide(rest), snapshot);
}

/** The snapshot of a run that did not look at some regions. */
export function without(snapshot: AccountSnapshot, regions: readonly string[]): AccountSnapshot {
  return { ...snapshot, registries: snapshot.registries.filter(({ region }) => !regions.includes(region)) };
}

function part(name: string, hide: Part['hide'], of: Part['of'] = 'scan'): Part {
  return { name, hide, of };
}

/** What was never read stays as it was. */
function refusing<T>(whole: Collected<T>, asked: GapPart): Collected<T> {
  return whole.kind === 'unknown' ? whole : refused(asked);
}

function refused(lost: GapPart): Collected<never> {
  return { kind: 'unknown', gap: { part: lost, api: 'test:Call', code: 'AccessDeniedException', message: '' } };
}

function spoiled(whole: Collected<PolicyDocument>): Collected<PolicyDocument> {
  return whole.kind === 'present' ? { kind: 'present', value: { ...whole.value, text: '{' } } : whole;
}

function organizationParts({ organization }: AccountSnapshot): readonly Part[] {
  if (organization.kind !== 'present') return [];
  const within = (name: string, lose: (value: Organization) => Organization, of: Part['of'] = 'organization'): Part =>
    part(name, (from) => ({ ...from, organization: changed(from.organization, lose) }), of);
  const spoiling = (key: 'serviceControlPolicies' | 'resourceControlPolicies'): Part =>
    within(`malformed ${key}`, (value) => ({ ...value, [key]: spoiledLevels(value[key]) }), 'scan');
  return [
    part(
      'organization',
      (from) => ({ ...from, organization: refusing(from.organization, { kind: 'organization', of: null }) }),
      'organization',
    ),
    ...ORGANIZATION_PARTS.map((key) =>
      within(key, (value) => ({ ...value, [key]: refusing<unknown>(value[key], { kind: 'organization', of: key }) })),
    ),
    spoiling('serviceControlPolicies'),
    spoiling('resourceControlPolicies'),
  ];
}

function changed<T>(whole: Collected<T>, change: (value: T) => T): Collected<T> {
  return whole.kind === 'present' ? { kind: 'present', value: change(whole.value) } : whole;
}

type Levels = Organization['serviceControlPolicies'];

/** Of the first level the first policy. */
function spoiledLevels(levels: Levels): Levels {
  return changed(levels, ([first = [], ...rest]) => [
    first.map((document, index) => (index === 0 ? { ...document, text: '{' } : document)),
    ...rest,
  ]);
}

function principalParts({ arn, policies, boundary }: LocalPrincipal): readonly Part[] {
  const within = (name: string, lose: (principal: LocalPrincipal) => LocalPrincipal): Part =>
    part(`${name} of ${arn}`, (from) => ({
      ...from,
      principals: changed(from.principals, (list) => list.map((each) => (each.arn === arn ? lose(each) : each))),
    }));
  const losing =
    (index: number, lose: (policy: Collected<PolicyDocument>) => Collected<PolicyDocument>) => (principal: LocalPrincipal) => ({
      ...principal,
      policies: principal.policies.map((policy, position) => (position === index ? lose(policy) : policy)),
    });
  return [
    ...policies.flatMap((policy, index) => [
      within(
        `policy ${index}`,
        losing(index, (whole) => refusing(whole, { kind: 'document', arn: nameOf(policy, index) })),
      ),
      within(`malformed policy ${index}`, losing(index, spoiled)),
    ]),
    within('boundary', (principal) => ({
      ...principal,
      boundary: refusing(principal.boundary, { kind: 'document', arn: nameOf(boundary, -1) }),
    })),
  ];
}

function nameOf(policy: Collected<PolicyDocument>, index: number): string {
  return policy.kind === 'present' ? policyName(policy.value.ref) : String(index);
}

function registryParts(registry: Registry): readonly Part[] {
  const { region, repositories } = registry;
  const within = (name: string, lose: (each: Registry) => Registry, of: Part['of'] = 'scan'): Part => {
    const registries = (from: AccountSnapshot) => from.registries.map((each) => (each.region === region ? lose(each) : each));
    return part(`${name} of ${region}`, (from) => ({ ...from, registries: registries(from) }), of);
  };
  const list = repositories.kind === 'present' ? repositories.value : [];
  return [
    within(
      'repositories',
      (each) => ({ ...each, repositories: refusing(each.repositories, { kind: 'region', region, of: 'repositories' }) }),
      'whole',
    ),
    within('registry policy', (each) => ({
      ...each,
      policy: refusing(each.policy, { kind: 'policy', policy: { kind: 'registry', region } }),
    })),
    within('malformed registry policy', (each) => ({ ...each, policy: spoiled(each.policy) })),
    within('scope', (each) => ({ ...each, policyScope: refusing(each.policyScope, { kind: 'region', region, of: 'policyScope' }) })),
    within('templates', (each) => ({
      ...each,
      creationTemplates: refusing(each.creationTemplates, { kind: 'region', region, of: 'creationTemplates' }),
    })),
    within('replication', (each) => ({ ...each, replication: refusing(each.replication, { kind: 'region', region, of: 'replication' }) })),
    ...list.flatMap(({ name }) => repositoryParts(name, region, within)),
  ];
}

function repositoryParts(
  name: string,
  region: string,
  within: (name: string, lose: (each: Registry) => Registry) => Part,
): readonly Part[] {
  const one = (what: string, lose: (each: Repository) => Repository): Part =>
    within(`${what} of ${name}`, (registry) => {
      const repositories = changed(registry.repositories, (list) => list.map((each) => (each.name === name ? lose(each) : each)));
      return { ...registry, repositories };
    });
  return [
    one('policy', (each) => ({
      ...each,
      policy: refusing(each.policy, { kind: 'policy', policy: { kind: 'repository', region, repository: name } }),
    })),
    one('malformed policy', (each) => ({ ...each, policy: spoiled(each.policy) })),
    one('tags', (each) => ({ ...each, tags: refusing(each.tags, { kind: 'tags', region, repository: name }) })),
  ];
}
