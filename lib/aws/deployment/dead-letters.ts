// Messages to a queue of what somebody has to look at; nothing here decides what is sent.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { errorCode, UNREADABLE_ANSWER } from '../api/call-error.ts';

export interface DeadLetters {
  /** Null where the queue took the message, else why it did not. Never rejects. */
  readonly send: (body: string) => Promise<string | null>;
  readonly close: () => void;
}

const PATIENCE = { connectionTimeout: 2_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/** Opens the queue with that URL; `signal` ends every wait and every call. */
export function openDeadLetters(url: string, signal: AbortSignal): DeadLetters {
  const client = new SQSClient({ requestHandler: PATIENCE });
  return {
    send: async (body) => {
      try {
        // The client compares the digest of the answer with that of the message: an answer without one is none.
        await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }), { abortSignal: signal });
        return null;
      } catch (error) {
        return problemOf(error, signal);
      }
    },
    close: () => client.destroy(),
  };
}

function problemOf(error: unknown, signal: AbortSignal): string {
  const message = error instanceof Error ? error.message : 'the call failed';
  if (message === 'InvalidChecksumError') return `${UNREADABLE_ANSWER}: the queue, or something on the way, sent what is no answer`;
  const code = errorCode(error);
  return `${code}: ${signal.aborted ? 'there was no time left for it' : (REMEDIES.get(code) ?? message)}`;
}

const DENIED = 'allow sqs:SendMessage on the queue: deploy again';

const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['AccessDeniedException', DENIED],
  ['AccessDenied', DENIED],
  ['QueueDoesNotExist', 'the queue is not there: deploy again'],
]);
