// The policies of an account by name. Whoever asks for the same policy gets the same object, so that it is compiled once.
import { memoize } from '../collections/memoize.ts';
import type { PolicyDocument } from '../model/policy.ts';
import type { PolicyOwner } from '../model/policy-ref.ts';
import type { Collected } from '../model/snapshot.ts';
import { unknownOf } from './collected.ts';
import { policyDocument } from './document.ts';
import { firstBy } from './order.ts';
import type { DocumentFile, GroupFile, IdentityFile, InlinePolicyFile, ManagedPolicyFile, UnreadFile } from './schema.ts';

export type Policies = readonly Collected<PolicyDocument>[];

export interface Library {
  readonly managed: (arn: string) => Collected<PolicyDocument>;
  /** The policies of a group, by its name. */
  readonly group: (name: string) => Policies;
}

/** The managed policies and groups of an account by name; what its policies lack is a gap. */
export function libraryOf(file: IdentityFile): Library {
  const documents = defaultDocuments(file.Policies);
  const refused = new Map(file.Policies.flatMap(({ Arn: arn, error }) => (error ? [[arn, error] as const] : [])));
  const managed = memoize((arn: string) => managedPolicy(arn, documents.get(arn), refused.get(arn)));
  // B24: names are unique without regard to case.
  const groups = firstBy(file.GroupDetailList, ({ GroupName: name }) => name.toLowerCase());
  const group = memoize((name: string) => groupPolicies(name, groups.get(name.toLowerCase()), managed));
  return { managed, group };
}

/** AWS clients leave out a list that is empty: in the identity part a missing list is an empty one. */
export function inlinePolicies(list: readonly InlinePolicyFile[] | undefined, owner: PolicyOwner): Policies {
  return (list ?? []).map(({ PolicyName: name, PolicyDocument: document }) => ({
    kind: 'present',
    value: policyDocument({ kind: 'inline', owner, name }, document),
  }));
}

/** Of a user, a role or a group. */
export function attachedPolicies({ AttachedManagedPolicies: attached }: AttachedFile, { managed }: Pick<Library, 'managed'>): Policies {
  return (attached ?? []).map(({ PolicyArn: arn }) => managed(arn));
}

type AttachedFile = Pick<GroupFile, 'AttachedManagedPolicies'>;

function defaultDocuments(policies: readonly ManagedPolicyFile[]): ReadonlyMap<string, DocumentFile> {
  const documents = new Map<string, DocumentFile>();
  for (const policy of policies) {
    const document = defaultDocument(policy);
    if (document !== undefined && !documents.has(policy.Arn)) documents.set(policy.Arn, document);
  }
  return documents;
}

/** F11: the version in force says so itself; some clients only give its id beside the list. */
function defaultDocument({ DefaultVersionId: id, PolicyVersionList: list }: ManagedPolicyFile): DocumentFile | undefined {
  const marked = list?.find(({ IsDefaultVersion }) => IsDefaultVersion);
  const named = list?.find(({ VersionId }) => VersionId !== undefined && VersionId === id);
  return (marked ?? named)?.Document;
}

/** The documents of the versions that are not in force. */
export function otherVersions({ Arn: arn, DefaultVersionId: id, PolicyVersionList: list }: ManagedPolicyFile): readonly PolicyDocument[] {
  const isInForce = ({ IsDefaultVersion: marked, VersionId: version }: VersionFile): boolean => marked ?? version === id;
  return (list ?? []).flatMap((version) =>
    isInForce(version) || version.Document === undefined ? [] : [policyDocument({ kind: 'managed', arn }, version.Document)],
  );
}

type VersionFile = NonNullable<ManagedPolicyFile['PolicyVersionList']>[number];

type CallErrorFile = UnreadFile['error'];

function managedPolicy(arn: string, document: DocumentFile | undefined, error: CallErrorFile | undefined): Collected<PolicyDocument> {
  if (document !== undefined) return { kind: 'present', value: policyDocument({ kind: 'managed', arn }, document) };
  const source = { part: { kind: 'document', arn }, api: 'iam:GetPolicyVersion' } as const;
  if (error) return unknownOf({ status: 'unknown', error }, source);
  const message = 'attached, but its document is not in the snapshot';
  return { kind: 'unknown', gap: { ...source, code: 'DocumentMissing', message } };
}

function groupPolicies(name: string, group: GroupFile | undefined, managed: Library['managed']): Policies {
  if (group)
    return [...inlinePolicies(group.GroupPolicyList, { kind: 'group', name: group.GroupName }), ...attachedPolicies(group, { managed })];
  const message = 'a user is in it, but its policies are not in the snapshot';
  const part = { kind: 'group', name } as const;
  return [{ kind: 'unknown', gap: { part, api: 'iam:GetAccountAuthorizationDetails', code: 'DocumentMissing', message } }];
}
