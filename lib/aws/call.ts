// The one place where what AWS did with a call becomes present, absent or unknown.
import { type CallError, callErrorOf, unreadable } from './call-error.ts';
import type { Api } from './permissions.ts';

// Types, not interfaces: the snapshot file lets objects have further keys, which interfaces do not.

export type Unknown = {
  readonly status: 'unknown';
  readonly error: CallError;
};
export type Present<T> = {
  readonly status: 'present';
  readonly value: T;
};
export type Absent = {
  readonly status: 'absent';
};
export type Read<T> = Present<T> | Unknown;
export type Answer<T> = Read<T> | Absent;

export interface SendOptions {
  readonly abortSignal: AbortSignal;
}

export interface Question<Output, T> {
  readonly api: Api;
  readonly send: (options: SendOptions) => Promise<Output>;
  /** What the answer says; undefined where it is not an answer of this API. */
  readonly read: (output: Output) => T | undefined;
}

/** What a call answered: a value, or why there is none. Rejects only when `signal` aborts. */
export async function call<Output, T>(signal: AbortSignal, { api, send, read }: Question<Output, T>): Promise<Read<T>> {
  signal.throwIfAborted();
  try {
    const value = read(await send({ abortSignal: signal }));
    return value === undefined ? unknownAnswer(api) : { status: 'present', value };
  } catch (error) {
    signal.throwIfAborted();
    return { status: 'unknown', error: callErrorOf(error, api) };
  }
}

/** The same, where AWS says by the error `code` that there is nothing: every other error is unknown. */
export function absentWhere<T>(answer: Read<T>, code: string): Answer<T> {
  return answer.status === 'unknown' && answer.error.code === code ? { status: 'absent' } : answer;
}

/** The record of an answer that the API does not give. */
export function unknownAnswer(api: Api): Unknown {
  return { status: 'unknown', error: unreadable(api) };
}
