// `aws_iam_service_linked_role`: one role that AWS names and writes.
import type { ProposedChange } from '../change.ts';
import { newServiceLinkedRole, serviceLinkedPath, unreadRole } from '../service-linked-role.ts';
import { type ReaderInput, type ReadResource, type ResourceValues, textIn, unread, withTags } from './resource-values.ts';

/** A new one, the tags of one that stays, or one that goes. */
export function serviceLinkedRole({ before, after, ground: { partition }, address }: ReaderInput): ReadResource {
  const [old, fresh] = [textOf(before, 'name'), textOf(after, 'name')];
  const gone: readonly ProposedChange[] =
    old === undefined || old === fresh ? [] : [{ kind: 'noPrincipal', principal: { kind: 'role', name: old } }];
  if (!after) return { what: `service-linked role ${old ?? ''}`, changes: gone };
  const [service, suffix] = [textIn(after, 'aws_service_name'), after.read('custom_suffix')];
  if (!('text' in service)) return { what: 'service-linked role', changes: [...gone, unreadRole(address, service.attribute, service.why)] };
  const what = `service-linked role of ${service.text}`;
  const owner = { kind: 'role', name: fresh ?? address } as const;
  const { tags, open } = withTags(after, { kind: 'owner', owner, limits: true });
  if (fresh !== undefined && old === fresh) {
    const stays: ProposedChange = { kind: 'principal', principal: owner, path: serviceLinkedPath(service.text), trust: undefined, tags };
    return { what, changes: [stays, ...open] };
  }
  if (suffix.kind === 'unknown')
    return { what, changes: [...gone, unread({ kind: 'owner', owner, limits: false }, 'custom_suffix', suffix.why)] };
  const role = { partition, service: service.text, suffix: textOf(after, 'custom_suffix'), standIn: address, tags };
  return { what, changes: [...gone, ...newServiceLinkedRole(role, 'aws_service_name'), ...open] };
}

function textOf(values: ResourceValues | undefined, attribute: string): string | undefined {
  const read = values && textIn(values, attribute);
  return read && 'text' in read ? read.text : undefined;
}
