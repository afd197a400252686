// Which pull request a run is about, as the event says that started it.
import { isRecord } from './json.ts';

export interface PullRequest {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  /** From a fork the token of a run may read and nothing else. */
  readonly isFork: boolean;
}

/** Undefined where the event is about none: a push, a schedule. */
export function pullRequestOf(event: unknown, repository: string): PullRequest | undefined {
  const pull = isRecord(event) ? event['pull_request'] : undefined;
  if (!isRecord(pull) || !/^[\w.-]+\/[\w.-]+$/.test(repository)) return undefined;
  const { number, head } = pull;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number <= 0) return undefined;
  const from = isRecord(head) && isRecord(head['repo']) ? head['repo']['full_name'] : undefined;
  return { repository, number, isFork: from !== repository };
}
