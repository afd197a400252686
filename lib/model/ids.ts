// Branded names: a value that carries a brand has been checked at the border and is not checked again.

declare const brand: unique symbol;
/** A set of names, so that brands compose: every RepositoryArn is an Arn. */
export type Brand<T, Name extends string> = T & { readonly [brand]: { readonly [N in Name]: true } };

export type AccountId = Brand<string, 'AccountId'>;
export type Arn = Brand<string, 'Arn'>;
export type RepositoryArn = Brand<string, 'Arn'> & Brand<string, 'RepositoryArn'>;
/** sha256, hex. */
export type Digest = Brand<string, 'Digest'>;
/** RFC 3339, UTC. */
export type Instant = Brand<string, 'Instant'>;
export type FindingId = Brand<string, 'FindingId'>;
export type CauseId = Brand<string, 'CauseId'>;

/** Six fields of an ARN; `resource` is everything after the fifth colon. */
export interface ArnFields {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** The fields of `text`, or undefined when it is no ARN (fewer than six fields, or another scheme). */
export function arnFields(text: string): ArnFields | undefined {
  const [scheme, partition, service, region, account, ...resource] = text.split(':');
  if (scheme !== 'arn' || partition === undefined || service === undefined || region === undefined || account === undefined)
    return undefined;
  if (resource.length === 0) return undefined;
  return { partition, service, region, account, resource: resource.join(':') };
}

/** `text` as an ARN, or undefined when it is none. */
export function arnOf(text: string): Arn | undefined {
  return arnFields(text) ? (text as Arn) : undefined;
}

/** `text` as an account id, or undefined when it is not 12 digits. */
export function accountId(text: string): AccountId | undefined {
  return text.length === 12 && [...text].every((char) => char >= '0' && char <= '9') ? (text as AccountId) : undefined;
}

const ZONED_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** `text` as a UTC instant with seconds, or undefined when it is no RFC 3339 date-time. */
export function instant(text: string): Instant | undefined {
  const time = ZONED_TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) return undefined;
  return `${new Date(time).toISOString().slice(0, 19)}Z` as Instant;
}

/**
 * Region and repository as one key of a map, set or index: neither holds a blank. Equal keys mean the same repository of an account; the
 * key is looked up and never shown, hashed or stored.
 */
export function placeKey(region: string, repository: string): string {
  return `${region} ${repository}`;
}

/** A session of a role, as its ARN names it: by the role's name, without its path. */
export interface RoleSession {
  readonly partition: string;
  readonly account: string;
  readonly role: string;
  readonly session: string;
}

/** What `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` names, or undefined where `arn` is no such ARN. Names that it lacks are empty. */
export function roleSession(arn: string): RoleSession | undefined {
  const fields = arnFields(arn);
  const [type, role = '', session = ''] = fields?.resource.split('/') ?? [];
  return fields && type === 'assumed-role' ? { partition: fields.partition, account: fields.account, role, session } : undefined;
}

/** Whether `arn` names a session of the role that `role`, an ARN with or without a path, names. */
export function isSessionOf(arn: string, role: string): boolean {
  const session = roleSession(arn);
  const owner = arnFields(role);
  return session !== undefined && owner !== undefined && session.account === owner.account && session.role === lastName(owner);
}

/** The ARN under which policies name a session of a role; undefined where `role` is no ARN or names nothing. */
export function sessionArn(role: string, session: string): string | undefined {
  const fields = arnFields(role);
  const name = fields && lastName(fields);
  return fields && name ? `arn:${fields.partition}:sts::${fields.account}:assumed-role/${name}/${session}` : undefined;
}

/** The ARN of a role that has no path, which is what a session's ARN tells of its role. */
export function roleArn({ partition, account, role }: Pick<RoleSession, 'partition' | 'account' | 'role'>): string {
  return `arn:${partition}:iam::${account}:role/${role}`;
}

function lastName({ resource }: ArnFields): string {
  return resource.slice(resource.lastIndexOf('/') + 1);
}

/** The ARN of a repository. `account` and `region` are those that the registry belongs to. */
export function repositoryArn(partition: string, region: string, account: AccountId, name: string): RepositoryArn {
  return `arn:${partition}:ecr:${region}:${account}:repository/${name}` as RepositoryArn;
}
