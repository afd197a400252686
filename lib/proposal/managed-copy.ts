// AWS-managed policies that a proposal attaches and whose document the snapshot lacks, out of a dated copy: what rests on it says so.
import type { AccountSnapshot, Gap } from '../model/snapshot.ts';
import { principalsOf, stockOf } from '../snapshot/identity.ts';
import { libraryOf } from '../snapshot/library.ts';
import type { SnapshotSource } from '../snapshot/parse.ts';
import type { IdentityFile, ManagedPolicyFile, SnapshotFile } from '../snapshot/schema.ts';
import { attachedBy, type ProposedResource } from './change.ts';

/** The managed policies of AWS as they were on a day. */
export interface ManagedCopy {
  /** The day, as `2026-09-30`. */
  readonly asOf: string;
  /** Undefined where the copy does not have it. */
  readonly policy: (arn: string) => { readonly version: string; readonly document: string } | undefined;
}

/** ARNs of AWS-managed policies that the proposal attaches and whose document the snapshot lacks. */
export function lackedPolicies({ identity }: SnapshotFile, proposal: readonly ProposedResource[]): readonly string[] {
  if (identity.status !== 'present') return [];
  const library = libraryOf(identity.value);
  const attached = new Set(proposal.flatMap(({ changes }) => changes.flatMap(attachedBy)));
  return [...attached].filter((arn) => isOfAws(arn) && library.managed(arn).kind !== 'present');
}

/** Whether a managed policy is AWS's own, in whatever partition. */
export function isOfAws(arn: string): boolean {
  return /^arn:[^:]+:iam::aws:policy\//.test(arn);
}

interface Checkable {
  readonly source: SnapshotSource;
  readonly proposal: readonly ProposedResource[];
}

interface WithCopies extends Checkable {
  /** What the snapshot lacks all the same: documents of policies that somebody has already. */
  readonly gaps: readonly Gap[];
}

/** Snapshot and proposal with what the copy has of policies that the snapshot lacks; whatever attaches such a policy says that it is assumed. */
export function withCopies({ source, proposal }: Checkable, { asOf, policy }: ManagedCopy): WithCopies {
  const { file, snapshot } = source;
  const found = new Map(
    lackedPolicies(file, proposal).flatMap((arn) => {
      const copied = policy(arn);
      return copied ? [[arn, copied] as const] : [];
    }),
  );
  if (found.size === 0 || file.identity.status !== 'present') return { source, proposal, gaps: [] };
  const added = [...found].map(
    ([arn, { version, document }]): ManagedPolicyFile => ({
      Arn: arn,
      DefaultVersionId: version,
      PolicyVersionList: [{ VersionId: version, IsDefaultVersion: true, Document: document }],
    }),
  );
  const before = file.identity.value;
  const identity: IdentityFile = { ...before, Policies: [...before.Policies.filter(({ Arn }) => !found.has(Arn)), ...added] };
  const assumedOf = (arn: string, version: string): string =>
    `the document of ${arn}, which the snapshot lacks, is taken as AWS had it on ${asOf} (${version})`;
  return {
    source: { file: { ...file, identity: { status: 'present', value: identity } }, snapshot: withIdentity(snapshot, file, identity) },
    proposal: proposal.map((resource) => {
      const rests = [...new Set(resource.changes.flatMap(attachedBy))].flatMap((arn) => {
        const copied = found.get(arn);
        return copied ? [assumedOf(arn, copied.version)] : [];
      });
      return rests.length === 0 ? resource : { ...resource, assumed: [...(resource.assumed ?? []), ...rests] };
    }),
    gaps: gapsOf(before, found),
  };
}

function gapsOf(identity: IdentityFile, found: ReadonlyMap<string, unknown>): readonly Gap[] {
  const library = libraryOf(identity);
  return [...heldIn(identity)].flatMap((arn) => {
    const document = library.managed(arn);
    return found.has(arn) && document.kind === 'unknown' ? [document.gap] : [];
  });
}

function heldIn({ UserDetailList, RoleDetailList, GroupDetailList }: IdentityFile): ReadonlySet<string> {
  const bounded = [...UserDetailList, ...RoleDetailList];
  return new Set([
    ...[...bounded, ...GroupDetailList].flatMap(({ AttachedManagedPolicies = [] }) =>
      AttachedManagedPolicies.map(({ PolicyArn }) => PolicyArn),
    ),
    ...bounded.flatMap(({ PermissionsBoundary: boundary }) => (boundary ? [boundary.PermissionsBoundaryArn] : [])),
  ]);
}

function withIdentity(snapshot: AccountSnapshot, { partition, account }: SnapshotFile, identity: IdentityFile): AccountSnapshot {
  const library = libraryOf(identity);
  return {
    ...snapshot,
    principals: { kind: 'present', value: principalsOf(identity, library) },
    stock: stockOf(identity, library, `arn:${partition}:iam::${account}`),
  };
}
