// What is kept of a call that failed: enough to find it in CloudTrail, and nothing of the credentials.
import type { Api } from './permissions.ts';

export type CallError = {
  readonly code: string;
  readonly message: string;
  readonly api: Api;
  readonly requestId?: string;
};

/** A call that failed inside of another one: the credentials of a role come by a call of their own. */
export class InnerCallError extends Error {
  override readonly name = 'InnerCallError';
  readonly inner: CallError;

  constructor(inner: CallError) {
    super(`${inner.api} failed: ${inner.code}`);
    this.inner = inner;
  }
}

/** The code of an answer that is not what the API answers. */
export const UNREADABLE_ANSWER = 'UnreadableAnswer';
/** The code of a list whose pages do not end. */
export const ENDLESS_PAGES = 'EndlessPages';

/** An error of the SDK as a record of the call of `api`, or of the call inside of it that failed. */
export function callErrorOf(error: unknown, api: Api): CallError {
  if (error instanceof InnerCallError) return error.inner;
  const code = errorCode(error);
  if (code === UNREADABLE_ANSWER) return unreadable(api, error instanceof OddBody ? error.message : 'it cannot be parsed');
  const id = requestIdOf(error);
  return { code, message: messageOf(error), api, ...(id === undefined ? {} : { requestId: id }) };
}

/** A body that the SDK would read, and lose something of. */
export class OddBody extends SyntaxError {
  override readonly name = 'OddBody';
}

/** The record of an answer that the API does not give, and what is odd about it. */
export function unreadable(api: Api, reason: string): CallError {
  return { code: UNREADABLE_ANSWER, message: `AWS, or something on the way, sent what is no answer of this API: ${reason}`, api };
}

/** The name AWS gave an error; for an error of the network, its code. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'UnknownError';
  if (error instanceof SyntaxError || error.message.includes('Deserialization error')) return UNREADABLE_ANSWER;
  if ('code' in error && typeof error.code === 'string' && !('$fault' in error)) return error.code;
  return error.name === 'Error' || error.name === '' ? 'UnknownError' : error.name;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the call failed';
}

function requestIdOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('requestId' in metadata)) return undefined;
  return typeof metadata.requestId === 'string' ? metadata.requestId : undefined;
}
