// Summaries that stand for many alerts: the first run tells one thing, and so does a storm.
import type { AccessCounts } from '../access/matrix/grants.ts';
import type { Baseline } from '../model/baseline.ts';
import type { Finding } from '../model/finding.ts';
import { actorsTogether } from '../report/actor-words.ts';
import type { FindingView } from '../report/schema.ts';
import { findingView } from '../report/view.ts';
import { counted } from '../text/quote.ts';
import { alertOf, digest, headed, inGravityOrder, type Notice, type Occasion, threadOf } from './alerts.ts';
import { uncertaintyOf } from './certainty.ts';
import { whoOf } from './who.ts';

/** What the first run found. */
export interface Beginning {
  readonly findings: readonly Finding[];
  /** How many causes those have that are open. */
  readonly causes: number;
  readonly baseline: Baseline | undefined;
  /** What a baseline could capture, where there is none. */
  readonly observed: AccessCounts | undefined;
}

/** The one alert of the first run: what is watched, and how many findings need a decision. */
export function onboarding(occasion: Occasion, { findings, causes, baseline, observed }: Beginning): Notice {
  const open = findings.filter(({ state }) => state === 'open').map((finding) => findingView(finding));
  const from = open.length === 0 ? '' : ` from ${counted(causes, 'cause')}`;
  const need = open.length === 1 ? '1 finding needs a decision' : `${counted(open.length, 'finding')}${from} need a decision`;
  const cause = `${watched(baseline, observed)}, ${need}`;
  const alert = alertOf(occasion, { event: 'onboarding', cause, findings: open });
  return headed(occasion, { alert, thread: threadOf(occasion, 'onboarding'), owner: null, kind: 'onboarding' }, { findings: open });
}

function watched(baseline: Baseline | undefined, observed: AccessCounts | undefined): string {
  if (observed) {
    const { grants, principals, repositories } = observed;
    const where = repositories === 1 ? '1 repository' : `${repositories} repositories`;
    return `there is no baseline yet, one could capture ${counted(grants, 'grant')} of ${counted(principals, 'principal')} on ${where}`;
  }
  return `${counted(baseline?.lock.length ?? 0, 'grant')} captured and ${counted(baseline?.rules.length ?? 0, 'rule')}`;
}

/** More alerts of one run than these are told as one. */
const MOST_ALERTS = 20;
const WORST = 5;

/** The alerts, or one in their place where they are too many: counts by event, and the five worst findings. */
export function guarded(occasion: Occasion, notices: readonly Notice[]): readonly Notice[] {
  const sorted = inGravityOrder(notices);
  const [first] = sorted;
  if (!first || notices.length <= MOST_ALERTS) return notices;
  const total = notices.reduce((sum, { alert }) => sum + alert.total, 0);
  const cause = `${notices.length} alerts in one run: ${countsOf(notices)}; only the worst findings are listed`;
  const findings = sorted.flatMap(({ alert }) => alert.findings).slice(0, WORST);
  const { event } = first.alert;
  const actors = actorsTogether(notices.map(({ alert }) => alert));
  const summary = alertOf(occasion, { event, cause, findings, total, actors });
  // Two storms may have the same worst findings.
  const id = `alert-${digest(notices.map((each) => each.alert.id).sort())}`;
  const headline = `${first.headline}; and ${counted(notices.length - 1, 'more change')}`;
  const who = whoOf({ kind: first.kind, alert: summary, told: askedAbout(notices), source: occasion.attribution });
  return [{ ...first, alert: { ...summary, id }, thread: id, owner: null, headline, who }];
}

/** What somebody did: the worst finding of each alert stands for it, with all who may have. */
function askedAbout(notices: readonly Notice[]): readonly Partial<FindingView>[] {
  return notices.flatMap(({ who, alert: { findings, actor, actors } }) => (who === undefined ? [] : [{ ...findings[0], actor, actors }]));
}

/** `30 opened, 7 resolved`: transitions by what they are. */
function countsOf(notices: readonly Notice[]): string {
  const totals = new Map<string, number>();
  for (const notice of notices) totals.set(nounOf(notice), (totals.get(nounOf(notice)) ?? 0) + notice.alert.total);
  return [...totals].map(([noun, count]) => `${count} ${noun}`).join(', ');
}

function nounOf(notice: Notice): string {
  return uncertaintyOf(notice) ?? (notice.kind === 'reminder' ? 'still open' : notice.kind);
}
