// What one write to an organization touched, read again: an account's place, what is attached to a target, what a policy says.
import { PolicyType } from '@aws-sdk/client-organizations';
import { CONTROL_TYPES, type ControlType } from '../../../model/reread.ts';
import { levelIn, namedPolicy } from '../../../scoped/control-levels.ts';
import type { ControlLevel, Reread } from '../../../scoped/schema.ts';
import { type Answer, type Read, type Unknown, unknownAnswer } from '../../client/call.ts';
import type { Session } from '../../client/session.ts';
import { organizationPath } from '../organization/path.ts';
import { attachedPolicies, describedPolicy, policyReader } from '../organization/policies.ts';
import { describeOrganization, isStranger } from '../organization/view.ts';
import type { Allowance } from './allowance.ts';
import type { KnownOrganization } from './known-organization.ts';
import { byWhoeverMay, type WhoReads } from './readers.ts';

const TYPES = {
  serviceControlPolicies: PolicyType.SERVICE_CONTROL_POLICY,
  resourceControlPolicies: PolicyType.RESOURCE_CONTROL_POLICY,
} as const satisfies Record<ControlType, PolicyType>;

type MemberReread = Extract<Reread, { kind: 'member' }>;
type Place = Pick<MemberReread, 'value'>['value'];

/** Where an account is now; of the one that is audited with the control policies above it. Absent: in this organization no more. */
export async function readMember(
  session: Session,
  { within, now }: Allowance,
  account: string,
  known: KnownOrganization,
): Promise<MemberReread | Unknown> {
  const asOf = now();
  const value = await byWhoeverMay<Place>(within(session), (reader, who) => placeOf(reader, account, { ...known, who }));
  return value.status === 'unknown' ? value : { kind: 'member', account, organization: known.file.id, asOf, value };
}

async function placeOf(session: Session, account: string, known: KnownOrganization & { readonly who: WhoReads }): Promise<Place | Unknown> {
  const { id } = known.file;
  const organization = await describeOrganization(session);
  if (organization.status === 'unknown') return organization;
  if (organization.status === 'absent' || organization.value.id !== id) {
    const isItself = known.who === 'account' && account === session.account;
    return isItself ? { status: 'absent' } : unknownAnswer('organizations:DescribeOrganization', `whoever asks is not in ${id}`);
  }
  const way = await organizationPath(session, account);
  if (way.status === 'unknown') return isStranger(way) ? { status: 'absent' } : way;
  const path = `${[id, ...way.value].join('/')}/`;
  if (account !== session.account) return { status: 'present', value: { path, levels: {}, known: {} } };
  const above = await levelsOn(session, way.value, known);
  return above.status === 'unknown' ? above : { status: 'present', value: { path, ...above.value } };
}

type Levels = Record<string, ControlLevel>;

/** What is attached where the account was not before, and what is known of the rest. */
async function levelsOn(
  session: Session,
  way: readonly string[],
  { file, targets }: KnownOrganization,
): Promise<Read<{ readonly levels: Levels; readonly known: Levels }>> {
  const [levels, known]: [Levels, Levels] = [{}, {}];
  for (const target of way) {
    const at = targets.indexOf(target);
    if (at >= 0) {
      known[target] = levelIn(file, at);
      continue;
    }
    const level = await levelAt(session, target, file);
    if (level.status === 'unknown') return level;
    levels[target] = level.value;
  }
  return { status: 'present', value: { levels, known } };
}

/** What is attached to a target on the account's way, of the types that are in force. */
export async function readControlLevel(
  session: Session,
  { within, now }: Allowance,
  target: string,
  known: KnownOrganization,
): Promise<Reread | Unknown> {
  const asOf = now();
  const value = await byWhoeverMay(within(session), (reader) => levelAt(reader, target, known.file));
  return value.status === 'unknown' ? value : { kind: 'controlLevel', target, organization: known.file.id, asOf, value };
}

/** Each policy is asked what it says: one of a known name may be another one that was made in its place. */
async function levelAt(session: Session, target: string, file: KnownOrganization['file']): Promise<Read<ControlLevel>> {
  const readDocument = policyReader(session, file.id);
  const level: ControlLevel = {};
  for (const type of CONTROL_TYPES.filter((each) => Array.isArray(file[each]))) {
    const attached = await attachedPolicies(session, target, TYPES[type]);
    if (attached.status === 'unknown') return attached;
    const policies: NonNullable<ControlLevel[ControlType]> = [];
    for (const summary of attached.value) {
      const policy = await readDocument(summary);
      if (policy.status === 'unknown') return policy;
      policies.push(policy.value);
    }
    level[type] = policies;
  }
  return { status: 'present', value: level };
}

/** A control policy by its id; absent where it is none that bears on the account. */
export async function readControlPolicy(
  session: Session,
  { within, now }: Allowance,
  id: string,
  { file }: KnownOrganization,
): Promise<Answer<Reread>> {
  const asOf = now();
  const policy = await byWhoeverMay(within(session), (reader) => describedPolicy(reader, id));
  if (policy.status === 'unknown') return policy;
  const { name, document, type } = policy.value;
  const of = CONTROL_TYPES.find((each) => TYPES[each] === type);
  const levels = of && file[of];
  const isAttached = Array.isArray(levels) && levels.flat().some((each) => namedPolicy(each)?.name === name);
  if (of === undefined || !isAttached) return { status: 'absent' };
  const value = { status: 'present', value: document } as const;
  return { status: 'present', value: { kind: 'controlPolicy', of, name, organization: file.id, asOf, value } };
}
