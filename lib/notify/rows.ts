// The findings of an alert in rows: those that one statement brings about in one place are told together.
import { groupBy } from '../collections/group-by.ts';
import type { Severity } from '../model/severity.ts';
import { accessWords, type WordsContext } from '../report/access-words.ts';
import { directionOf } from '../report/direction.ts';
import { foremost, sortedByMeaning } from '../report/meaning-order.ts';
import { qualified } from '../report/qualified.ts';
import type { FindingView } from '../report/schema.ts';

export interface Row {
  readonly severity: Severity;
  /** Who can do what where. */
  readonly words: string;
  /** The finding that stands for all of them. */
  readonly finding: FindingView;
  readonly count: number;
}

/** Rows as people read them: the gravest first, never by a hash. */
export function rowsOf(findings: readonly FindingView[], context: WordsContext): readonly Row[] {
  return rowsOfGroups([...groupBy(findings, keyOf).values()], context);
}

/** The same, and what one statement gives the same people in many places is one row: for a list of all that there is. */
export function summedRows(findings: readonly FindingView[], context: WordsContext): readonly Row[] {
  const groups = [...groupBy(findings, keyOf).values()];
  const summed = [...groupBy(groups, givenKey).values()].map((same) => same.flat());
  return rowsOfGroups(summed, context);
}

/** What a group is about, wherever it is. */
function givenKey(group: readonly FindingView[]): string {
  const [first] = group;
  const [via] = first?.evidence.via ?? [];
  if (!first || !via || !PLACED.has(via.policy)) return JSON.stringify(group.map(({ id }) => id));
  const given = group.map(({ code, principal, capability }) => JSON.stringify([code, principal, capability])).sort();
  return JSON.stringify([standingOf(first), via.policy, via.sid, via.index, given]);
}

function rowsOfGroups(grouped: readonly (readonly FindingView[])[], context: WordsContext): readonly Row[] {
  const groups = grouped.flatMap(([first, ...rest]) => (first ? [[first, ...rest] as const] : []));
  const sorted = sortedByMeaning(groups, (group) => {
    const { severity, message } = foremost(group);
    return { severity, message, principals: countOf(group, 'principal'), repositories: countOf(group, 'repository'), findings: group };
  });
  return sorted.map((group) => {
    const finding = foremost(group);
    return { severity: finding.severity, words: rowWords(group, context), finding, count: group.length };
  });
}

function countOf(findings: readonly FindingView[], what: 'principal' | 'repository'): number {
  return new Set(findings.map((finding) => finding[what])).size;
}

/** Policies of places go without their place by name. */
const PLACED: ReadonlySet<string> = new Set(['repository policy', 'registry policy']);

function keyOf(finding: FindingView): string {
  const { evidence, code, region, repository, principal } = finding;
  const standing = standingOf(finding);
  const [via] = evidence.via ?? [];
  if (!via) return JSON.stringify([standing, code, principal, region, repository]);
  const place = PLACED.has(via.policy) ? [region, repository] : [];
  return JSON.stringify([standing, via.policy, via.sid, via.index, place]);
}

function standingOf({ code, state, because, unverifiedSince }: FindingView): readonly unknown[] {
  return [directionOf({ code }), state, because, unverifiedSince];
}

const OVER: ReadonlySet<string> = new Set(['access-removed', 'access-restored', 'corrected']);

/** The words of some findings, with what has to be said before they are believed. */
function rowWords(findings: readonly [FindingView, ...FindingView[]], context: WordsContext): string {
  const first = foremost(findings);
  const over = OVER.has(first.because ?? '') ? accessWords(findings, context, 'over') : undefined;
  return over ?? qualified({ ...first, message: accessWords(findings, context, 'now') ?? alike(first, findings.length) });
}

function alike({ message }: FindingView, count: number): string {
  return count === 1 ? message : `${message}; and ${count - 1} more of the kind`;
}
