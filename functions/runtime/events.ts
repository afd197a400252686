// What travels between the functions through the state machine: names of objects, never what is in them.
import * as z from 'zod';

/** `audit` moves state and tells people; `report` changes nothing. */
const MODES = ['audit', 'report'] as const;

/** The most that a collector is called for one region. */
export const MOST_CALLS = 20;

const run = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/, { error: 'expected the name of an execution' });
export const account = z.string().regex(/^\d{12}$/, { error: 'expected a string of 12 digits' });
const role = z.string().startsWith('arn:').nullable();
const region = z.string().regex(/^[a-z0-9-]{1,32}$/, { error: 'expected the name of a region' });
/** What was touched, and is to be read again. */
const scope = z.string().regex(/^runs\/[\w./-]+$/, { error: 'expected the key of a scope' });
const key = z.string().regex(/^runs\/[\w./-]+$/, { error: 'expected the key of a part' });

const read = z.object({ status: z.literal('read'), key });
/** What was to be read is a gap: the account let nobody in, or the collector itself failed, and then nobody knows the call. */
const failed = z.object({ status: z.literal('failed'), code: z.string(), message: z.string().optional(), api: z.string().optional() });
/** A region half read. `left`: repositories not asked about yet; -1 before the first call, since a template cannot say null. */
const again = z.object({ status: z.literal('again'), key: key.optional(), calls: z.int().min(0), left: z.int().min(-1) });

/** Which accounts to audit, as the state machine is started. */
const wholeEvent = z.object({ run, input: z.object({ mode: z.enum(MODES).default('audit'), account: account.optional() }) });
/** One of them, as its own execution is started. */
const wantedEvent = z.object({ run, mode: z.enum(MODES), account, scope: scope.optional() });
export const planEvent = z.union([wholeEvent, wantedEvent]);

export const collectEvent = z.discriminatedUnion('part', [
  z.object({ part: z.literal('identity'), run, account, role }),
  z.object({ part: z.literal('region'), run, account, role, region, reading: again }),
  z.object({ part: z.literal('scope'), run, account, role, scope }),
]);

/** One account to audit, as planned. */
const targetSchema = wantedEvent.extend({
  partition: z.string(),
  role,
  startedAt: z.iso.datetime(),
  regions: z.array(region),
  /** Why nobody knows which other regions are enabled; null where the list is whole. */
  regionsUnread: z.object({ code: z.string(), message: z.string(), api: z.string() }).nullable(),
});

const collected = targetSchema.extend({
  parts: z.object({
    identity: z.discriminatedUnion('status', [read, failed]),
    regions: z.array(z.discriminatedUnion('status', [read.extend({ region }), failed.extend({ region })])),
  }),
});

/**
 * What became of the parts that were touched. `unchanged`: some of them are as they were, which may be news that has not got around yet;
 * `failed`: how many could not be read. `no-basis`: nothing is kept that they could be laid over.
 */
const rereading = z.discriminatedUnion('status', [
  z.object({ status: z.enum(['read', 'unchanged']), key, failed: z.int().min(0) }),
  z.object({ status: z.literal('no-basis') }),
  failed,
]);
const scopedEvent = targetSchema.extend({ scope, reread: z.object({ reading: rereading }) });

/** Whether to save and send nothing: what a run on somebody's machine does unless it is told `false`. */
export const dry = z.boolean().optional();

export const auditEvent = z.union([
  collected.extend({ dry }),
  scopedEvent.extend({ dry }),
  z.object({ test: z.literal(true), account: account.optional(), dry }),
]);

/** What became of each account: what its audit said, or the error that its execution ended with. */
export const concludeEvent = z.object({
  executions: z.string(),
  results: z.array(z.object({ account, outcome: z.string(), error: z.string().optional() })),
});

export type Whole = z.output<typeof wholeEvent>;
export type WantedAccounts = z.output<typeof wantedEvent>;
export type TargetAccount = z.output<typeof targetSchema>;
export type CollectEvent = z.output<typeof collectEvent>;
export type CollectedPart = z.output<typeof collected>;
export type ScopedPart = z.output<typeof scopedEvent>;
export type Rereading = z.output<typeof rereading>;
export type PartReading = z.output<typeof read> | z.output<typeof failed>;
/** A region says which one it is: the state machine keeps nothing beside the answer. */
export type RegionPart = (PartReading | z.output<typeof again>) & { readonly region: string };
