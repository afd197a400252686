// The one place where what AWS did with a call becomes present, absent or unknown.
import { type AnswerOf, readAnswer } from '../api/answers.ts';
import { type CallError, callErrorOf, unreadable } from '../api/call-error.ts';
import type { Api } from '../api/permissions.ts';

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

export interface Question<A extends Api, T> {
  readonly api: A;
  readonly send: (options: SendOptions) => Promise<unknown>;
  /** What the answer says; undefined where it does not answer this question. */
  readonly read: (answer: AnswerOf<A>) => T | undefined;
}

/** What a call answered: a value, or why there is none. Rejects only when `signal` aborts. */
export async function call<A extends Api, T>(signal: AbortSignal, { api, send, read }: Question<A, T>): Promise<Read<T>> {
  signal.throwIfAborted();
  try {
    const answer = readAnswer(api, await send({ abortSignal: signal }));
    if (answer.kind === 'problem') return unknownAnswer(api, answer.reason);
    const value = read(answer.value);
    return value === undefined ? unknownAnswer(api, OTHER_QUESTION) : { status: 'present', value };
  } catch (error) {
    signal.throwIfAborted();
    return { status: 'unknown', error: callErrorOf(error, api) };
  }
}

const OTHER_QUESTION = 'it is about something else than was asked for';

/** The same, where AWS says by the error `code` that there is nothing: every other error is unknown. */
export function absentWhere<T>(answer: Read<T>, code: string): Answer<T> {
  return answer.status === 'unknown' && answer.error.code === code ? { status: 'absent' } : answer;
}

/** The record of an answer that the API does not give, and what is odd about it. */
export function unknownAnswer(api: Api, reason: string): Unknown {
  return { status: 'unknown', error: unreadable(api, reason) };
}
