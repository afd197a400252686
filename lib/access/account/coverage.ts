// What of an account could not be read, and how far that reaches.
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Coverage } from '../../model/access.ts';
import { type GapPart, gapPartKey, gapPartName } from '../../model/gap-part.ts';
import type { Collected, Gap, Organization, Registry } from '../../model/snapshot.ts';
import type { Layers } from '../../policy/layers.ts';
import { type Account, ownLayers, repositoryPolicy } from './account.ts';
import { accountGap } from './account-gap.ts';
import { reportedGap } from './refusals.ts';
import { settingGaps } from './settings.ts';

const COVERAGES = new WeakMap<Account, Coverage>();

/** Every unread part of the snapshot, those of one refusal as one, and the malformed documents, which nobody can read either. */
export function coverageOf(account: Account): Coverage {
  return getOrCreate(COVERAGES, account, () => coverageIn(account));
}

function coverageIn(account: Account): Coverage {
  const shut = accountGap(account.snapshot);
  if (shut) return { complete: false, unread: [shut] };
  const { principals, organization, registries } = account.snapshot;
  const fromOrganization = organizationGaps(organization);
  const others = [
    ...gapOf(principals),
    ...account.locals.flatMap((subject) => setGaps(ownLayers(account, subject))),
    ...registries.flatMap((registry) => registryGaps(account, registry)).map((gap) => reportedGap(account.snapshot, gap)),
    ...account.scp.flatMap(({ gaps }) => gaps),
    ...account.rcp.gaps,
  ];
  const unreadParts = [
    ...new Map([...fromOrganization, ...others].map((gap) => [`${gapPartKey(gap.part)}\n${gap.code}\n${gap.message}`, gap])).values(),
  ];
  return { complete: others.length === 0, unread: unreadParts.sort((a, b) => (gapPartName(a.part) < gapPartName(b.part) ? -1 : 1)) };
}

function setGaps({ identity, boundary }: Pick<Layers, 'identity' | 'boundary'>): readonly Gap[] {
  return [...(identity === 'delegated' ? [] : identity.gaps), ...(boundary?.gaps ?? [])];
}

function registryGaps(account: Account, registry: Registry): readonly Gap[] {
  const { repositories } = registry;
  const perRepository =
    repositories.kind === 'present'
      ? repositories.value.flatMap((repository) => [...repositoryPolicy(account, repository).gaps, ...gapOf(repository.tags)])
      : gapOf(repositories);
  const registryPolicyGaps = account.registryPolicies.get(registry.region)?.gaps ?? [];
  return [...perRepository, ...registryPolicyGaps, ...settingGaps(registry)];
}

/** The part under which everything unread of the organization is told. */
export const ORGANIZATION: GapPart = { kind: 'organization', of: null };

/** The organization is the one part whose absence leaves a scan complete (docs/formats.md#snapshot). */
function organizationGaps(organization: Collected<Organization>): readonly Gap[] {
  if (organization.kind !== 'present') return gapOf(organization).map((gap) => ({ ...gap, part: ORGANIZATION }));
  const { path, serviceControlPolicies, resourceControlPolicies, accounts } = organization.value;
  const gaps = [path, serviceControlPolicies, resourceControlPolicies, accounts].flatMap((part) => gapOf<unknown>(part));
  return gaps.map((gap) => ({ ...gap, part: ORGANIZATION, message: `${gapPartName(gap.part)}: ${gap.message}` }));
}

function gapOf<T>(part: Collected<T>): readonly Gap[] {
  return part.kind === 'unknown' ? [part.gap] : [];
}
