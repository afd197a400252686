// Every fault, one row each, for tests that try them all on a call.
import type { Fault } from './faults.ts';

export interface FaultRow {
  readonly name: string;
  readonly fault: Fault;
  /** How many calls in a row; all of them when left out. */
  readonly times?: number;
  /** A client that retries as the SDK does (3 attempts) gets the right answer in the end. */
  readonly heals: boolean;
  /** Only where there are pages. */
  readonly needsPages?: true;
}

export const FAULTS: readonly FaultRow[] = [
  { name: 'throttled once', fault: { kind: 'throttle' }, times: 1, heals: true },
  { name: 'throttled always', fault: { kind: 'throttle' }, heals: false },
  { name: 'denied', fault: { kind: 'deny' }, heals: false },
  { name: 'credentials expired', fault: { kind: 'expire' }, heals: false },
  { name: 'broken once', fault: { kind: 'break' }, times: 1, heals: true },
  { name: 'broken always', fault: { kind: 'break' }, heals: false },
  { name: 'connection reset once', fault: { kind: 'reset' }, times: 1, heals: true },
  { name: 'connection reset always', fault: { kind: 'reset' }, heals: false },
  { name: 'no answer', fault: { kind: 'hang' }, heals: false },
  { name: 'slow', fault: { kind: 'delay', milliseconds: 25 }, heals: true },
  { name: 'body cut off by the connection', fault: { kind: 'truncate' }, heals: false },
  { name: 'half a body', fault: { kind: 'halve' }, heals: false },
  { name: 'answer without members', fault: { kind: 'blank' }, heals: false },
  { name: 'web page with status 200', fault: { kind: 'page', status: 200 }, heals: false },
  { name: 'web page with status 503', fault: { kind: 'page', status: 503 }, heals: false },
  { name: 'operation unknown in this region', fault: { kind: 'unknownOperation' }, heals: false },
  { name: 'empty page with a token', fault: { kind: 'emptyPage' }, times: 1, heals: true, needsPages: true },
  { name: 'token that leads to itself', fault: { kind: 'repeatToken' }, heals: false, needsPages: true },
];

/** Two conditional writes of one object met: S3 asks to try again. */
export const CONDITIONAL_CONFLICT: Fault = {
  kind: 'refuse',
  status: 409,
  code: 'ConditionalRequestConflict',
  message: 'A conflicting conditional operation is currently in progress against this resource. Please try again.',
};
