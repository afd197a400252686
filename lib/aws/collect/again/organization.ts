// The organization around an account, read again whole: all of it, or the control policies of all levels above the account.
import type { Reread } from '../../../scoped/schema.ts';
import type { OrganizationFile, SnapshotFile } from '../../../snapshot/schema.ts';
import type { Read, Unknown } from '../../client/call.ts';
import type { Session } from '../../client/session.ts';
import { accountOrganization } from '../organization/organization.ts';
import { type ControlLevels, controlLevels } from '../organization/view.ts';
import type { Allowance } from './allowance.ts';
import type { KnownOrganization } from './known-organization.ts';
import { byWhoeverMay } from './readers.ts';

type Base = SnapshotFile['organization'];

/** As a full scan reads it. What the snapshot knows and this does not is a failure of all. */
export async function readOrganization(session: Session, { within, now }: Allowance, base: Base): Promise<Reread | Unknown> {
  const asOf = now();
  const value = await accountOrganization({ ...within(session), organizations: undefined });
  if (value.status === 'unknown') return value;
  const before = base?.status === 'present' ? base.value : undefined;
  const lost = value.status === 'present' && before ? lostOf(before, value.value) : undefined;
  return lost ?? { kind: 'organization', asOf, value };
}

/** The first part that was known before and is not now. */
function lostOf(before: OrganizationFile, now: OrganizationFile): Unknown | undefined {
  const names = ['path', 'serviceControlPolicies', 'resourceControlPolicies', 'accounts'] as const;
  const lost = names.find((name) => unreadIn(now[name]) !== undefined && unreadIn(before[name]) === undefined);
  return lost && unreadIn(now[lost]);
}

function unreadIn(part: unknown): Unknown | undefined {
  // INVARIANT: the collector made it: what has a status is unread.
  return typeof part === 'object' && part !== null && 'status' in part ? (part as Unknown) : undefined;
}

/** The control policies where the account was. */
export async function readControlPolicies(
  session: Session,
  { within, now }: Allowance,
  { file: { id }, path, targets }: KnownOrganization,
): Promise<Reread | Unknown> {
  const asOf = now();
  const read = await byWhoeverMay(within(session), (reader) => levels(reader, id, targets.slice(0, -1)));
  if (read.status === 'unknown') return read;
  return { kind: 'controlPolicies', organization: id, path, asOf, value: { status: 'present', value: read.value } };
}

type LevelsFile = Extract<Reread, { kind: 'controlPolicies' }>['value']['value'];

/** All of them, or why not. */
async function levels(session: Session, organization: string, way: readonly string[]): Promise<Read<LevelsFile>> {
  const read = await controlLevels(session, organization, way);
  if (read.status === 'unknown') return read;
  const { serviceControlPolicies: scps, resourceControlPolicies: rcps } = read.value;
  if (scps.status === 'unknown') return scps;
  if (rcps.status === 'unknown') return rcps;
  return {
    status: 'present',
    value: {
      ...(scps.status === 'present' ? { serviceControlPolicies: copied(scps.value) } : {}),
      ...(rcps.status === 'present' ? { resourceControlPolicies: copied(rcps.value) } : {}),
    },
  };
}

type Levels = Extract<ControlLevels['serviceControlPolicies'], { status: 'present' }>['value'];

function copied(value: Levels) {
  return value.map((level) => [...level]);
}
