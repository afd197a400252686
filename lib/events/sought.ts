// Which writes may have made a finding: those of the policies that prove it, and of what hands them on.
import type { Reason } from '../model/decision.ts';
import { reasonsIn } from '../model/drift.ts';
import type { Finding } from '../model/finding.ts';
import type { PolicyDocument } from '../model/policy.ts';
import { isOfAws } from '../model/policy-ref.ts';
import type { AccountSnapshot, Collected, LocalPrincipal } from '../model/snapshot.ts';
import { distinctPatterns } from './seeking.ts';
import type { TouchedPattern } from './touched.ts';

/** What to look for; empty where no policy of AWS is behind the finding, but the baseline, or something that was not read. */
export function soughtBy(finding: Finding, snapshot: AccountSnapshot): readonly TouchedPattern[] {
  const local = localNamed(snapshot, finding.principal);
  const reasons = reasonsIn(finding.drift);
  return distinctPatterns(
    reasons.length > 0 ? reasons.flatMap((reason) => ofReason(reason, { finding, local, snapshot })) : besideStatements(finding, snapshot),
  );
}

/** The writes of all policies of resources that bear on a repository. */
export function soughtAround(region: string, repository: string): readonly TouchedPattern[] {
  return [
    ...soughtOfRepository(region, repository),
    { kind: 'registry', region, part: 'policy' },
    { kind: 'registry', region, part: 'policyScope' },
  ];
}

function soughtOfRepository(region: string, repository: string): readonly TouchedPattern[] {
  return [
    { kind: 'repository', region, repository, part: 'policy' },
    { kind: 'repository', region, repository, part: 'existence' },
  ];
}

/** The writes of all that a principal of the account may do: its policies, who handed them to it, its groups and theirs. */
export function soughtOfPrincipal(arn: string, snapshot: AccountSnapshot): readonly TouchedPattern[] {
  const [, of, name] = /^arn:[^:]+:iam::[^:]*:(user|role)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if ((of !== 'user' && of !== 'role') || name === undefined || !arn.includes(`:${snapshot.account}:`)) return [];
  const local = localNamed(snapshot, arn);
  const groups = local?.groups ?? [];
  return distinctPatterns([
    ...ownPatterns(of, name),
    ...(of === 'user' ? [{ kind: 'membership', name } as const] : []),
    ...groups.flatMap((group) => ownPatterns('group', group)),
    ...(local ? managedOf(local) : []),
  ]);
}

interface Around {
  readonly finding: Finding;
  /** The principal that the finding is about, where it is one of the account. */
  readonly local: LocalPrincipal | undefined;
  readonly snapshot: AccountSnapshot;
}

function ofReason({ policy, layer, source }: Reason, around: Around): readonly TouchedPattern[] {
  const { finding, local } = around;
  const tags = source.conditions.flatMap(({ key }) => taggedBy(key.toLowerCase(), finding, local));
  switch (policy.kind) {
    case 'repository':
      return [...soughtOfRepository(policy.region, policy.repository), ...tags];
    case 'registry':
      return [
        { kind: 'registry', region: policy.region, part: 'policy' },
        { kind: 'registry', region: policy.region, part: 'policyScope' },
        ...tags,
      ];
    case 'template':
      return [{ kind: 'template', region: policy.region, prefix: policy.prefix }, ...tags];
    case 'managed':
      return [...managedBy(policy.arn), ...(layer === 'boundary' ? boundaryOf(local) : attachedTo(policy.arn, local)), ...tags];
    case 'inline': {
      const { kind: of, name } = policy.owner;
      const joined = of === 'group' && local?.kind === 'user' ? [{ kind: 'membership', name: local.name, group: name } as const] : [];
      return [{ kind: 'inline', of, name, policy: policy.name }, ...joined, ...tags];
    }
    case 'trust':
      return policy.role === null ? [] : trustOf(policy.role);
    case 'scp':
    case 'rcp':
      return [{ kind: 'organization' }];
    case 'session':
    case 'intended':
    case 'scenario':
    case 'everything':
      return [];
  }
}

/** Whose tags a condition looks at: a tag that somebody writes can give access as a policy does. */
function taggedBy(key: string, finding: Finding, local: LocalPrincipal | undefined): readonly TouchedPattern[] {
  const place = repositoryIn(finding);
  if (/^(?:aws|ecr):resourcetag\//.test(key) && place) return [{ kind: 'repository', ...place, part: 'tags' }];
  return key.startsWith('aws:principaltag/') && local ? [{ kind: 'principal', of: local.kind, name: local.name, part: 'tags' }] : [];
}

/** Without a principal of the account, whoever was given it. */
function attachedTo(policy: string, local: LocalPrincipal | undefined): readonly TouchedPattern[] {
  if (!local) return [{ kind: 'attachment', policy }];
  const { kind: of, name, groups } = local;
  return [
    { kind: 'attachment', of, name, policy },
    ...groups.flatMap((group): readonly TouchedPattern[] => [
      { kind: 'attachment', of: 'group', name: group, policy },
      { kind: 'membership', name, group },
    ]),
  ];
}

function boundaryOf(local: LocalPrincipal | undefined): readonly TouchedPattern[] {
  return local ? [{ kind: 'principal', of: local.kind, name: local.name, part: 'boundary' }] : [];
}

function trustOf(role: string): readonly TouchedPattern[] {
  return [
    { kind: 'principal', of: 'role', name: role, part: 'trust' },
    { kind: 'principal', of: 'role', name: role, part: 'existence' },
  ];
}

/** What is not there no statement says: it was taken away from the repository, or from the principal. */
function besideStatements({ drift, region, repository, principal }: Finding, snapshot: AccountSnapshot): readonly TouchedPattern[] {
  switch (drift.kind) {
    case 'unverified':
    case 'unsettled':
      return [];
    case 'unmanaged':
      return soughtOfRepository(drift.region, drift.repository);
    case 'coming':
      return drift.template === undefined
        ? [{ kind: 'registry', region: drift.access.region }]
        : [{ kind: 'template', region: drift.access.region, prefix: drift.template }];
    case 'missing':
      return [
        ...soughtOfRepository(drift.region, drift.repository),
        ...soughtOfPrincipal(drift.principal, snapshot),
        ...(drift.blockedBy.some((layer) => layer === 'scp' || layer === 'rcp') ? [{ kind: 'organization' } as const] : []),
      ];
    case 'hygiene':
      if (drift.at) return [];
      break;
    case 'unexpected':
    case 'raised':
    case 'weakened':
    case 'forbidden':
      break;
  }
  return soughtOfPlace({ region, repository, principal }, snapshot);
}

/** The writes of what is named: of a repository or, without one, of the registry; and of a principal of the account. */
export function soughtOfPlace(
  { region, repository, principal }: Pick<Finding, 'region' | 'repository' | 'principal'>,
  snapshot: AccountSnapshot,
): readonly TouchedPattern[] {
  const place = repositoryIn({ region, repository });
  return [
    ...(place ? soughtOfRepository(place.region, place.repository) : []),
    ...(isOne(region) && repository === null
      ? ([
          { kind: 'registry', region },
          { kind: 'template', region },
        ] as const)
      : []),
    ...(principal === null ? [] : soughtOfPrincipal(principal, snapshot)),
  ];
}

/** The repository that is named; undefined where none is, or all of them are. */
export function repositoryIn({
  region,
  repository,
}: Pick<Finding, 'region' | 'repository'>): { readonly region: string; readonly repository: string } | undefined {
  return isOne(region) && isOne(repository) ? { region, repository } : undefined;
}

/** Whether a place of a finding is one: neither none nor all. */
export function isOne<T extends string>(name: T | null): name is T {
  return name !== null && name !== '*';
}

function ownPatterns(of: 'user' | 'role' | 'group', name: string): readonly TouchedPattern[] {
  return [
    { kind: 'principal', of, name },
    { kind: 'inline', of, name },
    { kind: 'attachment', of, name },
  ];
}

function managedOf({ policies, boundary }: LocalPrincipal): readonly TouchedPattern[] {
  return [...policies, boundary].flatMap(managedPattern);
}

/** A document that nobody could fetch has an ARN all the same. */
function managedPattern(policy: Collected<PolicyDocument>): readonly TouchedPattern[] {
  switch (policy.kind) {
    case 'present':
      return policy.value.ref.kind === 'managed' ? managedBy(policy.value.ref.arn) : [];
    case 'unknown':
      return policy.gap.part.kind === 'document' ? managedBy(policy.gap.part.arn) : [];
    case 'absent':
      return [];
  }
}

/** What AWS writes into its own policies no account records. */
function managedBy(arn: string): readonly TouchedPattern[] {
  return isOfAws(arn) ? [] : [{ kind: 'managed', policy: arn }];
}

function localNamed(snapshot: AccountSnapshot, arn: string | null): LocalPrincipal | undefined {
  if (arn === null) return undefined;
  const known = LOCALS.get(snapshot) ?? localsOf(snapshot);
  LOCALS.set(snapshot, known);
  return known.get(arn);
}

/** Of each account that was asked about: many findings of it are asked about one after the other. */
const LOCALS = new WeakMap<AccountSnapshot, ReadonlyMap<string, LocalPrincipal>>();

function localsOf({ principals }: AccountSnapshot): ReadonlyMap<string, LocalPrincipal> {
  return new Map(principals.kind === 'present' ? principals.value.map((each) => [each.arn, each]) : []);
}
