// What is wrong with the baseline itself: entries that lapse, that nothing matches, that name what is gone.
import { coverageOf } from '../../access/account/account.ts';
import { accountNames } from '../../access/account/account-names.ts';
import type { AuditScope } from '../../access/account/request-context.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import { membersOf } from '../../access/classes/subset.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { byId, isNobodys, isUncertain } from '../../baseline/match/named-accounts.ts';
import { principalHint } from '../../baseline/match/principal-hint.ts';
import { principalWord } from '../../baseline/match/principal-selector.ts';
import { selects, selectsRepository } from '../../baseline/match/selector.ts';
import { reviewDue } from '../../baseline/read/date.ts';
import { readTags } from '../../drift/cell/expectation.ts';
import { nameIn } from '../../drift/missing/missing.ts';
import type { GrantPrincipal } from '../../model/access.ts';
import type {
  Baseline,
  Exception,
  Exemption,
  PrincipalSelector,
  ReviewPeriod,
  Rule,
  RuleEntry,
  SourceLocation,
} from '../../model/baseline.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import { arnFields, type Instant } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compare } from '../../text/order.ts';
import { baselineFinding } from './baseline-finding.ts';
import { entrySubjects } from './entry-subjects.ts';
import { knownHealth } from './known.ts';
import { nameHealth } from './names.ts';
import { isAbout, readTest } from './scope.ts';
import type { StaleFact } from './shared-staleness.ts';

const WARNING_DAYS = 14;
const DAY = 24 * 60 * 60 * 1000;

/** What of the baseline matches nothing in the account. What was not read matches everything: nothing is concluded from it. */
export function baselineStaleness(
  matrix: AccessMatrix,
  { rules, known: listed = [] }: Pick<Baseline, 'rules' | 'known'>,
): readonly StaleFact[] {
  const { account } = matrix;
  const about = rules.filter((rule) => isAbout(rule, account.snapshot));
  const isRead = readTest(account.snapshot, rules, listed);
  // A policy that was not read may name anybody.
  const known = coverageOf(account).complete ? principalsOf(matrix) : undefined;
  const everybody = known && { ground: account.ground, known, required: requiredIn(about, account.ground) };
  return about.flatMap((rule) => {
    if (!isRead(rule)) return [];
    const entries = everybody ? staleEntries(rule, everybody) : [];
    const facts = [...ruleHealth(rule, repositoriesOf(account), account.ground.account), ...entries];
    return facts.map((fact) => ({ fact, accounts: rule.repositories.accounts }));
  });
}

/** Facts about the baseline as of `now`, besides what matches nothing. */
export function baselineHealth(
  matrix: AccessMatrix,
  { rules, exceptions, reviews }: Pick<Baseline, 'rules' | 'exceptions' | 'reviews'>,
  now: Instant,
): readonly PolicyFinding[] {
  const { account } = matrix;
  const about = rules.filter((rule) => isAbout(rule, account.snapshot));
  return [
    ...knownHealth(account.snapshot, about),
    ...nameHealth(account.snapshot, { rules: about, exceptions }),
    ...about.flatMap((rule) => entryExpiries(rule, now)),
    ...about.flatMap((rule) => rule.entries.flatMap(({ except }) => except.flatMap((each) => exemptionExpiry(rule, each, now)))),
    ...exceptions.flatMap((exception) => exceptionExpiry(exception, now)),
    ...dueReviews(reviews, now),
  ];
}

function principalsOf(matrix: AccessMatrix): readonly GrantPrincipal[] {
  const found = new Set<GrantPrincipal>(matrix.account.locals.map(({ principal }) => principal));
  for (const { subjects } of matrix.groups()) for (const { principal } of membersOf(subjects)) found.add(principal);
  return [...found];
}

function ruleHealth(rule: Rule, repositories: readonly Repository[], account: string): readonly PolicyFinding[] {
  const selected = repositories.some(({ region, name, tags }) => {
    return selectsRepository(rule.repositories, { account, region, name, tags: readTags(tags) }) !== 'no';
  });
  const { names, regions, known } = rule.repositories;
  const there = new Set(repositories.filter(({ region }) => regions.length === 0 || regions.includes(region)).map(({ name }) => name));
  // A list of known repositories says itself what is gone of it.
  const gone = known ? [] : names.filter((name) => !isGlob(name) && !there.has(name));
  const missing = gone.map((name) =>
    baselineFinding('ECRD-402', rule.at, {
      subject: `${rule.id} ${name}`,
      repository: name,
      message: `rule \`${rule.id}\` names ${name}, and there is no such repository`,
    }),
  );
  // A name that is gone says it better than a rule without repositories.
  const stale = !selected && gone.length === 0 && !known;
  return [...missing, ...(stale ? [staleRule(rule)] : [])];
}

function staleRule({ id, at }: Rule): PolicyFinding {
  return baselineFinding('ECRD-405', at, {
    subject: `rule ${JSON.stringify(id)}`,
    formerly: id,
    message: `rule \`${id}\` matches no repository`,
  });
}

function isGlob(name: string): boolean {
  return name.includes('*') || name.includes('?');
}

/** Everybody who was read or has access, and the account that is audited, with its organization. */
interface Known {
  readonly ground: AuditScope;
  readonly known: readonly GrantPrincipal[];
  /** Outsiders of whom some rule requires access: where it is missing, that is told, and what allows it is needed. */
  readonly required: ReadonlySet<string>;
}

function requiredIn(rules: readonly Rule[], ground: AuditScope): ReadonlySet<string> {
  const nobody: Known = { ground, known: [], required: new Set() };
  const entries = rules.flatMap((rule) => rule.entries.filter(({ verb }) => verb === 'require'));
  const meant = entries.flatMap(({ principals }) => principals.map((selector) => byId(selector, ground.organization)));
  const outsiders = meant.filter((selector) => isMet('require', selector, nobody));
  return new Set(outsiders.map(principalWord));
}

function staleEntries(rule: Rule, everybody: Known): readonly PolicyFinding[] {
  return [...entrySubjects(rule)].flatMap(([entry, subject]) => {
    const { principals, at } = entry;
    if (isMatched(entry, everybody)) return [];
    const formerly = `${rule.id} ${JSON.stringify(principals)}`;
    const message = `an entry of rule \`${rule.id}\` matches no principal${principalHint(principals, everybody.known, accountNames(everybody.ground.organization))}`;
    return [baselineFinding('ECRD-405', at, { subject, formerly, message })];
  });
}

/** Whom a require names of other accounts is judged by the resource side alone: there, or missing. Access of a whole account is that of its principals. */
function isMet(verb: RuleEntry['verb'], selector: PrincipalSelector, { ground: { account: own }, known }: Known): boolean {
  const named = nameIn(selector);
  const account = named === undefined ? undefined : arnFields(named)?.account;
  const isOwn = account !== undefined && account === own;
  if (verb === 'require' && named !== undefined && !isOwn) return true;
  const around = account === undefined || isOwn ? undefined : `account:${account}`;
  return known.some((principal) => selects(selector, principal) || principal.name === around);
}

/** What the baseline says of an exemption, against the calendar. */
function exemptionExpiry({ id }: Rule, { principals, expires, at }: Exemption, now: Instant): readonly PolicyFinding[] {
  const words = principals.map(principalWord);
  const what = `an \`except\` of rule \`${id}\` for ${words.join(', ')}`;
  return expiry({ what, subject: `except of ${id} ${JSON.stringify(words.toSorted())}`, expires, at }, now);
}

/** A forbid that nobody matches is doing its work; one of names that no account has does none. */
function isMatched({ verb, principals }: RuleEntry, everybody: Known): boolean {
  if (principals.length === 0) return true;
  const { organization } = everybody.ground;
  if (verb === 'forbid') return !principals.every((selector) => isNobodys(selector, organization));
  return principals.some((written) => {
    const selector = byId(written, organization);
    if (isUncertain(selector, organization) || isMet(verb, selector, everybody)) return true;
    return verb === 'allow' && everybody.required.has(principalWord(selector));
  });
}

function entryExpiries(rule: Rule, now: Instant): readonly PolicyFinding[] {
  return [...entrySubjects(rule)].flatMap(([{ expires, at }, subject]) => {
    return expires === undefined ? [] : expiry({ what: `an entry of rule \`${rule.id}\``, subject, expires, at }, now);
  });
}

function exceptionExpiry({ id, expires, at }: Exception, now: Instant): readonly PolicyFinding[] {
  return expiry({ what: `exception \`${id}\``, subject: `exception ${id}`, expires, at }, now);
}

interface Expiring {
  /** In words. */
  readonly what: string;
  readonly subject: string;
  readonly expires: Instant;
  readonly at: SourceLocation;
}

function expiry({ what, subject, expires, at }: Expiring, now: Instant): readonly PolicyFinding[] {
  const days = (Date.parse(expires) - Date.parse(now)) / DAY;
  const day = expires.slice(0, 10);
  const about = { subject, formerly: `${what} ${expires}`, date: expires };
  if (days <= 0) return [baselineFinding('ECRD-404', at, { ...about, message: `${what} expired on ${day} and says nothing any more` })];
  return days > WARNING_DAYS ? [] : [baselineFinding('ECRD-403', at, { ...about, message: `${what} expires on ${day}` })];
}

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
  return baselineFinding('ECRD-406', at, { subject: at.file, formerly: `${at.file} ${since}`, date: since, message });
}
