// `AWS::IAM::ServiceLinkedRole`: one role that AWS names and writes.
import { quoted } from '../../text/quote.ts';
import type { ProposedChange } from '../change.ts';
import { isServiceLinked, newServiceLinkedRole, serviceLinkedName, serviceLinkedPath, unreadRole } from '../service-linked-role.ts';
import { type MadeByResource, propertyOf, type ResourceReading, unreadAt } from './made.ts';
import { scalarText, UnknownValue } from './value.ts';

/** One that is there already stays as it is, whatever the template says: AWS refuses to write it. */
export function serviceLinkedRole(reading: ResourceReading): MadeByResource {
  const [named, given] = [propertyOf(reading, 'AWSServiceName'), propertyOf(reading, 'CustomSuffix')];
  const service = scalarText(named);
  const place = { kind: 'owner', owner: { kind: 'role', name: reading.id }, limits: false } as const;
  const none = { identity: reading.id, exists: undefined, assumed: [] };
  if (service === undefined)
    return {
      ...{ what: 'service-linked role', ...none },
      changes:
        named === undefined
          ? [unreadRole(reading.id, 'AWSServiceName', 'it is not there, and AWS expects it')]
          : [unreadAt(place, 'AWSServiceName', named)],
    };
  const what = `service-linked role of ${service}`;
  if (given instanceof UnknownValue) return { what, ...none, changes: [unreadAt(place, 'CustomSuffix', given)] };
  const of = { service, suffix: scalarText(given) };
  const identity = `${service} ${of.suffix ?? ''}`;
  const found = reading.existing.roles().filter(({ RoleName: name, Path: path = '/' }) => isServiceLinked({ name, path }, of));
  const [only, another] = found;
  if (only && !another) {
    const stays: ProposedChange = {
      ...{ kind: 'principal', principal: { kind: 'role', name: only.RoleName }, path: serviceLinkedPath(service) },
      ...{ trust: undefined, tags: undefined },
    };
    return { what, identity, exists: true, changes: [stays], assumed: [`${quoted(only.RoleName)}, which is there, is taken for it`] };
  }
  const role = { partition: reading.place.partition, ...of, standIn: reading.id, tags: undefined };
  const assumed = serviceLinkedName(of) === undefined ? [`its name is decided by AWS: ${quoted(reading.id)} stands for it`] : [];
  return {
    what,
    identity,
    exists: reading.existing.hasIdentities ? false : undefined,
    changes: newServiceLinkedRole(role, 'AWSServiceName'),
    assumed,
  };
}
