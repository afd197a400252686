// Which keys of a request a scan knows, and their values. What is not listed may have any value or be absent.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { type AccountId, arnFields, type Instant, roleArn, roleSession } from '../../model/ids.ts';
import type { Collected, LocalPrincipal, Organization, Repository, Tags } from '../../model/snapshot.ts';
import { ABSENT, ANYTHING, type Context, type Known, known, SOMETHING } from '../../policy/match/context.ts';

/** The part of a context that follows from who asks; undefined leaves a key to the rest. */
export type CallerKeys = (key: string) => Known | undefined;

export interface AuditScope {
  readonly account: AccountId;
  readonly partition: string;
  readonly at: Instant;
  readonly organization: Collected<Organization>;
}

/** What a request is about, besides who asks. */
export interface RequestTarget {
  readonly region: string;
  /** Undefined for actions on the registry. */
  readonly repository: Repository | undefined;
  /** Whether the action carries tags in its request (D4). */
  readonly tagging: boolean;
}

const PRINCIPAL_TAG = 'aws:principaltag/';

/**
 * The values of a request's condition keys, by their names in lower case: those of the caller, then those of the target; what neither
 * knows may be anything or absent.
 */
export function requestContext(ground: AuditScope, caller: CallerKeys, target: RequestTarget): Context {
  return (key) => caller(key) ?? targetKey(ground, target, key) ?? ANYTHING;
}

/** Whether a key tells the account's own principals apart. */
export function isCallerKey(key: string): boolean {
  return key.startsWith(PRINCIPAL_TAG) || LOCAL_KEYS.has(key);
}

/** Whether a key tells repositories apart. */
export function isRepositoryKey(key: string): boolean {
  return key === 'aws:requestedregion' || isTagKey(key);
}

/** Whether a key asks for a tag of the repository. */
export function isTagKey(key: string): boolean {
  return key.startsWith('aws:resourcetag/') || key.startsWith('ecr:resourcetag/');
}

/** Whether a key is only there when the action carries tags. */
export function isTaggingKey(key: string): boolean {
  return key === 'aws:tagkeys' || key.startsWith('aws:requesttag/');
}

function targetKey(
  { account, at, organization }: AuditScope,
  { region, repository, tagging }: RequestTarget,
  key: string,
): Known | undefined {
  if (isTagKey(key)) return repository ? tagOf(repository, key) : ABSENT;
  if (isTaggingKey(key)) return tagging ? ANYTHING : ABSENT;
  switch (key) {
    case 'aws:requestedregion':
      return known(region);
    case 'aws:resourceaccount':
      return known(account);
    case 'aws:resourceorgid':
      return ofOrganization(organization, ({ id }) => known(id));
    case 'aws:resourceorgpaths':
      return ofOrganization(organization, ({ path }) => ofCollected(path, known));
    case 'aws:securetransport':
      return known('true');
    case 'aws:currenttime':
      return known(at);
    case 'aws:epochtime':
      return known(String(Date.parse(at) / 1000));
    case 'aws:viaawsservice':
      return known('false');
    case 'aws:calledvia':
    case 'aws:calledviafirst':
    case 'aws:calledvialast':
    case 'ecr:accountsetting':
      return ABSENT;
    default:
      return undefined;
  }
}

/** What a key of resource tags comes to for a repository. */
export function tagOf({ tags }: Repository, key: string): Known {
  return tagValue(tags, key.slice(key.indexOf('/') + 1));
}

/** What is known of a tag; `name` is in lower case. */
function tagValue(tags: Repository['tags'], name: string): Known {
  if (tags.kind === 'unknown') return { kind: 'unread', gap: tags.gap };
  return tags.kind === 'absent' ? ABSENT : (loweredTags(tags.value).get(name) ?? ABSENT);
}

const lowered = new WeakMap<Tags, ReadonlyMap<string, Known>>();

/** Tag keys are compared without regard to case (B7), so one request can find several values. Made once per object of tags. */
function loweredTags(tags: Tags): ReadonlyMap<string, Known> {
  return getOrCreate(lowered, tags, () => {
    const entries = groupBy(Object.entries(tags), ([key]) => key.toLowerCase());
    return new Map([...entries].map(([key, among]) => [key, known(...among.map(([, value]) => value))]));
  });
}

function ofOrganization(organization: Collected<Organization>, read: (organization: Organization) => Known): Known {
  return ofCollected(organization, read);
}

/** What was not read of the organization leaves its keys open, not unread (docs/formats.md#snapshot). */
function ofCollected<T>(part: Collected<T>, read: (value: T) => Known): Known {
  if (part.kind === 'absent') return ABSENT;
  return part.kind === 'unknown' ? ANYTHING : read(part.value);
}

/** Keys that only a service acting for a resource brings along. */
const SOURCE_KEYS: ReadonlySet<string> = new Set(['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths']);
const SERVICE_KEYS: ReadonlySet<string> = new Set(['aws:principalservicename', 'aws:principalservicenameslist']);
const LOCAL_KEYS: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principaltype',
  'aws:username',
  'aws:userid',
  'aws:tokenissuetime',
  'sts:rolesessionname',
]);

/** What every caller that is no AWS service has in common. */
function ordinaryKey(key: string): Known | undefined {
  if (key === 'aws:principalisawsservice') return known('false');
  return SOURCE_KEYS.has(key) || SERVICE_KEYS.has(key) ? ABSENT : undefined;
}

/** A user or role of the account. `sessionTags`: whether a session of the role may carry tags of its own. */
export function localKeys(ground: AuditScope, principal: LocalPrincipal, sessionTags: boolean): CallerKeys {
  const tags = { kind: 'present', value: principal.tags } as const;
  const own = new Map<string, Known>(principal.kind === 'user' ? userKeys(principal) : roleKeys(principal));
  return (key) => {
    if (key.startsWith(PRINCIPAL_TAG)) return sessionTags ? ANYTHING : tagValue(tags, key.slice(PRINCIPAL_TAG.length));
    return own.get(key) ?? memberKey(ground, ground.account, key) ?? ordinaryKey(key);
  };
}

function userKeys({ arn, name, uniqueId }: LocalPrincipal): readonly (readonly [string, Known])[] {
  return [
    ['aws:principalarn', known(arn)],
    ['aws:principaltype', known('User')],
    ['aws:username', known(name)],
    ['aws:userid', known(uniqueId)],
    // A user may also ask with the temporary credentials of a session.
    ['aws:tokenissuetime', ANYTHING],
  ];
}

function roleKeys({ arn, uniqueId }: LocalPrincipal): readonly (readonly [string, Known])[] {
  return [
    ['aws:principalarn', known(arn)],
    ['aws:principaltype', known('AssumedRole')],
    ['aws:username', ABSENT],
    ['aws:userid', { kind: 'prefix', prefix: `${uniqueId}:` }],
    ['aws:tokenissuetime', SOMETHING],
  ];
}

/** Keys of whoever belongs to `account`. */
function memberKey({ account: own, organization }: AuditScope, account: string, key: string): Known | undefined {
  if (key === 'aws:principalaccount') return known(account);
  if (key !== 'aws:principalorgid' && key !== 'aws:principalorgpaths') return undefined;
  return ofOrganization(organization, ({ id, path, accounts }) => {
    if (account === own) return key === 'aws:principalorgid' ? known(id) : ofCollected(path, known);
    if (accounts.kind !== 'present') return ANYTHING;
    const member = accounts.value.find((each) => each.id === account);
    if (!member) return ELSEWHERE;
    return key === 'aws:principalorgid' ? known(id) : known(member.path);
  });
}

/** In an organization that no policy here names, or in none. */
const ELSEWHERE: Known = { kind: 'unmentioned', mayBeAbsent: true };
const SOMEBODY: Known = { kind: 'unmentioned', mayBeAbsent: false };

/** A user, role or session of another account: only its ARN is known. */
export function foreignKeys(ground: AuditScope, arn: string, account: string): CallerKeys {
  const resource = arnFields(arn)?.resource ?? '';
  const session = roleSession(arn);
  const principalArn = session ? roleArn(session) : arn;
  return (key) => {
    if (key === 'aws:principalarn') return known(principalArn);
    if (key === 'aws:username') return resource.startsWith('user/') ? known(resource.slice(resource.lastIndexOf('/') + 1)) : ABSENT;
    return foreignMember(ground, account, key);
  };
}

/** Anybody of another account. */
export function accountKeys(ground: AuditScope, account: string): CallerKeys {
  const prefix = `arn:${ground.partition}:iam::${account}:`;
  return (key) => (key === 'aws:principalarn' ? { kind: 'prefix', prefix } : foreignMember(ground, account, key));
}

function foreignMember(ground: AuditScope, account: string, key: string): Known | undefined {
  if (ground.organization.kind === 'absent' && key.startsWith('aws:principalorg')) return ELSEWHERE;
  return memberKey(ground, account, key) ?? ordinaryKey(key);
}

/** Any authenticated AWS principal that no policy names (A39). */
export function outsiderKeys(key: string): Known | undefined {
  switch (key) {
    case 'aws:principalarn':
    case 'aws:principalaccount':
    case 'aws:userid':
      return SOMEBODY;
    case 'aws:principalorgid':
    case 'aws:principalorgpaths':
      return ELSEWHERE;
    default:
      return ordinaryKey(key);
  }
}

/** Any member of an organization, or of one of its units. */
export function organizationKeys(id: string, path: string | undefined): CallerKeys {
  return (key) => {
    if (key === 'aws:principalorgid') return known(id);
    if (key === 'aws:principalorgpaths') return path === undefined ? { kind: 'prefix', prefix: `${id}/` } : known(path);
    return outsiderKeys(key);
  };
}

/** An AWS service (A41, A44). */
export function serviceKeys(service: string): CallerKeys {
  return (key) => {
    if (key === 'aws:principalisawsservice') return known('true');
    if (SERVICE_KEYS.has(key)) return known(service);
    return key.startsWith('aws:principal') || key === 'aws:username' ? ABSENT : undefined;
  };
}
