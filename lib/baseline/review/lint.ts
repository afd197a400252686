// What a valid baseline could do better. Only what is certain is told.

import type { Baseline, BaselineIssue, Exception, IntentPolicy, ReviewPeriod, Rule, RuleEntry } from '../../model/baseline.ts';
import { isAcceptable } from '../../model/codes.ts';
import type { Instant } from '../../model/ids.ts';
import type { PolicyIssue } from '../../model/policy.ts';
import { parsePolicy } from '../../policy/parse/parse.ts';
import { readConditions } from '../../policy/parse/parse-condition.ts';
import type { Report } from '../../policy/parse/parse-report.ts';
import { compare } from '../../text/order.ts';
import { jsonPath } from '../../text/path.ts';
import { oneLine, quoted } from '../../text/quote.ts';
import { capabilityProblem } from '../match/capability-selector.ts';
import { exampleOf } from '../parse/aws-fragment.ts';
import { reviewDue } from '../read/date.ts';
import { overlaps } from './lint-overlap.ts';
import { typos } from './lint-typos.ts';
import { isNeverMet } from './when-cover.ts';

export interface LintIssue extends BaselineIssue {
  /** `warning`: it does not do what it says. `note`: somebody should look at it. */
  readonly severity: 'warning' | 'note';
}

/** Sorted by file and line. */
export function lintBaseline(baseline: Baseline, now: Instant): readonly LintIssue[] {
  const { rules, exceptions, reviews } = baseline;
  const inForce = rules.map((rule) => ({ ...rule, entries: rule.entries.filter(({ expires }) => !isOver(expires, now)) }));
  const issues = [
    ...rules.flatMap(({ entries }) => entries.flatMap((entry) => entryExpiry(entry, now))),
    ...exceptions.flatMap((exception) => exceptionExpiry(exception, now)),
    ...warnings(typos(baseline)),
    ...warnings(vainExceptions(exceptions)),
    ...warnings(rules.flatMap(({ entries }) => entries.flatMap(unreachable))),
    ...warnings(overlaps(inForce)),
    ...warnings(repeatedExceptions(exceptions.filter(({ expires }) => !isOver(expires, now)))),
    ...rules.flatMap(missingOwner),
    ...reviews.flatMap((review) => reviewNote(review, now)),
    ...oddPolicies(rules),
    ...rules.flatMap(({ entries }) => entries.flatMap(oddConditions)),
  ];
  return sortedIssues(issues);
}

/** On one line each, by file and line. */
export function sortedIssues(issues: readonly LintIssue[]): readonly LintIssue[] {
  const readable = issues.map((issue) => ({ ...issue, reason: oneLine(issue.reason) }));
  return readable.toSorted((a, b) => compare(a.at.file, b.at.file) || a.at.line - b.at.line || compare(a.reason, b.reason));
}

function warnings(issues: readonly BaselineIssue[]): readonly LintIssue[] {
  return issues.map((issue) => ({ severity: 'warning', ...issue }));
}

/** An entry that is about no request. */
function unreachable({ verb, when, at }: RuleEntry): readonly BaselineIssue[] {
  return isNeverMet(when) ? [{ reason: `no request meets the \`when\` of this ${verb}: it ${verb}s nothing`, at }] : [];
}

/** Exceptions of what no exception accepts. */
function vainExceptions(exceptions: readonly Exception[]): readonly BaselineIssue[] {
  return exceptions.flatMap(({ id, match, at }) =>
    match.kind === 'selector' && match.code !== undefined && !isAcceptable(match.code)
      ? [{ reason: `exception ${quoted(id)} accepts nothing: what a rule forbids is exempted there, by \`except\` of the forbid`, at }]
      : [],
  );
}

function isOver(expires: Instant | undefined, now: Instant): boolean {
  return expires !== undefined && expires <= now;
}

const SOON_MS = 14 * 24 * 60 * 60 * 1000;

function isSoon(expires: Instant, now: Instant): boolean {
  return Date.parse(expires) - Date.parse(now) <= SOON_MS;
}

function entryExpiry({ verb, expires, at }: RuleEntry, now: Instant): readonly LintIssue[] {
  if (expires === undefined) return [];
  if (isOver(expires, now)) return [{ severity: 'warning', reason: `this ${verb} has expired: it was until ${dayOf(expires)}`, at }];
  return isSoon(expires, now) ? [{ severity: 'note', reason: `this ${verb} expires soon: it is until ${dayOf(expires)}`, at }] : [];
}

function reviewNote({ days, reviewed, at }: ReviewPeriod, now: Instant): readonly LintIssue[] {
  if (reviewed === undefined) {
    return [{ severity: 'note', reason: `a review every ${days} days is never due: give the day of the last one as \`reviewed\``, at }];
  }
  const due = reviewDue({ days, reviewed });
  return due <= now ? [{ severity: 'note', reason: `a review has been due since ${dayOf(due)}`, at }] : [];
}

function exceptionExpiry({ id, expires, at }: Exception, now: Instant): readonly LintIssue[] {
  const name = `exception ${quoted(id)}`;
  if (isOver(expires, now)) return [{ severity: 'warning', reason: `${name} has expired: it was until ${dayOf(expires)}`, at }];
  return isSoon(expires, now) ? [{ severity: 'note', reason: `${name} expires soon: it is until ${dayOf(expires)}`, at }] : [];
}

const END_OF_DAY = 'T23:59:59Z';

function dayOf(expires: Instant): string {
  return expires.endsWith(END_OF_DAY) ? expires.slice(0, -END_OF_DAY.length) : expires;
}

function repeatedExceptions(exceptions: readonly Exception[]): readonly BaselineIssue[] {
  const first = new Map<string, Exception>();
  return exceptions.flatMap((exception) => {
    const { match, id, at } = exception;
    const key = JSON.stringify(match);
    const known = first.get(key);
    if (!known) first.set(key, exception);
    return known
      ? [{ reason: `exception ${quoted(id)} is for what ${quoted(known.id)} is for: ${known.at.file}:${known.at.line}`, at }]
      : [];
  });
}

function missingOwner({ id, owner, entries, at }: Rule): readonly LintIssue[] {
  if (owner !== undefined || entries.every((entry) => entry.owner !== undefined)) return [];
  return [
    { severity: 'note', reason: `nobody answers for rule ${quoted(id)}: give it an \`owner\`, or the document a \`metadata.owner\``, at },
  ];
}

/** Each document once, where it is first used. */
function oddPolicies(rules: readonly Rule[]): readonly LintIssue[] {
  const first = new Map<string, RuleEntry>();
  for (const entry of rules.flatMap(({ entries }) => entries)) {
    if (entry.policy && !first.has(entry.policy.text)) first.set(entry.policy.text, entry);
  }
  return [...first.values()].flatMap(({ policy, at }) => {
    const reasons = policy ? oddities(policy) : [];
    return reasons.map((reason): LintIssue => ({ severity: 'note', reason, at }));
  });
}

function oddities({ name, text, style }: IntentPolicy): readonly string[] {
  const parsed = parsePolicy(...exampleOf(text, style));
  if (parsed.kind === 'malformed') return [];
  const notes = parsed.notes.map(wordsOf);
  const actions = parsed.policy.statements.flatMap(({ index, action }) =>
    (action.kind === 'every' ? [] : action.of).flatMap((word) => {
      const reason = /^ecr:/i.test(word) ? capabilityProblem(word) : undefined;
      return reason === undefined ? [] : [`${quoted(`Statement[${index}]`)}: ${reason}`];
    }),
  );
  return [...notes, ...actions].map((reason) => `${quoted(name)}: ${reason}`);
}

function wordsOf({ path, reason }: Pick<PolicyIssue, 'path' | 'reason'>): string {
  return `${quoted(path)}: ${reason}`;
}

function oddConditions({ when, at }: RuleEntry): readonly LintIssue[] {
  return when.flatMap(({ operator, key, values }) => {
    const issues: LintIssue[] = [];
    const note: Report['note'] = (path, reason) => {
      issues.push({ severity: 'note', reason: wordsOf({ path: jsonPath(path), reason }), at });
    };
    readConditions({ [operator]: { [key]: values } }, ['when'], { error: note, note });
    return issues;
  });
}
