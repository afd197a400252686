// Asks every API once, as cheaply as it can be asked, and tells what AWS makes of it.

import type { CallError } from '../api/call-error.ts';
import { APIS, type Api } from '../api/permissions.ts';
import { call, type Read } from '../client/call.ts';
import { mapOf } from '../client/concurrency.ts';
import type { Session } from '../client/session.ts';
import { organizationProbes } from './organization-probes.ts';
import { type Probes, probesOf } from './probes.ts';

export type Diagnosis =
  | { readonly api: Api; readonly kind: 'ok' }
  | { readonly api: Api; readonly kind: 'denied' | 'failed'; readonly error: CallError };

const DENIALS = ['AccessDenied', 'AccessDeniedException', 'AuthorizationError', 'UnauthorizedOperation'];
/** AWS knows the caller, lets the call in, and says something about what was asked for. */
const ANSWERS = [
  'AWSOrganizationsNotInUseException',
  'ChildNotFoundException',
  'InvalidInputException',
  'NoSuchEntity',
  'NoSuchEntityException',
  'ParentNotFoundException',
  'PolicyNotFoundException',
  'RegistryPolicyNotFoundException',
  'RepositoryNotFoundException',
  'TargetNotFoundException',
];
const WIDTH = 4;

/**
 * One diagnosis per API that needs a permission, in the order of the table of permissions. `onDiagnosis` is told of each as soon as it and
 * all before it are known.
 */
export async function diagnose(
  session: Session,
  region: string,
  onDiagnosis: (diagnosis: Diagnosis) => void = () => undefined,
): Promise<readonly Diagnosis[]> {
  const ofAccount = await answersTo(probesOf(session, region), session.signal, (answered) => onDiagnosis(verdictOn(answered)));
  const ofOrganization = (await organizationAnswers(session)).map(verdictOn);
  for (const each of ofOrganization) onDiagnosis(each);
  return [...ofAccount.map(verdictOn), ...ofOrganization];
}

interface Answered {
  readonly api: Api;
  readonly answer: Read<true>;
}

function answersTo(
  probes: Probes,
  signal: AbortSignal,
  onAnswer: (answered: Answered) => void = () => undefined,
): Promise<readonly Answered[]> {
  const asked = APIS.flatMap((api) => {
    const probe = probes[api];
    return probe ? [{ api, probe }] : [];
  });
  const told = inOrder(onAnswer);
  return mapOf([...asked.entries()], WIDTH, async ([at, { api, probe }]) => {
    const answered = { api, answer: await call(signal, { api, send: probe, read: () => true as const }) };
    told(at, answered);
    return answered;
  });
}

/** Hands on what comes in any order in the order of its places. */
function inOrder<T>(hand: (item: T) => void): (at: number, item: T) => void {
  const waiting = new Map<number, T>();
  let next = 0;
  return (at, item) => {
    waiting.set(at, item);
    for (let ready = waiting.get(next); ready !== undefined; ready = waiting.get(next)) {
      waiting.delete(next);
      next += 1;
      hand(ready);
    }
  };
}

/** As a scan asks: first with the credentials that assumed the role, where they are of the organization; then with those of the role. */
async function organizationAnswers(session: Session): Promise<readonly Answered[]> {
  const { auditor, signal } = session;
  if (auditor === undefined) return answersTo(organizationProbes(session), signal);
  const first = await answersTo(organizationProbes({ ...session, clients: auditor }), signal);
  const isElsewhere = first.some(({ answer }) => answer.status === 'unknown' && ELSEWHERE.includes(answer.error.code));
  if (!isElsewhere && first.every(isAllowed)) return first;
  const second = await answersTo(organizationProbes(session), signal);
  return isElsewhere
    ? second
    : first.map((each, index) => (isAllowed(each) ? each : (second.slice(index, index + 1).find(isAllowed) ?? each)));
}

/** What the caller is told who is in another organization than the account, or in none. */
const ELSEWHERE = ['AWSOrganizationsNotInUseException', 'ChildNotFoundException'];

function isAllowed(each: Answered): boolean {
  return verdictOn(each).kind === 'ok';
}

function verdictOn({ api, answer }: Answered): Diagnosis {
  if (answer.status === 'present' || ANSWERS.includes(answer.error.code)) return { api, kind: 'ok' };
  return { api, kind: DENIALS.includes(answer.error.code) ? 'denied' : 'failed', error: answer.error };
}
