// A comparison of baselines as Markdown for a pull request. Whatever comes out of the files stands in code spans.

import { groupBy } from '../../collections/group-by.ts';
import type { ExceptionMatch, LockedGrant, RepositorySelector, RuleEntry } from '../../model/baseline.ts';
import type { Instant } from '../../model/ids.ts';
import { oneLine } from '../../text/quote.ts';
import { principalWord } from '../match/principal-selector.ts';
import type { BaselineComparison, RulePlace, TermChange } from './compare.ts';
import type { ExceptionChange, LockChange, ReviewChange } from './compare-facts.ts';
import type { KnownChange } from './compare-known.ts';

/** Ends with a line break. */
export function comparisonMarkdown(comparison: BaselineComparison): string {
  const sections = [
    ...TERM_SECTIONS.flatMap(([verb, sign, title]) =>
      section(title, termLines(comparison.terms.filter((each) => each.verb === verb && each.sign === sign))),
    ),
    ...section('Known repositories', comparison.known.map(knownLine)),
    ...section('Exceptions', comparison.exceptions.map(exceptionLine)),
    ...section('Lock', lockLines(comparison.lock)),
    ...section('Reviews', comparison.reviews.map(reviewLine)),
  ];
  if (sections.length > 0) return `## What the baseline says now\n\n${sections.join('\n')}`;
  return comparison.sameText ? 'No change.\n' : 'No semantic change: only the text of the baseline differs.\n';
}

const TERM_SECTIONS: readonly (readonly [RuleEntry['verb'], TermChange['sign'], string])[] = [
  ['allow', '+', 'Newly allowed'],
  ['allow', '-', 'No longer allowed'],
  ['require', '+', 'Newly required'],
  ['require', '-', 'No longer required'],
  ['forbid', '+', 'Newly forbidden'],
  ['forbid', '-', 'No longer forbidden'],
];

const MOST_LINES = 200;
const MOST_ITEMS = 20;

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length > MOST_LINES ? [`and ${lines.length - MOST_LINES} more`] : [];
  return [`### ${title}\n\n${[...lines.slice(0, MOST_LINES), ...more].map((line) => `- ${line}\n`).join('')}`];
}

/** Principals who gain or lose the same on the same repositories, together. */
function termLines(changes: readonly TermChange[]): readonly string[] {
  const alike = groupBy(changes, (change) => JSON.stringify({ ...change, repositories: { ...change.repositories, names: [] } }));
  const joined = [...alike.values()].flatMap((those) => {
    const names = those.flatMap(({ repositories }) => repositories.names).sort();
    return those[0] ? [{ ...those[0], repositories: { ...those[0].repositories, names } }] : [];
  });
  const together = groupBy(joined, ({ principal: _, ...rest }) => JSON.stringify(rest));
  return [...together.values()].flatMap((those) => (those[0] ? [termLine(those[0], those)] : [])).sort();
}

function termLine(first: TermChange, those: readonly TermChange[]): string {
  const { words, others, within, sign } = first;
  const principals = those.map(({ principal }) => (principal ? code(principalWord(principal)) : 'whoever the policy names')).sort();
  const actions = [...words.map(bold), ...(others > 0 ? [`${others} actions that make up no capability`] : [])];
  const places = within.map(placeText).sort();
  const rest = places.length > 0 ? `; ${sign === '+' ? 'until now only' : 'from now on only'} on ${listed(places)}` : '';
  return `${listed(principals)}: ${listed(actions)} on ${placeText(first)}${rest}`;
}

function placeText({ repositories, when, expires, except }: RulePlace): string {
  const conditions = when.map(({ operator, key, values }) => code(`${operator} ${key} ${values.join(', ')}`));
  return [
    repositoriesText(repositories),
    ...(conditions.length > 0 ? [` where ${listed(conditions)}`] : []),
    ...(expires === undefined ? [] : [` until ${dayOf(expires)}`]),
    ...(except.length > 0 ? [`, but for ${listed(except.map((each) => code(each.replace(END_OF_DAY, ''))))}`] : []),
  ].join('');
}

function repositoriesText({ names, accounts, regions, tags, known }: RepositorySelector): string {
  return [
    listed(names.map(code)),
    ...(regions.length > 0 ? [` in ${listed(regions.map(code))}`] : []),
    ...(accounts.length > 0 ? [` of ${listed(accounts.map(code))}`] : []),
    ...(tags.length > 0 ? [` tagged ${listed(tags.map(({ key, value }) => code(`${key}=${value}`)))}`] : []),
    ...(known === undefined ? [] : [known.side === 'known' ? ', as far as known' : ', as far as new']),
  ].join('');
}

function knownLine({ sign, region, repository }: KnownChange): string {
  return `${sign === '+' ? 'new' : 'removed'}: ${code(repository)} in ${code(region)}`;
}

const CHANGED = { added: 'new', removed: 'removed', changed: 'changed' } as const satisfies Record<ExceptionChange['kind'], string>;

function exceptionLine(change: ExceptionChange): string {
  const { match, expires, owner, ticket } = change.what;
  const before = change.kind === 'changed' && change.before.expires !== expires ? `${dayOf(change.before.expires)} → ` : '';
  const by = ticket === undefined ? code(owner) : `${code(owner)}, ${code(ticket)}`;
  return `${CHANGED[change.kind]}: ${matchText(match)}, until ${before}${dayOf(expires)} (${by})`;
}

function matchText(match: ExceptionMatch): string {
  if (match.kind === 'finding') return `finding ${code(match.finding)}`;
  const { code: findingCode, principals, capabilities, repositories } = match;
  return [
    findingCode === undefined ? 'all findings' : `findings ${code(findingCode)}`,
    ...(principals.length > 0 ? [` of ${listed(principals.map((each) => code(principalWord(each))))}`] : []),
    ...(capabilities.length > 0 ? [` about ${listed(capabilities.map(bold))}`] : []),
    ...(repositories.length > 0 ? [` on ${listed(repositories.map(code))}`] : []),
  ].join('');
}

/** Repositories on which the same principal gains or loses the same, together. */
function lockLines(changes: readonly LockChange[]): readonly string[] {
  const alike = groupBy(changes, ({ kind, what: { principal, capability, region, decision } }) =>
    JSON.stringify([kind, principal, capability, region, decision]),
  );
  return [...alike.values()]
    .flatMap((those) =>
      those[0]
        ? [
            lockLine(
              those[0],
              those.map(({ what }) => what),
            ),
          ]
        : [],
    )
    .sort();
}

function lockLine({ kind, what: { principal, capability, region, decision } }: LockChange, grants: readonly LockedGrant[]): string {
  const repositories = grants.map(({ repository }) => code(repository));
  const condition = decision === 'conditional' ? ', under conditions' : '';
  return `${CHANGED[kind]}: ${code(principal)}: ${bold(capability)} on ${listed(repositories)} in ${code(region)}${condition}`;
}

function reviewLine({ kind, what: { days, owner, reviewed } }: ReviewChange): string {
  const last = reviewed === undefined ? '' : `, last on ${reviewed.slice(0, 10)}`;
  return `${CHANGED[kind]}: every ${days} days${owner === undefined ? '' : ` by ${code(owner)}`}${last}`;
}

const END_OF_DAY = /T23:59:59Z$/;

function dayOf(expires: Instant): string {
  return expires.replace(END_OF_DAY, '');
}

function listed(items: readonly string[]): string {
  const more = items.length > MOST_ITEMS ? [`and ${items.length - MOST_ITEMS} more`] : [];
  return [...items.slice(0, MOST_ITEMS), ...more].join(', ');
}

/** Words of the language are bold; what may hold the name of a file is a code span. */
function bold(word: string): string {
  return /^[a-z]+$/.test(word) ? `**${word}**` : code(word);
}

/** A code span that its text cannot end: its fence is longer than any run of backticks within. */
function code(text: string): string {
  const line = oneLine(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || line === '' ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}
