// Resources of which nobody can tell whether they are made: whatever they would change is not known.
import type { PolicyOwner } from '../../model/policy-ref.ts';
import type { ProposedChange, UnreadPlace } from '../change.ts';
import type { MadeByResource } from './made.ts';
import type { UnknownValue } from './value.ts';

/** Where nobody can tell whether a resource is made: what it changes may be so or not. */
export function doubtful(made: MadeByResource, { why }: UnknownValue): MadeByResource {
  const places = new Map(made.changes.map((change) => [JSON.stringify(placeOf(change)), placeOf(change)]));
  const changes = [...places.values()].map((place): ProposedChange => ({ kind: 'unread', place, attribute: 'Condition', why }));
  return { ...made, changes };
}

function placeOf(change: ProposedChange): UnreadPlace {
  const owner = (of: PolicyOwner, limits = false): UnreadPlace => ({ kind: 'owner', owner: of, limits });
  switch (change.kind) {
    case 'unread':
      return change.place;
    case 'repository':
    case 'noRepository':
      return { kind: 'repositoryTags', region: change.region, repository: change.name };
    case 'repositoryPolicy':
      return { kind: 'repositoryPolicy', region: change.region, repository: change.repository };
    case 'registryPolicy':
      return { kind: 'registryPolicy', region: change.region };
    case 'registrySetting':
      return { kind: 'registrySetting', region: change.region, of: change.of };
    case 'creationTemplate':
      return { kind: 'registrySetting', region: change.region, of: 'creationTemplates' };
    case 'cacheRule':
      return { kind: 'registrySetting', region: change.region, of: 'pullThroughCacheRules' };
    case 'managedPolicy':
      return { kind: 'managedPolicy', arn: change.arn };
    case 'inlinePolicy':
    case 'onlyInlinePolicies':
    case 'attachment':
    case 'onlyAttachments':
      return owner(change.owner);
    case 'boundary':
      return owner(change.owner, true);
    case 'membership':
      return owner({ kind: 'user', name: change.user });
    case 'principal':
      return change.principal.kind === 'role' && change.trust !== undefined
        ? { kind: 'trust', role: change.principal.name }
        : owner(change.principal);
    case 'noPrincipal':
      return owner(change.principal);
    case 'group':
    case 'noGroup':
      return owner({ kind: 'group', name: change.name });
    default:
      return { kind: 'principals' };
  }
}
