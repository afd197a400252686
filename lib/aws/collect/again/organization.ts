// The organization around an account, read again: all of it, or the control policies of the levels above the account.
import type { Reread } from '../../../scoped/schema.ts';
import type { OrganizationFile, SnapshotFile } from '../../../snapshot/schema.ts';
import type { Read, Unknown } from '../../client/call.ts';
import type { Session } from '../../client/session.ts';
import { accountOrganization } from '../organization/organization.ts';
import { type ControlLevels, controlLevels, ROOTS } from '../organization/view.ts';
import type { Allowance } from './allowance.ts';

type Base = SnapshotFile['organization'];

const WHOLE = 'organizations:DescribeOrganization';

/** As a full scan reads it. What the snapshot knows and this does not is a failure of all. */
export async function readOrganization(session: Session, { ask, now }: Allowance, base: Base): Promise<Reread | Unknown> {
  const asOf = now();
  const value = await ask(WHOLE, () => accountOrganization({ ...session, organizations: undefined }));
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

/** Where the snapshot says that the account is. */
export function wayOf(base: Base): { readonly organization: string; readonly path: string; readonly way: readonly string[] } | undefined {
  if (base?.status !== 'present' || typeof base.value.path !== 'string') return undefined;
  const { id, path } = base.value;
  return { organization: id, path, way: path.split('/').slice(1, -1) };
}

/** The control policies where the account was, by whoever may read them: the auditor first. */
export async function readControlPolicies(
  session: Session,
  { ask, now }: Allowance,
  { organization, path, way }: NonNullable<ReturnType<typeof wayOf>>,
): Promise<Reread | Unknown> {
  const asOf = now();
  const anew = { ...session, organizations: undefined };
  const { auditor, clients } = session;
  const first = await ask(ROOTS, () => levels({ ...anew, clients: auditor ?? clients }, organization, way));
  const second = first.status === 'unknown' && auditor !== undefined ? await ask(ROOTS, () => levels(anew, organization, way)) : first;
  const read = second.status === 'unknown' ? first : second;
  // What keeps the auditor from it can be mended in one place for all accounts.
  if (read.status === 'unknown') return read;
  return { kind: 'controlPolicies', organization, path, asOf, value: { status: 'present', value: read.value } };
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
