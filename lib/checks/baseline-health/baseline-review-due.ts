// Files of the baseline whose rules nobody has looked at for longer than their `review` says.
import { reviewDue } from '../../baseline/read/date.ts';
import type { ReviewPeriod } from '../../model/baseline.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { Instant } from '../../model/ids.ts';
import { compare } from '../../text/order.ts';
import { type BaselineCheck, baselineFinding } from './baseline-check.ts';

export const baselineReviewDue = {
  code: 'ECRD-406',
  name: 'BaselineReviewDue',
  meaning: 'The rules of a file have not been reviewed for longer than its `review` says.',
  source: [],
  severity: 'info',
  dependsOn: 'calendar',
  remedy: 'review the rules of the file, and write the day into `metadata.reviewed`',
  decision: 'review the rules of the file, and say so in git',
  check: ({ baseline: { reviews }, now }) => dueReviews(reviews, now),
} as const satisfies BaselineCheck;

/** One for each file: of several periods in it the one that was over first. */
function dueReviews(reviews: readonly ReviewPeriod[], now: Instant): readonly PolicyFinding[] {
  const overdue = reviews.flatMap((review) => {
    const since = review.reviewed && reviewDue({ days: review.days, reviewed: review.reviewed });
    return since === undefined || since > now ? [] : [{ review, since }];
  });
  const latestFirst = overdue.toSorted((a, b) => compare(b.since, a.since) || b.review.at.line - a.review.at.line);
  return [...new Map(latestFirst.map((each) => [each.review.at.file, each])).values()].map(dueReview);
}

function dueReview({ review: { days, owner, at }, since }: { readonly review: ReviewPeriod; readonly since: Instant }): PolicyFinding {
  const who = owner === undefined ? '' : ` by ${owner}`;
  const message = `the rules of ${at.file} have been due for review${who} since ${since.slice(0, 10)}: they are reviewed every ${days} days`;
  return baselineFinding(baselineReviewDue, { at, subject: at.file, formerly: [`${at.file} ${since}`], date: since, message });
}
