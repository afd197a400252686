// One question to AWS about a deployment, and the three ways in which it is answered.
import { errorCode, UNREADABLE_ANSWER } from '../api/call-error.ts';

/** What AWS said to one question. `absent`: there is none. `unknown`: it would not say, which is not the same. */
export type Look<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly code: string };

/** How long a question may take, and how often it is asked. */
export const LOOK_CONFIG = { maxAttempts: 3, requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 } } as const;

const ABSENT = [
  'ResourceNotFoundException',
  'NotFound',
  'NotFoundException',
  'ParameterNotFound',
  'StateMachineDoesNotExist',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
];

/** The answer, in those three ways. Undefined is no answer of the API: unknown, and not absent. */
export async function look<T>(ask: () => Promise<T | undefined>): Promise<Look<T>> {
  try {
    const value = await ask();
    return value === undefined ? { kind: 'unknown', code: UNREADABLE_ANSWER } : { kind: 'found', value };
  } catch (error) {
    const code = errorCode(error);
    return ABSENT.includes(code) ? { kind: 'absent' } : { kind: 'unknown', code };
  }
}
