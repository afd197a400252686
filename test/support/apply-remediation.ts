// A mend made to the raw snapshot file: what its commands would leave in AWS, for the auditor to read again.
import type { Change } from '../../lib/remediation/change.ts';
import type { Remediation } from '../../lib/remediation/remediation.ts';

type Json = Record<string, unknown>;

/** A copy of the file with every change of the mend. */
export function applyMend(file: unknown, mend: Extract<Remediation, { kind: 'change' }>): unknown {
  const copy = structuredClone(file) as Json;
  for (const change of mend.changes) apply(copy, change);
  return copy;
}

function apply(file: Json, { target, name, principal, region, after }: Change): void {
  const document = after === null ? undefined : (JSON.parse(after) as unknown);
  const identity = (file['identity'] as Json)['value'] as Json;
  switch (target) {
    case 'repositoryPolicy': {
      const repositories = (regionOf(file, region)['repositories'] as Json)['value'] as Json[];
      one(repositories, 'repositoryName', name)['policy'] = partOf(document);
      return;
    }
    case 'registryPolicy':
      regionOf(file, region)['registryPolicy'] = partOf(document);
      return;
    case 'inlinePolicy':
      setInline(holder(identity, principal), name, document);
      return;
    case 'managedPolicy':
      addVersion(one(identity['Policies'] as Json[], 'Arn', name), document);
      return;
    case 'attachment': {
      const of = holder(identity, principal);
      const attached = of['AttachedManagedPolicies'] as Json[];
      of['AttachedManagedPolicies'] = attached.filter((each) => each['PolicyArn'] !== name);
    }
  }
}

function regionOf(file: Json, region: string | null): Json {
  return one(file['regions'] as Json[], 'region', region);
}

function holder(identity: Json, arn: string | null): Json {
  return one([...(identity['UserDetailList'] as Json[]), ...(identity['RoleDetailList'] as Json[])], 'Arn', arn);
}

function one(list: readonly Json[], key: string, value: string | null): Json {
  const [found, ...others] = list.filter((each) => each[key] === value);
  if (!found || others.length > 0) throw new Error(`not exactly one ${key} ${value}`);
  return found;
}

function partOf(document: unknown): Json {
  return document === undefined ? { status: 'absent' } : { status: 'present', value: document };
}

function setInline(of: Json, name: string, document: unknown): void {
  const list = 'UserName' in of ? 'UserPolicyList' : 'RolePolicyList';
  const others = ((of[list] ?? []) as Json[]).filter((each) => each['PolicyName'] !== name);
  of[list] = document === undefined ? others : [...others, { PolicyName: name, PolicyDocument: document }];
}

function addVersion(policy: Json, document: unknown): void {
  const versions = (policy['PolicyVersionList'] as Json[]).map((each) => ({ ...each, IsDefaultVersion: false }));
  const id = `v${versions.length + 1}`;
  policy['PolicyVersionList'] = [...versions, { VersionId: id, IsDefaultVersion: true, Document: document }];
  policy['DefaultVersionId'] = id;
}
