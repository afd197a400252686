// Asks every API once, as cheaply as it can be asked, and tells what AWS makes of it.
import { call } from './call.ts';
import type { CallError } from './call-error.ts';
import { mapOf } from './concurrency.ts';
import { organizationProbes } from './organization-probes.ts';
import { APIS, type Api } from './permissions.ts';
import { type Probes, probesOf } from './probes.ts';
import type { Session } from './session.ts';

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

/** One diagnosis per API that needs a permission, in the order of the table of permissions. */
export function diagnose(session: Session, region: string): Promise<readonly Diagnosis[]> {
  const probes: Probes = { ...probesOf(session, region), ...organizationProbes(session) };
  const asked = APIS.flatMap((api) => {
    const probe = probes[api];
    return probe ? [{ api, probe }] : [];
  });
  return mapOf(asked, WIDTH, async ({ api, probe }) => {
    const answer = await call(session.signal, { api, send: probe, read: () => true });
    return answer.status === 'present' ? { api, kind: 'ok' } : verdictOn(api, answer.error);
  });
}

function verdictOn(api: Api, error: CallError): Diagnosis {
  if (ANSWERS.includes(error.code)) return { api, kind: 'ok' };
  return { api, kind: DENIALS.includes(error.code) ? 'denied' : 'failed', error };
}
