// The stored state of an account: the file format, what is read from it and what is written to it.
import * as z from 'zod';
import { actorSchema } from '../events/schema.ts';
import { ORGANIZATION_PARTS } from '../model/gap-part.ts';
import type { AccountId } from '../model/ids.ts';
import { SEVERITIES } from '../model/severity.ts';
import { type AccountState, type Message, PART_OWNERS, RESOLUTION_REASONS, TOPICS } from '../model/state.ts';
import { joinedChunks } from '../text/chunks.ts';
import { readUniqueJson } from '../text/json.ts';
import { problemOf } from '../text/problem.ts';

const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, { error: 'expected a UTC time such as `2026-11-21T20:00:00Z`' });

const subject = {
  id: z.string().regex(/^ecrd-[a-z2-7]{20}$/, { error: 'expected the id of a finding' }),
  code: z.string(),
  severity: z.enum(SEVERITIES),
  region: z.string().nullable(),
  repository: z.string().nullable(),
  principal: z.string().nullable(),
  principalId: z.string().nullable(),
  capability: z.string().nullable(),
  part: z
    .strictObject({ name: z.string(), of: z.enum(PART_OWNERS), region: z.string().nullable(), repository: z.string().nullable() })
    .nullable(),
  regions: z.array(z.string()),
  unreadOrganization: z.array(z.enum(ORGANIZATION_PARTS)),
  evidence: z.string().regex(/^[0-9a-f]{64}$/, { error: 'expected a sha256' }),
  /** Earlier versions did not write it. */
  causeId: z
    .string()
    .regex(/^ecrc-[a-z2-7]{20}$/, { error: 'expected the id of a cause' })
    .nullable()
    .default(null),
  cause: z.string(),
  message: z.string(),
  firstSeen: instant,
  lastSeen: instant,
  /** Earlier versions did not write it. */
  attribution: z.strictObject({ actors: z.array(actorSchema.strict()).min(1), more: z.int().min(0) }).exactOptional(),
};

const finding = z.discriminatedUnion('state', [
  z.strictObject({ ...subject, state: z.literal('open'), since: instant, remindedAt: instant.nullable() }),
  z.strictObject({ ...subject, state: z.literal('accepted'), exception: z.string(), until: instant, warnedAt: instant.nullable() }),
  z.strictObject({ ...subject, state: z.literal('resolved'), resolvedAt: instant, because: z.enum(RESOLUTION_REASONS) }),
]);

const messageSchema = z.strictObject({
  topic: z.enum(TOPICS),
  id: z.string(),
  subject: z.string().nullable(),
  body: z.string(),
  attributes: z.record(z.string(), z.string()),
});

const SCHEMA_VERSION = 1;

/** Unknown keys are errors: what another version has written is not thrown away. */
export const stateSchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    account: z.string().regex(/^[0-9]{12}$/, { error: 'expected a string of 12 digits' }),
    collectedAt: instant.nullable(),
    basis: z.strictObject({ snapshot: z.string(), scannedAt: z.iso.datetime(), reread: z.string().nullable() }).exactOptional(),
    findings: z.array(finding),
    unsent: z.array(messageSchema),
  })
  .meta({ title: 'ecr-drift state', description: 'What is remembered of the findings of one account between audits.' });

export type StateReading =
  | { readonly kind: 'state'; readonly state: AccountState }
  /** `reason` is one line: where and what. */
  | { readonly kind: 'problem'; readonly reason: string };

/** The text of a stored state, or why it is not one of this account. */
export function readState(text: string, account: AccountId): StateReading {
  const json = readUniqueJson(text);
  if (json.kind === 'problem') return { kind: 'problem', reason: `${json.reason} (line ${json.line})` };
  const version = laterVersion(json.value);
  if (version !== undefined)
    return { kind: 'problem', reason: `a later ecr-drift wrote it (schemaVersion ${version}): run that one again` };
  const parsed = stateSchema.safeParse(json.value);
  if (!parsed.success) return { kind: 'problem', reason: problemOf(parsed.error, json.value, []) };
  // INVARIANT: the schema has checked what every brand stands for.
  const state = parsed.data as unknown as AccountState;
  if (state.account !== account) return { kind: 'problem', reason: `it is the state of account ${state.account}` };
  const ids = new Set(state.findings.map(({ id }) => id));
  return ids.size === state.findings.length ? { kind: 'state', state } : { kind: 'problem', reason: 'a finding is in it twice' };
}

function laterVersion(value: unknown): number | undefined {
  const version = typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined;
  return typeof version === 'number' && version > SCHEMA_VERSION ? version : undefined;
}

/** The text under which a state is stored, in chunks: JSON with a final line break, finding by finding. */
export function stateChunks({ findings, unsent, ...head }: AccountState): Iterable<string> {
  return joinedChunks(statePieces(head, { findings, unsent }));
}

function* statePieces(head: object, lists: Readonly<Record<string, readonly unknown[]>>): Iterable<string> {
  yield indented(head).slice(0, -'\n}'.length);
  for (const [name, list] of Object.entries(lists)) {
    yield `,\n "${name}": [`;
    for (const [at, each] of list.entries()) yield `${at === 0 ? '' : ','}\n  ${indented(each).replaceAll('\n', '\n  ')}`;
    yield list.length === 0 ? ']' : '\n ]';
  }
  yield '\n}\n';
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 1);
}

/** What is known of an account before its first run. */
export function emptyState(account: AccountId): AccountState {
  return { schemaVersion: 1, account, collectedAt: null, findings: [], unsent: [] };
}

/** The state with messages to be sent; one that already waits is not added again. */
export function withUnsent(state: AccountState, messages: readonly Message[]): AccountState {
  const waiting = new Set(state.unsent.map(keyOf));
  const added = messages.filter((message) => !waiting.has(keyOf(message)));
  return added.length === 0 ? state : { ...state, unsent: [...state.unsent, ...added] };
}

/** The state without messages that have been sent. */
export function withoutSent(state: AccountState, sent: readonly SentMessage[]): AccountState {
  const gone = new Set(sent.map(keyOf));
  const unsent = state.unsent.filter((message) => !gone.has(keyOf(message)));
  return unsent.length === state.unsent.length ? state : { ...state, unsent };
}

/** One alert may go to several topics; each of them is settled by itself. */
export type SentMessage = Pick<Message, 'topic' | 'id'>;

function keyOf({ topic, id }: SentMessage): string {
  return JSON.stringify([topic, id]);
}
