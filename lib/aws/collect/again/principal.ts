// A user, role or group, read again: itself, and of what it has what was touched. One that is new to the snapshot is read whole, or not at all.

import type { PolicyOwner } from '../../../model/policy-ref.ts';
import type { RereadPart } from '../../../model/reread.ts';
import type { Reread } from '../../../scoped/schema.ts';
import type { Answer, Unknown } from '../../client/call.ts';
import { unknownAnswer } from '../../client/call.ts';
import type { Session } from '../../client/session.ts';
import type { Allowance } from './allowance.ts';
import type { KnownIdentity } from './known.ts';
import { failure, NOTHING, type RereadOutcome, together } from './outcome.ts';
import { type FoundPrincipal, GROUP_CALLS, groupsOf, type PrincipalCalls, ROLE_CALLS, USER_CALLS } from './principal-calls.ts';

type OwnerKind = PolicyOwner['kind'];

/** What was touched of somebody; whoever it is, is always read too, since a name may be somebody else's by now. */
export interface PrincipalQuestion {
  readonly of: OwnerKind;
  /** One name, as events spell it. */
  readonly names: readonly [string, ...string[]];
  /** Names of inline policies. */
  readonly inline: readonly string[];
  readonly attached: boolean;
  readonly groups: boolean;
}

export interface PrincipalReading {
  readonly session: Session;
  readonly known: KnownIdentity;
  readonly allowance: Allowance;
}

const CALLS: Readonly<Record<OwnerKind, PrincipalCalls>> = { user: USER_CALLS, role: ROLE_CALLS, group: GROUP_CALLS };

/** The parts of one principal. */
export async function readPrincipal(reading: PrincipalReading, question: PrincipalQuestion): Promise<RereadOutcome> {
  const { of, names } = question;
  const place = { kind: 'principal', of, name: names[0] } as const;
  const asOf = reading.allowance.now();
  const found = await headOf(reading, question);
  if (found.status === 'unknown') return failure(place, found);
  if (found.status === 'absent') return gone(place, asOf);
  const at: Found = { ...reading, of, found: found.value, asOf };
  return reading.known.hasId(of, found.value.id) ? readTouched(at, question) : readWhole(at);
}

interface Found extends PrincipalReading {
  readonly of: OwnerKind;
  readonly found: FoundPrincipal;
  /** Before anything was asked. */
  readonly asOf: string;
}

function gone({ of, name }: Extract<RereadPart, { kind: 'principal' }>, asOf: string): RereadOutcome {
  return { parts: [{ kind: 'principal', of, name, asOf, value: { status: 'absent' } }], failed: [] };
}

/** An event may spell a name in another way than the snapshot does: nobody is gone before all of them were asked for. */
async function headOf({ session, known, allowance }: PrincipalReading, { of, names }: PrincipalQuestion): Promise<Answer<FoundPrincipal>> {
  const { apis, head } = CALLS[of];
  const spelling = known.spelling(of, names[0]);
  for (const name of new Set(spelling === undefined ? names : [...names, spelling])) {
    const found = await allowance.ask(apis.head, () => head(session, name));
    if (found.status !== 'absent') return found;
  }
  return { status: 'absent' };
}

/** Of one whom the snapshot has: each part by itself. */
async function readTouched(at: Found, { inline, attached, groups }: PrincipalQuestion): Promise<RereadOutcome> {
  const outcomes = await Promise.all([
    readHead(at),
    ...[...new Set(inline)].map((policy) => readInline(at, policy)),
    ...(attached ? [readAttached(at)] : []),
    ...(groups ? [readGroups(at)] : []),
  ]);
  return together(outcomes);
}

/** Of one whom the snapshot does not have: all of it, with one time, or nothing. */
async function readWhole(at: Found): Promise<RereadOutcome> {
  const { session, allowance, of, found } = at;
  const { apis, inlineNames } = CALLS[of];
  const names = await allowance.ask(apis.inlineNames, () => inlineNames(session, found.name));
  const outcome =
    names.status === 'present'
      ? await readTouched(at, { of, names: [found.name], inline: names.value, attached: true, groups: of === 'user' })
      : whereGone(at, names);
  const [first] = outcome.failed;
  return first === undefined ? outcome : { parts: [], failed: [{ ...first, part: { kind: 'principal', of, name: found.name } }] };
}

/** Whoever is deleted while it is read has an event of its own. */
function whereGone({ of, found }: Found, answer: Exclude<Answer<unknown>, { status: 'present' }>): RereadOutcome {
  const api = CALLS[of].apis.head;
  const unread = answer.status === 'unknown' ? answer : unknownAnswer(api, 'whoever was there a moment ago is not there any more');
  return failure({ kind: 'principal', of, name: found.name }, unread);
}

async function readHead(at: Found): Promise<RereadOutcome> {
  const { of, found, asOf } = at;
  const boundary = await readDocuments(at, found.boundary === undefined ? [] : [found.boundary]);
  return withDocuments({ kind: 'principal', of, name: found.name }, boundary, found.asPart(asOf));
}

async function readInline({ session, allowance, of, found, asOf }: Found, policy: string): Promise<RereadOutcome> {
  const { name, id } = found;
  const { apis, inline } = CALLS[of];
  const place = { kind: 'inline', of, name, id, policy } as const;
  const value = await allowance.ask(apis.inline, () => inline(session, name, policy));
  return value.status === 'unknown' ? failure(place, value) : { parts: [{ ...place, asOf, value }], failed: [] };
}

async function readAttached(at: Found): Promise<RereadOutcome> {
  const { session, allowance, of, found, asOf } = at;
  const { name, id } = found;
  const { apis, attached } = CALLS[of];
  const list = await allowance.ask(apis.attached, () => attached(session, name));
  if (list.status !== 'present') return whereGone(at, list);
  const place = { kind: 'attached', of, name, id } as const;
  const documents = await readDocuments(at, list.value);
  return withDocuments(place, documents, { ...place, asOf, value: { status: 'present', value: [...list.value] } });
}

/** A group that is new to the snapshot comes with its policies. */
async function readGroups(at: Found): Promise<RereadOutcome> {
  const { session, known, allowance, found, asOf } = at;
  const { name, id } = found;
  const list = await allowance.ask('iam:ListGroupsForUser', () => groupsOf(session, name));
  if (list.status !== 'present') return whereGone(at, list);
  const place = { kind: 'groups', name, id } as const;
  const added = list.value.filter(({ GroupId: group }) => !known.hasId('group', group)).map(({ GroupName: group }) => group);
  const groups = together(
    await Promise.all(added.map((group) => known.once(`group ${group.toLowerCase()}`, () => readPrincipal(at, groupNamed(group))))),
  );
  const isMissing = groups.parts.some((part) => part.kind === 'principal' && part.value.status === 'absent');
  if (isMissing) return failure(place, unknownAnswer('iam:ListGroupsForUser', 'it names a group that is not there'));
  return withDocuments(place, groups, { ...place, asOf, value: { status: 'present', value: [...list.value] } });
}

function groupNamed(name: string): PrincipalQuestion {
  return { of: 'group', names: [name], inline: [], attached: false, groups: false };
}

/** The documents that the snapshot lacks, each asked for once, whoever has it. */
async function readDocuments({ known, allowance }: Found, arns: readonly string[]): Promise<RereadOutcome> {
  const missing = arns.filter((arn) => !known.hasDocument(arn));
  return missing.length === 0 ? NOTHING : together(await Promise.all(missing.map((arn) => known.document(arn, allowance))));
}

/** What rests on other parts counts only with all of them: without, nothing of it does. */
function withDocuments(place: RereadPart, others: RereadOutcome, reread: Reread): RereadOutcome {
  const [first] = others.failed;
  if (first !== undefined) return { parts: [], failed: [{ ...first, part: place }, ...others.failed] };
  const lost = others.parts.find((part) => part.kind === 'managed' && part.value.status === 'absent');
  if (lost !== undefined) return failure(place, missingDocument());
  return { parts: [...others.parts, reread], failed: [] };
}

function missingDocument(): Unknown {
  return unknownAnswer('iam:GetPolicy', 'it does not know a policy that is attached');
}
