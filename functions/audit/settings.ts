// What the audit function is told by its environment, and what it works with.
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { accountIds, type Config } from '../../lib/config.ts';
import type { Topic } from '../../lib/model/state.ts';
import { readAccounts } from '../runtime/accounts.ts';

export const VARIABLES = [
  'BUCKET',
  'BASELINE',
  'ACCOUNTS',
  'MINIMUM_SEVERITY',
  'FINDINGS_TOPIC',
  'EMAIL_TOPIC',
  'CHAT_TOPIC',
  'SECURITY_HUB',
  'IMPORT_QUEUE',
  'ATTRIBUTION',
  'EVENTS',
  'EXTERNAL_ID',
] as const;

export type Settings = Config<(typeof VARIABLES)[number]>;

export interface AuditMeans {
  readonly bucket: Bucket;
  readonly config: Settings;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** Every account that is audited, by its id. */
export async function accountsOf(config: Settings): Promise<readonly string[]> {
  return accountIds(await readAccounts(config.ACCOUNTS), ownAccount(config));
}

/** The account of the topic: the function has no other way to know its own without a call. */
export function ownAccount({ FINDINGS_TOPIC: topic }: Settings): string {
  return topic.split(':')[4] ?? '';
}

/** The ARN of each topic that is there. */
export function topicsOf({
  FINDINGS_TOPIC: findings,
  EMAIL_TOPIC: email,
  CHAT_TOPIC: chat,
}: Settings): Readonly<Partial<Record<Topic, string>>> {
  return { findings, email, ...(chat === undefined ? {} : { chat }) };
}

/** The topics that are there. */
export function topicNames({ CHAT_TOPIC: chat }: Settings): readonly Topic[] {
  return chat === undefined ? ['findings', 'email'] : ['findings', 'email', 'chat'];
}
