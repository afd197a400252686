// The last audit of every account of a deployment, each in a few words.
import { mapOf } from '../../lib/aws/client/concurrency.ts';
import { AuditError } from '../../lib/model/ports.ts';
import { counted } from '../../lib/text/quote.ts';
import { type Latest, latestOf } from '../runtime/stored-reports.ts';
import { type Age, ageOf, type OverdueAudit, overdueOf } from './age.ts';
import { consoleTo, headlineOf, type ReportPlace } from './answer.ts';

const AT_ONCE = 10;

type Counts = NonNullable<Latest['counts']>;

interface Audited extends Age {
  readonly kind: 'latest';
  readonly headline: string;
  readonly account: string;
  readonly stale: OverdueAudit | null;
  /** Null in what an earlier version stored. */
  readonly counts: Counts | null;
  readonly console: string;
}

/** `none`: there was no audit yet; `unread`: nobody can say. */
interface Unanswered {
  readonly kind: 'none' | 'unread';
  readonly headline: string;
  readonly account: string;
}

export interface Overview {
  readonly headline: string;
  readonly accounts: readonly (Audited | Unanswered)[];
}

/** One line for each account, in the order of the deployment; none is left out for want of an audit. */
export async function overviewOf(place: ReportPlace, accounts: readonly string[], scheduleHours: number | undefined): Promise<Overview> {
  const all = await mapOf(accounts, AT_ONCE, (account) => lineOf(place, account, scheduleHours));
  const kinds = [
    [all.filter((each) => each.kind === 'latest' && each.stale !== null).length, 'STALE'],
    [all.filter((each) => each.kind === 'latest' && each.counts?.complete === false).length, 'INCOMPLETE'],
    [all.filter(({ kind }) => kind === 'none').length, 'not audited yet'],
    [all.filter(({ kind }) => kind === 'unread').length, 'unreadable'],
  ] as const;
  const odd = kinds.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []));
  return { headline: [counted(all.length, 'account'), ...odd].join(', '), accounts: all };
}

async function lineOf(place: ReportPlace, account: string, scheduleHours: number | undefined): Promise<Audited | Unanswered> {
  const latest = await latestIn(place, account);
  if (latest.kind === 'none') return { kind: 'none', account, headline: `account ${account}: no audit is stored yet` };
  if (latest.kind === 'unreadable') {
    const headline = `account ${account}: nobody can say: ${latest.place} is no word of a report that this version can read`;
    return { kind: 'unread', account, headline };
  }
  if (latest.kind === 'refused') return { kind: 'unread', account, headline: `account ${account}: nobody can say: ${latest.reason}` };
  const { collectedAt, keys, counts } = latest.value;
  const age = ageOf(collectedAt, place.now);
  const stale = overdueOf(age, scheduleHours) ?? null;
  return {
    kind: 'latest',
    headline: headlineOf({ account, ...(counts ? { open: openOf(counts), complete: counts.complete } : UNCOUNTED), age, stale }),
    account,
    ...age,
    stale,
    counts: counts ?? null,
    console: consoleTo(place, keys.html ?? keys.markdown),
  };
}

const UNCOUNTED = { open: 'an earlier version stored it: ask for this account alone', complete: null };

type LatestIn = Awaited<ReturnType<typeof latestOf>> | { readonly kind: 'refused'; readonly reason: string };

async function latestIn({ bucket }: ReportPlace, account: string): Promise<LatestIn> {
  try {
    return await latestOf(bucket, account);
  } catch (error) {
    if (error instanceof AuditError) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

function openOf({ bySeverity, causes, complete, unreadParts }: Counts): string {
  const open = Object.entries(bySeverity).flatMap(([severity, count]) => (count > 0 ? [`${count} ${severity}`] : []));
  const partly = complete ? '' : `; ${counted(unreadParts, 'part')} not read`;
  return `${open.length === 0 ? 'no open findings' : `open ${open.join(', ')}, from ${counted(causes, 'cause')}`}${partly}`;
}
