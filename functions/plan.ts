// From a schedule to what has to be read: accounts, and the regions of each.
import { enabledRegions } from '../lib/aws/regions.ts';
import type { Session } from '../lib/aws/session.ts';
import { StartError } from '../lib/aws/start-error.ts';
import { readConfig } from '../lib/config.ts';
import { planEvent, type Target } from './events.ts';
import { lambda, logger, metrics } from './handler.ts';
import { type Entrance, entrancesOf, entranceTo, inAccount, type Whom } from './whom.ts';

/** Time to say what is wrong before Lambda ends the function. */
const RESERVE = 5_000;

export const handler = lambda(planEvent, async ({ run, input: { mode, account } }, { deadline }) => {
  const whom = readConfig(['ACCOUNTS', 'READER_ROLE', 'EXTERNAL_ID', 'REGIONS'], process.env);
  const signal = AbortSignal.timeout(Math.max(0, deadline - Date.now() - RESERVE));
  return inAccount({ role: null, externalId: undefined, signal }, async (own) => {
    const all = entrancesOf(whom, own);
    const wanted = account === undefined ? all : [entranceTo(all, account)];
    const startedAt = new Date().toISOString();
    const accounts = await Promise.all(
      wanted.map(async (entrance): Promise<Target> => {
        const regions = await regionsOf(own, { whom, entrance, signal });
        return { run, mode, ...entrance, partition: own.partition, startedAt, ...regions };
      }),
    );
    metrics.addMetric('AccountsPlanned', 'Count', accounts.length);
    logger.info('planned', { accounts: accounts.map((target) => ({ account: target.account, regions: target.regions.length })) });
    return { accounts };
  });
});

interface Question {
  readonly whom: Whom;
  readonly entrance: Entrance;
  readonly signal: AbortSignal;
}

type Regions = Pick<Target, 'regions' | 'regionsUnread'>;

/** The regions to read. An account that lets nobody in keeps one, whose collector says why. */
async function regionsOf(own: Session, { whom, entrance: { role }, signal }: Question): Promise<Regions> {
  if (whom.REGIONS !== undefined) return { regions: [...new Set(whom.REGIONS)], regionsUnread: null };
  if (role === null) return enabledIn(own);
  try {
    return await inAccount({ role, externalId: whom.EXTERNAL_ID, signal }, enabledIn);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return { regions: [own.region], regionsUnread: null };
  }
}

async function enabledIn(session: Session): Promise<Regions> {
  const enabled = await enabledRegions(session);
  if (enabled.status === 'present') return { regions: [...enabled.value], regionsUnread: null };
  const { code, message, api } = enabled.error;
  return { regions: [session.region], regionsUnread: { code, message, api } };
}
