// Roles, users and groups of a template, with the policies that are written inside them.
import type { PolicyOwner } from '../../model/policy-ref.ts';
import type { PrincipalName, ProposedChange, UnreadPlace } from '../change.ts';
import {
  documentChanges,
  type MadeByResource,
  nameOr,
  propertyOf,
  type ResourceReading,
  type TypeReader,
  tagsAfter,
  unreadAt,
} from './made.ts';
import { serviceLinkedRole } from './service-linked-role.ts';
import { firstUnknown, isValueMap, listOf, member, scalarText, type TemplateValue, UnknownValue } from './value.ts';

/** Readers by type. */
export const PRINCIPAL_READERS: ReadonlyMap<string, TypeReader> = new Map<string, TypeReader>([
  ['AWS::IAM::Role', role],
  ['AWS::IAM::User', user],
  ['AWS::IAM::Group', group],
  ['AWS::IAM::UserToGroupAddition', membership],
  ['AWS::IAM::ServiceLinkedRole', serviceLinkedRole],
]);

function role(reading: ResourceReading): MadeByResource {
  const trust = propertyOf(reading, 'AssumeRolePolicyDocument');
  return principal(reading, { kind: 'role', property: 'RoleName' }, (owner, path, tags) => {
    const put = (document: Extract<ProposedChange, { readonly kind: 'principal' }>['trust']): ProposedChange => ({
      ...{ kind: 'principal', principal: owner, path, tags },
      trust: document,
    });
    if (trust === undefined) return [put(undefined)];
    const place: UnreadPlace = { kind: 'trust', role: owner.name };
    const read = documentChanges(reading, { property: 'AssumeRolePolicyDocument', value: trust, use: 'trust', place }, (document) => [
      put(document),
    ]);
    return read.some(({ kind }) => kind === 'unread') ? [put(undefined), ...read] : read;
  });
}

function user(reading: ResourceReading): MadeByResource {
  const made = principal(reading, { kind: 'user', property: 'UserName' }, (owner, path, tags) => [
    { kind: 'principal', principal: owner, path, trust: undefined, tags },
  ]);
  const { name, unknown } = nameOr(reading);
  if (unknown) return made;
  const memberships = listOf(propertyOf(reading, 'Groups')).map((each): ProposedChange => {
    const joined = scalarText(each);
    if (joined !== undefined) return { kind: 'membership', user: name, group: joined, member: true };
    return unreadAt({ kind: 'owner', owner: { kind: 'user', name }, limits: false }, 'Groups', each);
  });
  return { ...made, changes: [...made.changes, ...memberships] };
}

function group(reading: ResourceReading): MadeByResource {
  const { name, assumed, unknown } = nameOr(reading);
  if (unknown) return unnamed(reading, 'group', 'GroupName', unknown);
  const { path, guessed } = pathOf(reading);
  const changes: readonly ProposedChange[] = [{ kind: 'group', name, path }, ...policiesOf(reading, { kind: 'group', name })];
  return {
    what: `group ${name}`,
    identity: name,
    exists: reading.existing.hasIdentities ? reading.existing.group(name) !== undefined : undefined,
    changes,
    assumed: [...assumed, ...guessed],
  };
}

type PutPrincipal = (owner: PrincipalName, path: string, tags: Readonly<Record<string, string>> | undefined) => readonly ProposedChange[];

interface PrincipalType {
  readonly kind: 'role' | 'user';
  readonly property: string;
}

function principal(reading: ResourceReading, { kind, property }: PrincipalType, put: PutPrincipal): MadeByResource {
  const { name, assumed, unknown } = nameOr(reading);
  if (unknown) return unnamed(reading, kind, property, unknown);
  const owner: PrincipalName = { kind, name };
  const before = reading.existing[kind](name);
  const { path, guessed } = pathOf(reading);
  const given = propertyOf(reading, 'Tags');
  const tags = tagsAfter(reading, given, Object.fromEntries((before?.Tags ?? []).map(({ Key, Value: text }) => [Key, text])));
  const limits: UnreadPlace = { kind: 'owner', owner, limits: true };
  const boundary = propertyOf(reading, 'PermissionsBoundary');
  const changes: readonly ProposedChange[] = [
    ...put(owner, path, tags),
    ...(firstUnknown(given) ? [unreadAt(limits, 'Tags', given)] : []),
    ...policiesOf(reading, owner),
    ...(typeof boundary === 'string' ? [{ kind: 'boundary', owner, arn: boundary } as const] : []),
    ...(boundary !== undefined && typeof boundary !== 'string' ? [unreadAt(limits, 'PermissionsBoundary', boundary)] : []),
  ];
  const exists = reading.existing.hasIdentities ? before !== undefined : undefined;
  return { what: `${kind} ${name}`, identity: `${path}${name}`, exists, changes, assumed: [...assumed, ...guessed] };
}

/** Of whom the name is not known, nobody can tell who gets what. */
function unnamed(reading: ResourceReading, kind: PolicyOwner['kind'], property: string, unknown: UnknownValue): MadeByResource {
  return {
    what: kind,
    identity: reading.id,
    exists: undefined,
    changes: [unreadAt({ kind: 'principals' }, property, unknown)],
    assumed: [],
  };
}

/** The path of an identity: what it is called with, from slash to slash. */
export function pathOf(reading: ResourceReading): { readonly path: string; readonly guessed: readonly string[] } {
  const path = propertyOf(reading, 'Path');
  if (path instanceof UnknownValue) return { path: '/', guessed: [`its path is not known (${path.why}): \`/\` is taken for it`] };
  return { path: scalarText(path) ?? '/', guessed: [] };
}

/** Inline policies and attachments. */
function policiesOf(reading: ResourceReading, owner: PolicyOwner): readonly ProposedChange[] {
  const place: UnreadPlace = { kind: 'owner', owner, limits: false };
  const inline = propertyOf(reading, 'Policies');
  const attached = propertyOf(reading, 'ManagedPolicyArns');
  return [
    ...listOf(inline).flatMap((each, at): readonly ProposedChange[] => {
      const name = isValueMap(each) ? scalarText(member<TemplateValue>(each, 'PolicyName')) : undefined;
      const document = isValueMap(each) ? member<TemplateValue>(each, 'PolicyDocument') : undefined;
      const named =
        name ?? (isValueMap(each) && isOfDeployment(member<TemplateValue>(each, 'PolicyName')) ? `${reading.id}-${at}` : undefined);
      if (named === undefined || document === undefined) return [unreadAt(place, `Policies`, inline)];
      const read = documentChanges(reading, { property: 'PolicyDocument', value: document, use: 'identity', place }, (known) => [
        { kind: 'inlinePolicy', owner, name: named, document: known },
      ]);
      return read.map((change) => (change.kind === 'unread' ? { ...change, attribute: `Policies[${at}].${change.attribute}` } : change));
    }),
    ...listOf(attached).map(
      (each): ProposedChange =>
        typeof each === 'string'
          ? { kind: 'attachment', owner, arn: each, attached: true }
          : unreadAt(place, 'ManagedPolicyArns', attached),
    ),
  ];
}

/** Whether nothing but the name of the stack is missing. */
export function isOfDeployment(value: TemplateValue | undefined): boolean {
  return value instanceof UnknownValue && value.parts.ofDeployment === true;
}

function membership(reading: ResourceReading): MadeByResource {
  const users = propertyOf(reading, 'Users');
  const named = propertyOf(reading, 'GroupName');
  const groupName = scalarText(named);
  const changes = listOf(users).map((each): ProposedChange => {
    const name = scalarText(each);
    if (name === undefined) return unreadAt({ kind: 'principals' }, 'Users', users);
    if (groupName === undefined) return unreadAt({ kind: 'owner', owner: { kind: 'user', name }, limits: false }, 'GroupName', named);
    return { kind: 'membership', user: name, group: groupName, member: true };
  });
  const exists = isHeld(reading, listOf(users).map(scalarText), groupName);
  return { what: `members of group ${groupName ?? '(not known)'}`, identity: groupName ?? reading.id, exists, changes, assumed: [] };
}

/** Whether all of them are in the group already. */
function isHeld({ existing }: ResourceReading, users: readonly (string | undefined)[], name: string | undefined): boolean | undefined {
  if (!existing.hasIdentities || name === undefined || users.includes(undefined)) return undefined;
  const isIn = (one: string): boolean => (existing.user(one)?.GroupList ?? []).some((each) => each.toLowerCase() === name.toLowerCase());
  return users.every((one) => one !== undefined && isIn(one));
}
