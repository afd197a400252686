// What can go wrong with a call, as data: rules say which calls it happens to.
import type { Call, ServiceName } from './service.ts';
import type { World } from './world.ts';

export type Fault =
  | { readonly kind: 'throttle' }
  /** `reason` continues "is not authorized to perform: X because". */
  | { readonly kind: 'deny'; readonly reason?: string }
  | { readonly kind: 'expire' }
  | { readonly kind: 'break' }
  | { readonly kind: 'unknownOperation' }
  /** Any other refusal in the service's own protocol. */
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string; readonly message: string }
  /** The connection is reset before an answer. */
  | { readonly kind: 'reset' }
  /** No answer until the server closes. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** No answer until so many calls wait for theirs. */
  | { readonly kind: 'gather'; readonly calls: number }
  /** The connection ends in the middle of the body. */
  | { readonly kind: 'truncate' }
  /** A whole answer with half of the body. */
  | { readonly kind: 'halve' }
  /** An answer of the right form that says nothing. */
  | { readonly kind: 'blank' }
  /** A web page where an answer should be, as proxies give it. */
  | { readonly kind: 'page'; readonly status: number }
  /** A whole answer that says something else; refusals stay as they are. */
  | { readonly kind: 'rewrite'; readonly rewrite: (body: string, call: Call) => string }
  /** A page without items, with a token to the same place. */
  | { readonly kind: 'emptyPage' }
  /** A page whose token leads to itself. */
  | { readonly kind: 'repeatToken' }
  /** Something else happens just before the call is answered, and is over by then. */
  | { readonly kind: 'before'; readonly change: (world: World, call: Call) => unknown };

export interface FaultRule {
  readonly service?: ServiceName;
  readonly operation?: string;
  readonly when?: (call: Call) => boolean;
  /** The first matching call that it happens to, from 1. */
  readonly from?: number;
  /** How many calls in a row it happens to; all of them when left out. */
  readonly times?: number;
  readonly fault: Fault;
}

export interface Faults {
  /** Adds a rule; the first rule that fits a call is used. */
  readonly inject: (rule: FaultRule) => void;
  readonly clear: () => void;
}

interface Counted {
  readonly rule: FaultRule;
  seen: number;
}

/** Keeps the rules, and counts the calls that each has seen. */
export function faultRules(): Faults & { readonly next: (call: Call) => Fault | undefined } {
  let rules: readonly Counted[] = [];
  return {
    inject: (rule) => {
      rules = [...rules, { rule, seen: 0 }];
    },
    clear: () => {
      rules = [];
    },
    next: (call) => {
      const fitting = rules.filter(({ rule }) => fits(rule, call));
      for (const counted of fitting) counted.seen += 1;
      return fitting.find(isDue)?.rule.fault;
    },
  };
}

function fits({ service, operation, when }: FaultRule, call: Call): boolean {
  if (service !== undefined && service !== call.service) return false;
  if (operation !== undefined && operation !== call.operation) return false;
  return when === undefined || when(call);
}

function isDue({ rule: { from = 1, times = Number.POSITIVE_INFINITY }, seen }: Counted): boolean {
  return seen >= from && seen < from + times;
}
