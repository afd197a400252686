// What a part that was read says, as a text that is equal for the same: whatever AWS adds to it, and in whichever order.
import { CONTROL_TYPES } from '../model/reread.ts';
import { documentText } from '../snapshot/document.ts';
import type { ControlPolicyFile, DocumentFile, ManagedPolicyFile, OrganizationFile, RepositoryFile } from '../snapshot/schema.ts';
import { compare } from '../text/order.ts';
import type { PrincipalReread } from './holding.ts';
import type { Reread } from './schema.ts';

/** Equal where two readings of one part say the same. */
export function meaningOf(reread: Reread): string {
  return reread.value.status === 'absent' ? 'absent' : canonical(saidBy(reread));
}

function saidBy(reread: Reread): unknown {
  switch (reread.kind) {
    case 'repository':
      return reread.value.status === 'present' ? repositoryMeaning(reread.value.value) : undefined;
    case 'registry':
      if (reread.value.status === 'absent') return undefined;
      return reread.part === 'registryPolicy' ? documentMeaning(reread.value.value) : reread.value.value;
    case 'principal':
      return principalMeaning(reread);
    case 'inline':
      return reread.value.status === 'present' ? documentMeaning(reread.value.value) : undefined;
    case 'attached':
      return reread.value.value.toSorted(compare);
    case 'groups':
      return reread.value.value.map(({ GroupId: id }) => id).sort(compare);
    case 'managed':
      return reread.value.status === 'present' ? managedMeaning(reread.value.value) : undefined;
    case 'organization':
      return reread.value.status === 'present' ? { ...reread.value.value, ...levelsMeaning(reread.value.value) } : undefined;
    case 'controlPolicies':
      return { organization: reread.organization, path: reread.path, ...levelsMeaning(reread.value.value) };
    case 'controlLevel':
      return CONTROL_TYPES.map((type) => reread.value.value[type]?.toSorted((a, b) => compare(a.name, b.name)).map(controlMeaning));
    case 'controlPolicy':
      return documentMeaning(reread.value.value);
    case 'member':
      return reread.value.status === 'present' ? reread.value.value.path : undefined;
  }
}

function repositoryMeaning({ repositoryArn, policy, tags }: RepositoryFile): object {
  return {
    repositoryArn,
    policy: policy.status === 'present' ? documentMeaning(policy.value) : policy,
    tags: tags?.status === 'present' ? tags.value : tags,
  };
}

function principalMeaning(reread: PrincipalReread): object | undefined {
  if (reread.value.status === 'absent') return undefined;
  const { Arn, Path } = reread.value.value;
  if (reread.of === 'group') return { Arn, Path, id: reread.value.value.GroupId };
  const { PermissionsBoundary: boundary, Tags: tags = [] } = reread.value.value;
  return {
    ...{ Arn, Path },
    ...(reread.of === 'user'
      ? { id: reread.value.value.UserId }
      : { id: reread.value.value.RoleId, trust: documentMeaning(reread.value.value.AssumeRolePolicyDocument) }),
    boundary: boundary?.PermissionsBoundaryArn,
    tags: tags.map(({ Key, Value }) => [Key, Value]).sort(([a = ''], [b = '']) => compare(a, b)),
  };
}

function managedMeaning({ DefaultVersionId: id, PolicyVersionList: versions = [] }: ManagedPolicyFile): object {
  const inForce = versions.find(({ IsDefaultVersion, VersionId }) => IsDefaultVersion ?? VersionId === id);
  return { id, document: documentMeaning(inForce?.Document) };
}

function levelsMeaning({
  serviceControlPolicies: scps,
  resourceControlPolicies: rcps,
}: Pick<OrganizationFile, 'serviceControlPolicies' | 'resourceControlPolicies'>): object {
  return { serviceControlPolicies: levelMeaning(scps), resourceControlPolicies: levelMeaning(rcps) };
}

function levelMeaning(levels: OrganizationFile['serviceControlPolicies']): unknown {
  return Array.isArray(levels) ? levels.map((level) => level.map(controlMeaning)) : levels;
}

function controlMeaning(policy: ControlPolicyFile): unknown {
  if (typeof policy === 'string' || policy.document === undefined) return documentMeaning(policy);
  return { name: policy.name, document: documentMeaning(policy.document) };
}

/** The policy itself, in whichever of its forms it came. */
function documentMeaning(document: DocumentFile | undefined): unknown {
  if (document === undefined) return undefined;
  const text = documentText(document);
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON says what it is.
    return text;
  }
}

/** As JSON, the members of each object in one order; times as they are saved. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compare(a, b)))
        : inner,
    ) ?? ''
  );
}
