// From a schedule to what has to be read: which accounts, and then, in the execution of each, its regions.
import { createHash } from 'node:crypto';
import type { Session } from '../../lib/aws/client/session.ts';
import { StartError } from '../../lib/aws/client/start-error.ts';
import { enabledRegions } from '../../lib/aws/collect/regions.ts';
import { readConfig } from '../../lib/config.ts';
import { readAccounts } from '../runtime/accounts.ts';
import { planEvent, type TargetAccount, type WantedAccounts, type Whole } from '../runtime/events.ts';
import { lambda, logger, metrics } from '../runtime/handler.ts';
import { whyNot } from '../runtime/refusal.ts';
import { type AccountAccess, accessesOf, accessTo, inAccount, type TargetAccounts } from '../runtime/target-accounts.ts';

/** Time to say what is wrong before Lambda ends the function. */
const RESERVE = 5_000;

export const handler = lambda(planEvent, async (event, { deadline }) => {
  const config = readConfig(['ACCOUNTS', 'READER_ROLE', 'EXTERNAL_ID', 'REGIONS'], process.env);
  const targets = { ...config, ACCOUNTS: await readAccounts(config.ACCOUNTS) };
  const end = AbortSignal.timeout(Math.max(0, deadline - Date.now() - RESERVE));
  return inAccount({ role: null, externalId: undefined, signal: end }, async (own) => {
    const accesses = accessesOf(targets, own);
    return 'input' in event ? planWhole(event, accesses) : planAccount(event, { own, targets, accesses, deadline });
  });
});

interface Plan {
  readonly run: string;
  readonly mode: Whole['input']['mode'];
  /** What the names of the executions of its accounts begin with. */
  readonly executions: string;
  readonly accounts: readonly string[];
}

/** Ids alone: what an execution hands from state to state is limited to 256 KiB. */
function planWhole({ run, input: { mode, account } }: Whole, accesses: readonly AccountAccess[]): Plan {
  const wanted = account === undefined ? accesses : [accessTo(accesses, account)];
  metrics.addMetric('AccountsPlanned', 'Count', wanted.length);
  logger.info('planned', { accounts: wanted.length });
  return { run, mode, executions: executionsOf(run), accounts: wanted.map((access) => access.account) };
}

const LONGEST_NAME = 80;
const ACCOUNT = 13;
const DIGEST = 17;

/** The name of the run where a hyphen and an account fit behind it in the name of an execution; else its beginning and a digest. */
function executionsOf(run: string): string {
  if (run.length + ACCOUNT <= LONGEST_NAME) return run;
  const digest = createHash('sha256')
    .update(run)
    .digest('hex')
    .slice(0, DIGEST - 1);
  return `${run.slice(0, LONGEST_NAME - ACCOUNT - DIGEST)}-${digest}`;
}

interface Means {
  readonly own: Session;
  readonly targets: TargetAccounts;
  readonly accesses: readonly AccountAccess[];
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

async function planAccount(event: WantedAccounts, means: Means): Promise<TargetAccount> {
  const access = accessTo(means.accesses, event.account);
  const startedAt = new Date().toISOString();
  const regions = event.scope === undefined ? await regionsOf(access, means) : NO_REGIONS;
  logger.info('planned', { account: event.account, regions: regions.regions.length, unread: regions.regionsUnread?.code });
  const scoped = event.scope === undefined ? {} : { scope: event.scope };
  return { run: event.run, mode: event.mode, ...access, ...scoped, partition: means.own.partition, startedAt, ...regions };
}

/** What some writes touched is read by itself. */
const NO_REGIONS: Regions = { regions: [], regionsUnread: null };

type Regions = Pick<TargetAccount, 'regions' | 'regionsUnread'>;

/** The regions to read: those that are named, or those that are enabled. Where nobody says, each that is known is a gap of the audit. */
async function regionsOf({ role }: AccountAccess, { own, targets, deadline }: Means): Promise<Regions> {
  if (targets.REGIONS !== undefined) return { regions: [...new Set(targets.REGIONS)], regionsUnread: null };
  const signal = AbortSignal.timeout(Math.max(0, deadline - Date.now() - 2 * RESERVE));
  try {
    if (role === null) return await enabledIn({ ...own, signal });
    return await inAccount({ role, externalId: targets.EXTERNAL_ID, signal }, enabledIn);
  } catch (error) {
    if (error instanceof StartError) return { regions: [], regionsUnread: whyNot(error) };
    if (!signal.aborted) throw error;
    return { regions: [], regionsUnread: { code: 'OutOfTime', message: 'no answer in time', api: 'account:ListRegions' } };
  }
}

async function enabledIn(session: Session): Promise<Regions> {
  const enabled = await enabledRegions(session);
  if (enabled.status === 'present') return { regions: [...enabled.value], regionsUnread: null };
  const { code, message, api } = enabled.error;
  return { regions: [session.region], regionsUnread: { code, message, api } };
}
