// What writes to the organization have touched, read again: by itself where the snapshot knows what is around it, and else with all of it.
import type { SnapshotFile } from '../../../snapshot/schema.ts';
import type { Session } from '../../client/session.ts';
import type { Allowance } from './allowance.ts';
import { hasPolicies, isListed, type KnownOrganization, knownOrganization } from './known-organization.ts';
import { readControlPolicies, readOrganization } from './organization.ts';
import { readControlLevel, readControlPolicy, readMember } from './organization-parts.ts';
import { failure, NOTHING, type RereadOutcome, readOnce } from './outcome.ts';
import type { OrganizationQuestion } from './questions.ts';

export interface OrganizationReading {
  readonly session: Session;
  readonly base: SnapshotFile;
  readonly allowed: Allowance;
}

/** A target that is not on the account's way, or a policy that is attached nowhere on it, is nothing to this account. */
export async function answerOfOrganization(question: OrganizationQuestion, reading: OrganizationReading): Promise<RereadOutcome> {
  const { base } = reading;
  const known = knownOrganization(base);
  if (known === undefined) return whole(reading);
  switch (question.kind) {
    case 'organization':
      return whole(reading);
    case 'controlPolicies':
      return allPolicies(reading, known);
    case 'controlLevel':
      return hasPolicies(known) ? level(question.target, reading, known) : allPolicies(reading, known);
    case 'controlPolicy':
      return hasPolicies(known) ? policy(question.id, reading, known) : allPolicies(reading, known);
    case 'member':
      return member(question.account, reading, known);
  }
}

async function whole({ session, base, allowed }: OrganizationReading): Promise<RereadOutcome> {
  return readOnce({ kind: 'organization' }, await readOrganization(session, allowed, base.organization));
}

async function allPolicies({ session, allowed }: OrganizationReading, known: KnownOrganization): Promise<RereadOutcome> {
  return readOnce({ kind: 'controlPolicies' }, await readControlPolicies(session, allowed, known));
}

async function level(target: string, { session, allowed }: OrganizationReading, known: KnownOrganization): Promise<RereadOutcome> {
  if (!known.targets.includes(target)) return NOTHING;
  return readOnce({ kind: 'controlLevel', target }, await readControlLevel(session, allowed, target, known));
}

async function policy(id: string, { session, allowed }: OrganizationReading, known: KnownOrganization): Promise<RereadOutcome> {
  const read = await readControlPolicy(session, allowed, id, known);
  if (read.status === 'unknown') return failure({ kind: 'controlPolicies' }, read);
  return read.status === 'present' ? { parts: [read.value], failed: [] } : NOTHING;
}

/** Whoever left the organization is in none, or in another one; of whoever is new to it only its list tells the name. */
async function member(account: string, reading: OrganizationReading, known: KnownOrganization): Promise<RereadOutcome> {
  const { session, allowed } = reading;
  const isOwn = account === session.account;
  if (isOwn ? !hasPolicies(known) : !isListed(known, account)) return whole(reading);
  const place = await readMember(session, allowed, account, known);
  const isGone = 'kind' in place && place.value.status === 'absent';
  return isOwn && isGone ? whole(reading) : readOnce({ kind: 'member', account }, place);
}
