// The context of a scenario: what it gives, what it calls unknown, and the few keys that follow from the request itself.
import { arnFields } from '../model/ids.ts';
import type { Caller } from '../model/principal.ts';
import { ABSENT, ANYTHING, type Context, type Known, known } from '../policy/match/context.ts';
import type { Scenario } from './schema.ts';

type Given = Scenario['request'];

export type ContextReading = { readonly context: Context } | { readonly problem: string };

/** The values of condition keys in a scenario, or what is wrong with those that it gives. */
export function readContext(given: Given, caller: Caller, resourceAccount: string): ContextReading {
  const values = new Map<string, Known>(impliedKeys(given, caller, resourceAccount));
  const unknown = given.unknownContext ?? [];
  const rest = unknown === '*' ? ANYTHING : ABSENT;
  const written = new Set<string>();
  if (unknown !== '*') for (const key of unknown) values.set(key.toLowerCase(), ANYTHING);
  for (const [key, value] of Object.entries(given.context ?? {})) {
    const name = key.toLowerCase();
    if (written.has(name)) return { problem: `request.context gives \`${key}\` twice: keys differ only in case` };
    if (unknown !== '*' && values.get(name) === ANYTHING)
      return { problem: `\`${key}\` is both in request.context and in request.unknownContext` };
    written.add(name);
    values.set(name, knownOf(value));
  }
  return { context: (key) => values.get(key) ?? rest };
}

function knownOf(value: NonNullable<Given['context']>[string]): Known {
  if (value === null) return ABSENT;
  return Array.isArray(value) ? known(...value.map(String)) : known(String(value));
}

/** The keys that a request carries by itself; time is never among them. */
function impliedKeys({ resource }: Given, caller: Caller, resourceAccount: string): readonly (readonly [string, Known])[] {
  const region = arnFields(resource)?.region;
  return [
    ...callerKeys(caller),
    ['aws:resourceaccount', known(resourceAccount)],
    ['aws:viaawsservice', known('false')],
    ['aws:securetransport', known('true')],
    ...(region ? ([['aws:requestedregion', known(region)]] as const) : []),
  ];
}

/** The keys that follow from who asks. A53, B35: a session carries the ARN of its role. */
export function callerKeys(caller: Caller): readonly (readonly [string, Known])[] {
  switch (caller.kind) {
    case 'user':
      return [
        ...memberKeys(caller.arn, caller.account, 'User'),
        ['aws:username', known(caller.arn.slice(caller.arn.lastIndexOf('/') + 1))],
      ];
    case 'role':
      return memberKeys(caller.arn, caller.account, 'AssumedRole');
    case 'session':
      return memberKeys(caller.role, caller.account, 'AssumedRole');
    case 'federated':
      return memberKeys(caller.arn, caller.account, 'FederatedUser');
    case 'root':
      return memberKeys(caller.arn, caller.account, 'Account');
    case 'service':
      return [
        ['aws:principalisawsservice', known('true')],
        ['aws:principalservicename', known(caller.service)],
      ];
    case 'account':
    case 'anyone':
      return [];
  }
}

function memberKeys(arn: string, account: string, type: string): readonly (readonly [string, Known])[] {
  return [
    ['aws:principalarn', known(arn)],
    ['aws:principalaccount', known(account)],
    ['aws:principaltype', known(type)],
    ['aws:principalisawsservice', known('false')],
  ];
}
