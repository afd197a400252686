// Policies of a template that are resources of their own: inline ones for roles, users and groups, and managed ones.
import type { PolicyOwner } from '../../model/policy-ref.ts';
import { quoted } from '../../text/quote.ts';
import type { ProposedChange, UnreadPlace } from '../change.ts';
import { documentOf } from './documents.ts';
import { isOfDeployment, pathOf } from './iam-principals.ts';
import { documentChanges, type MadeByResource, nameOr, propertyOf, type ResourceReading, type TypeReader, unreadAt } from './made.ts';
import { listOf, scalarText, type TemplateValue } from './value.ts';

/** Readers by type. */
export const POLICY_READERS: ReadonlyMap<string, TypeReader> = new Map<string, TypeReader>([
  ['AWS::IAM::Policy', (reading) => inline(reading, ownersOf(reading))],
  ['AWS::IAM::RolePolicy', (reading) => inline(reading, [ownerAt(reading, 'role', 'RoleName')])],
  ['AWS::IAM::UserPolicy', (reading) => inline(reading, [ownerAt(reading, 'user', 'UserName')])],
  ['AWS::IAM::GroupPolicy', (reading) => inline(reading, [ownerAt(reading, 'group', 'GroupName')])],
  ['AWS::IAM::ManagedPolicy', managed],
]);

/** Who has a policy, or the property that does not tell. */
type OwnerReading =
  | { readonly owner: PolicyOwner; readonly property: string }
  | { readonly owner: undefined; readonly property: string; readonly value: TemplateValue | undefined };

const LISTS = [
  ['Roles', 'role'],
  ['Users', 'user'],
  ['Groups', 'group'],
] as const;

function ownersOf(reading: ResourceReading): readonly OwnerReading[] {
  return LISTS.flatMap(([property, kind]) => {
    const value = propertyOf(reading, property);
    return listOf(value).map((each) => ownerIn(each, { kind, property, whole: value }));
  });
}

function ownerAt(reading: ResourceReading, kind: PolicyOwner['kind'], property: string): OwnerReading {
  const value = propertyOf(reading, property);
  return ownerIn(value, { kind, property, whole: value });
}

interface OwnerPlace {
  readonly kind: PolicyOwner['kind'];
  readonly property: string;
  readonly whole: TemplateValue | undefined;
}

function ownerIn(value: TemplateValue | undefined, { kind, property, whole }: OwnerPlace): OwnerReading {
  const name = scalarText(value);
  return name === undefined ? { owner: undefined, property, value: whole } : { owner: { kind, name }, property };
}

function inline(reading: ResourceReading, owners: readonly OwnerReading[]): MadeByResource {
  const given = propertyOf(reading, 'PolicyName');
  const name = scalarText(given) ?? (given === undefined || isOfDeployment(given) ? reading.id : undefined);
  const value = propertyOf(reading, 'PolicyDocument');
  const assumed =
    scalarText(given) === undefined && name !== undefined ? [`its name is decided at deployment: ${quoted(name)} stands for it`] : [];
  const whom = owners.map(({ owner }) => (owner ? `${owner.kind} ${owner.name}` : 'somebody')).join(', ');
  const changes = owners.flatMap(({ owner, ...rest }): readonly ProposedChange[] => {
    if (!owner) return unknownOwner(value, rest);
    const place: UnreadPlace = { kind: 'owner', owner, limits: false };
    if (name === undefined) return [unreadAt(place, 'PolicyName', given)];
    // AWS makes a policy of the new kind without a document, which says nothing.
    if (value === undefined) return [];
    return documentChanges(reading, { property: 'PolicyDocument', value, use: 'identity', place }, (document) => [
      { kind: 'inlinePolicy', owner, name, document },
    ]);
  });
  return {
    what: `inline policy ${name ?? '(not known)'} of ${whom || 'nobody'}`,
    identity: name ?? reading.id,
    exists: isHeld(reading, owners, name),
    changes,
    assumed,
  };
}

/** A policy that cannot bear on repositories may be anybody's. */
function unknownOwner(
  document: TemplateValue | undefined,
  { property, value }: { readonly property: string; readonly value?: TemplateValue | undefined },
) {
  const read = document === undefined ? undefined : documentOf(document, 'identity');
  return read?.kind === 'document' && !read.bears ? [] : [unreadAt({ kind: 'principals' }, property, value)];
}

function isHeld(reading: ResourceReading, owners: readonly OwnerReading[], name: string | undefined): boolean | undefined {
  if (owners.some(({ owner }) => owner !== undefined && hasInline(reading, owner, name))) return true;
  return reading.existing.hasIdentities && name !== undefined && owners.every(({ owner }) => owner !== undefined) ? false : undefined;
}

function hasInline({ existing }: ResourceReading, { kind, name }: PolicyOwner, policy: string | undefined): boolean {
  const lists = {
    role: () => existing.role(name)?.RolePolicyList,
    user: () => existing.user(name)?.UserPolicyList,
    group: () => existing.group(name)?.GroupPolicyList,
  };
  return (lists[kind]() ?? []).some(({ PolicyName }) => PolicyName === policy);
}

function managed(reading: ResourceReading): MadeByResource {
  const { name, assumed, unknown } = nameOr(reading);
  const { path, guessed } = pathOf(reading);
  const { partition, account } = reading.place;
  const arn = `arn:${partition}:iam::${account}:policy${path}${name}`;
  const value = propertyOf(reading, 'PolicyDocument') ?? null;
  const place: UnreadPlace = { kind: 'managedPolicy', arn };
  if (unknown) {
    const changes = [unreadAt({ kind: 'principals' }, 'ManagedPolicyName', unknown)];
    return { what: 'managed policy', identity: reading.id, exists: undefined, changes, assumed };
  }
  const document = documentChanges(reading, { property: 'PolicyDocument', value, use: 'identity', place }, (known) => [
    { kind: 'managedPolicy', arn, document: known },
  ]);
  const attachments = ownersOf(reading).flatMap(({ owner, ...rest }): readonly ProposedChange[] =>
    owner ? [{ kind: 'attachment', owner, arn, attached: true }] : unknownOwner(value, rest),
  );
  return {
    what: `managed policy ${name}`,
    identity: `${path}${name}`,
    exists: reading.existing.hasPolicy(arn),
    changes: [...document, ...attachments],
    assumed: [...assumed, ...guessed],
  };
}
