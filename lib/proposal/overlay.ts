// A proposal laid over a snapshot: the snapshot as it would be, and what of the proposal nobody can tell.
import { type AccountId, repositoryArn } from '../model/ids.ts';
import type { AccountSnapshot } from '../model/snapshot.ts';
import type { SnapshotSource } from '../snapshot/parse.ts';
import type { IdentityFile } from '../snapshot/schema.ts';
import { identityAfter, registriesAfter } from './after-drafts.ts';
import {
  attachedBy,
  type IdentityChange,
  type ProposedChange,
  type ProposedResource,
  placeOf,
  type RegistryChange,
  scopeOfPlace,
  type UnresolvedPart,
} from './change.ts';
import { withoutGone } from './gone-principals.ts';
import { identityDraft } from './identity-draft.ts';
import { isOfAws } from './managed-copy.ts';
import { registryDraft } from './registry-draft.ts';
import { type PlacedUnread, withUnread } from './unread.ts';

export interface Overlay {
  /** As it would be. What the proposal leaves alone are the very objects of the snapshot before. */
  readonly snapshot: AccountSnapshot;
  readonly unresolved: readonly UnresolvedPart[];
}

/** The snapshot after the proposal. A change that cannot be read, or that is about nothing that is there, is a gap of it, so that nothing is concluded. */
export function overlay({ file, snapshot }: SnapshotSource, proposal: readonly ProposedResource[]): Overlay {
  const root = `arn:${file.partition}:iam::${file.account}`;
  const identity = file.identity.status === 'present' ? file.identity.value : undefined;
  const draft = identity && identityDraft(identity, root);
  const registries = registryDraft(file.regions, (region, name) => arnIn(snapshot, region, name));
  const unread: PlacedUnread[] = [];
  for (const { address, change } of inOrder(proposal)) {
    if (change.kind === 'unread') {
      unread.push({ address, ...change });
      if (change.place.kind === 'managedPolicy') draft?.forget(change.place.arn, `${address}: ${change.attribute}: ${change.why}`);
      continue;
    }
    const applyToIdentity = draft?.apply ?? (() => NO_IDENTITY);
    const why = isOfRegistry(change) ? registries.apply(change) : applyToIdentity(change);
    if (why !== undefined) unread.push({ address, kind: 'unread', place: placeOf(change), attribute: change.kind, why });
  }
  const after = {
    ...snapshot,
    ...(draft && identity ? identityAfter({ draft, identity, root, snapshot }) : {}),
    registries: registriesAfter(snapshot, file, registries.files()),
  };
  const withoutDocument = draft && identity ? attachedUnread(identity, draft.file(), proposal) : [];
  return {
    snapshot: withUnread(withoutGone(snapshot, after, proposal), unread),
    unresolved: [...unread, ...withoutDocument].map(({ address, attribute, why, place }) => ({
      address,
      attribute,
      why,
      scope: scopeOfPlace(place),
    })),
  };
}

const NO_IDENTITY = 'the users, roles and groups of the account were not read';

/** Removed, renamed, put, exclusive, unread: a policy that moves from one resource of a plan to another is removed first. */
const REMOVED = 0;
const RENAMED = 1;
const MADE = 2;
const PUT = 3;
const EXCLUSIVE = 4;
const UNREAD = 5;

function stepOf(change: ProposedChange): number {
  switch (change.kind) {
    case 'noRepository':
    case 'noPrincipal':
    case 'noGroup':
      return REMOVED;
    case 'renamed':
      return RENAMED;
    case 'repository':
    case 'principal':
    case 'group':
      return MADE;
    case 'repositoryPolicy':
    case 'registryPolicy':
    case 'inlinePolicy':
    case 'managedPolicy':
      return change.document === null ? REMOVED : PUT;
    case 'registrySetting':
    case 'creationTemplate':
    case 'cacheRule':
      return change.answer === null ? REMOVED : PUT;
    case 'attachment':
      return change.attached ? PUT : REMOVED;
    case 'membership':
      return change.member ? PUT : REMOVED;
    case 'boundary':
      return change.arn === null ? REMOVED : PUT;
    case 'onlyInlinePolicies':
    case 'onlyAttachments':
    case 'attachedOnlyTo':
      return EXCLUSIVE;
    case 'unread':
      return UNREAD;
  }
}

interface Placed {
  readonly address: string;
  readonly change: ProposedChange;
}

function inOrder(proposal: readonly ProposedResource[]): readonly Placed[] {
  const all = proposal.flatMap(({ address, changes }) => changes.map((change) => ({ address, change })));
  return all.toSorted((a, b) => stepOf(a.change) - stepOf(b.change));
}

const OF_REGISTRY: ReadonlySet<string> = new Set<RegistryChange['kind']>([
  'repository',
  'noRepository',
  'repositoryPolicy',
  'registryPolicy',
  'registrySetting',
  'creationTemplate',
  'cacheRule',
]);

function isOfRegistry(change: RegistryChange | IdentityChange): change is RegistryChange {
  return OF_REGISTRY.has(change.kind);
}

function arnIn({ partition, account }: { readonly partition: string; readonly account: AccountId }, region: string, name: string): string {
  return repositoryArn(partition, region, account, name);
}

/** Policies that the proposal attaches and whose document nobody knows: each is a gap of whoever has it already, and is named. */
function attachedUnread(before: IdentityFile, after: IdentityFile, proposal: readonly ProposedResource[]): readonly PlacedUnread[] {
  const known = new Set([...before.Policies, ...after.Policies].map(({ Arn }) => Arn));
  return proposal.flatMap(({ address, changes }) =>
    changes.flatMap((change): readonly PlacedUnread[] =>
      attachedBy(change)
        .filter((arn) => !known.has(arn))
        .map((arn) => ({
          address,
          kind: 'unread',
          place: { kind: 'managedPolicy', arn },
          attribute: 'policy_arn',
          why: isOfAws(arn)
            ? `the document of ${arn} is neither in the snapshot nor in the copy of AWS's policies`
            : `the document of ${arn} is not in the snapshot`,
        })),
    ),
  );
}
