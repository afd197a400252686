// Turns a call into an answer: the operation's own, or what the fault makes of it.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import { emptyPage, repeatedToken } from './page-faults.ts';
import { AwsRefusal, type Call, type Context, type Output, type Refusal, type Reply, type Service } from './service.ts';
import type { Caller, World } from './world.ts';

export type Answer =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'truncate'; readonly reply: Reply }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' };

export interface Asked {
  readonly call: Call;
  readonly fault: Fault | undefined;
  readonly service: Service;
  readonly caller: Caller | undefined;
  readonly world: World;
  readonly issue: Context['issue'];
}

const NO_POLICY = 'no identity-based policy allows the {action} action';
const WEB_PAGE = '<html><head><title>Gateway</title></head><body><h1>Please try again later</h1></body></html>';

/** Answers one call. */
export async function answerCall(asked: Asked): Promise<Answer> {
  const { fault, service, call, world } = asked;
  switch (fault?.kind) {
    case undefined:
      return reply(replyTo(asked));
    case 'throttle':
      return refusal(asked, service.refusals.throttled);
    case 'expire':
      return refusal(asked, service.refusals.expired);
    case 'break':
      return refusal(asked, service.refusals.broken);
    case 'unknownOperation':
      return refusal(asked, service.refusals.unknownOperation);
    case 'deny':
      return refusal(asked, denial(asked, fault.reason ?? NO_POLICY));
    case 'refuse':
      return refusal(asked, fault);
    case 'reset':
      return { kind: 'reset' };
    case 'hang':
      return { kind: 'hang' };
    case 'delay':
      await wait(fault.milliseconds);
      return reply(replyTo(asked));
    case 'gather':
      await gathered(fault);
      return reply(replyTo(asked));
    case 'truncate':
      return { kind: 'truncate', reply: replyTo(asked) };
    case 'halve': {
      const whole = replyTo(asked);
      return reply({ ...whole, body: whole.body.slice(0, Math.floor(whole.body.length / 2)) });
    }
    case 'blank':
      return reply(replyTo(asked, (output) => (service.prefix === 's3' ? { ...output, body: '' } : {})));
    case 'rewrite': {
      const whole = replyTo(asked);
      return reply(whole.status >= 300 ? whole : { ...whole, body: fault.rewrite(String(whole.body), call) });
    }
    case 'page':
      return reply({ status: fault.status, headers: { 'content-type': 'text/html' }, body: WEB_PAGE });
    case 'emptyPage':
      return reply(replyTo(asked, (output) => emptyPage(output, call, service.paged[call.operation])));
    case 'repeatToken':
      return reply(replyTo(asked, (output) => repeatedToken(output, call, service.paged[call.operation])));
    case 'before':
      await fault.change(world, call);
      return reply(replyTo(asked));
  }
}

/** Who waits under a rule; whoever makes their number full lets all of them go. */
const waiting = new WeakMap<Fault, readonly (() => void)[]>();

function gathered(fault: Extract<Fault, { readonly kind: 'gather' }>): Promise<void> {
  return new Promise((resolve) => {
    const all = [...(waiting.get(fault) ?? []), resolve];
    waiting.set(fault, all.length < fault.calls ? all : []);
    if (all.length >= fault.calls) for (const go of all) go();
  });
}

function reply(whole: Reply): Answer {
  return { kind: 'reply', reply: whole };
}

function refusal({ service }: Asked, refused: Refusal): Answer {
  return reply(service.wire.refuse(refused, randomUUID()));
}

function replyTo(asked: Asked, change: (output: Output) => Output = (output) => output): Reply {
  const { service, call } = asked;
  const requestId = randomUUID();
  try {
    return service.wire.answer({ operation: call.operation, output: change(run(asked)), requestId });
  } catch (error) {
    if (error instanceof AwsRefusal) return service.wire.refuse(error.refusal, requestId);
    throw error;
  }
}

function run({ service, call, caller, world, issue }: Asked): Output {
  if (caller === undefined) throw new AwsRefusal(service.refusals.unknownKey);
  if (service.isRegional && !isEnabled(world, caller, call.region)) throw new AwsRefusal(service.refusals.unknownKey);
  const operation = service.operations[call.operation];
  if (operation === undefined) throw new AwsRefusal(service.refusals.unknownOperation);
  return operation(call.input, { world, caller, region: call.region, issue });
}

function isEnabled(world: World, { account }: Caller, region: string): boolean {
  const status = world.accounts[account]?.regions[region]?.status;
  return status !== undefined && status !== 'DISABLED' && status !== 'ENABLING';
}

function denial({ service, call, caller }: Asked, reason: string): Refusal {
  const { message, ...denied } = service.refusals.denied;
  const action = service.actions?.[call.operation] ?? `${service.prefix}:${call.operation}`;
  const filled = message
    .replace('{reason}', reason)
    .replaceAll('{action}', action)
    .replace('{caller}', caller?.arn ?? 'anonymous');
  return { ...denied, message: filled };
}
