// What is wrong with the baseline itself: entries that lapse, that nothing matches, that name what is gone.
import { coverageOf } from '../access/account.ts';
import type { AccessMatrix } from '../access/matrix.ts';
import { membersOf } from '../access/part.ts';
import { repositoriesOf } from '../access/repository-classes.ts';
import type { GrantPrincipal } from '../model/access.ts';
import type { Baseline, Exemption, PrincipalSelector, ReviewPeriod, Rule, RuleEntry, SourceLocation } from '../model/baseline.ts';
import type { Hygiene } from '../model/drift.ts';
import { arnFields, type Instant } from '../model/ids.ts';
import type { Repository } from '../model/snapshot.ts';
import { nameIn } from './missing.ts';
import { reviewDue } from './parse-date.ts';
import { principalHint } from './principal-hint.ts';
import { readTags } from './profile.ts';
import { selects, selectsRepository } from './selector.ts';
import { principalWord } from './selector-principal.ts';

const WARNING_DAYS = 14;
const DAY = 24 * 60 * 60 * 1000;

/** Facts about the baseline as of `now`. What was not read matches everything: nothing is concluded from it. */
export function baselineHealth(
  matrix: AccessMatrix,
  { rules, exceptions, reviews }: Pick<Baseline, 'rules' | 'exceptions' | 'reviews'>,
  now: Instant,
): readonly Hygiene[] {
  const { account } = matrix;
  const { registries } = account.snapshot;
  const repositories = registries.every((registry) => registry.repositories.kind === 'present') ? repositoriesOf(account) : undefined;
  // A policy that was not read may name anybody.
  const known = coverageOf(account).complete ? principalsOf(matrix) : undefined;
  return [
    ...rules.flatMap((rule) => (repositories ? ruleHealth(rule, repositories, account.ground.account) : [])),
    ...rules.flatMap((rule) =>
      rule.entries.flatMap((entry) => (known ? entryHealth(rule, entry, { own: account.ground.account, known }) : [])),
    ),
    ...rules.flatMap((rule) => rule.entries.flatMap((entry) => expiry(`an entry of rule \`${rule.id}\``, entry, now))),
    ...rules.flatMap((rule) => rule.entries.flatMap(({ except }) => except.flatMap((each) => exemptionExpiry(rule, each, now)))),
    ...exceptions.flatMap((exception) => expiry(`exception \`${exception.id}\``, exception, now)),
    ...reviews.flatMap((review) => due(review, now)),
  ];
}

function principalsOf(matrix: AccessMatrix): readonly GrantPrincipal[] {
  const found = new Set<GrantPrincipal>(matrix.account.locals.map(({ principal }) => principal));
  for (const { subjects } of matrix.groups()) for (const { principal } of membersOf(subjects)) found.add(principal);
  return [...found];
}

function ruleHealth(rule: Rule, repositories: readonly Repository[], account: string): readonly Hygiene[] {
  const selected = repositories.some(({ region, name, tags }) => {
    return selectsRepository(rule.repositories, { account, region, name, tags: readTags(tags) }) !== 'no';
  });
  const gone = rule.repositories.names.filter((name) => !isGlob(name) && !repositories.some((each) => each.name === name));
  const missing = gone.map((name) =>
    baselineFact('ECRD-402', rule.at, {
      subject: `${rule.id} ${name}`,
      repository: name,
      message: `rule \`${rule.id}\` names ${name}, and there is no such repository`,
    }),
  );
  // A name that is gone says it better than a rule without repositories.
  const stale = !selected && gone.length === 0;
  return [
    ...missing,
    ...(stale ? [baselineFact('ECRD-405', rule.at, { subject: rule.id, message: `rule \`${rule.id}\` matches no repository` })] : []),
  ];
}

function isGlob(name: string): boolean {
  return name.includes('*') || name.includes('?');
}

/** Everybody who was read or has access, and the account that is audited. */
interface Known {
  readonly own: string;
  readonly known: readonly GrantPrincipal[];
}

/** A forbid that nobody matches is doing its work. */
function entryHealth(rule: Rule, { verb, principals, at }: RuleEntry, { own, known }: Known): readonly Hygiene[] {
  if (verb === 'forbid' || principals.length === 0) return [];
  if (principals.some((selector) => isMet(verb, selector, { own, known }))) return [];
  const subject = `${rule.id} ${JSON.stringify(principals)}`;
  const hint = principalHint(principals, known);
  return [baselineFact('ECRD-405', at, { subject, message: `an entry of rule \`${rule.id}\` matches no principal${hint}` })];
}

/** Whom a require names of other accounts is judged by the resource side alone: there, or missing. Access of a whole account is that of its principals. */
function isMet(verb: RuleEntry['verb'], selector: PrincipalSelector, { own, known }: Known): boolean {
  const named = nameIn(selector);
  const account = named === undefined ? undefined : arnFields(named)?.account;
  const isOwn = account !== undefined && account === own;
  if (verb === 'require' && named !== undefined && !isOwn) return true;
  const around = account === undefined || isOwn ? undefined : `account:${account}`;
  return known.some((principal) => selects(selector, principal) || principal.name === around);
}

/** What the baseline says of an exemption, against the calendar. */
function exemptionExpiry({ id }: Rule, exemption: Exemption, now: Instant): readonly Hygiene[] {
  return expiry(`an \`except\` of rule \`${id}\` for ${exemption.principals.map(principalWord).join(', ')}`, exemption, now);
}

function expiry(
  what: string,
  { expires, at }: { readonly expires: Instant | undefined; readonly at: SourceLocation },
  now: Instant,
): readonly Hygiene[] {
  if (expires === undefined) return [];
  const days = (Date.parse(expires) - Date.parse(now)) / DAY;
  const day = expires.slice(0, 10);
  const subject = `${what} ${expires}`;
  if (days <= 0) return [baselineFact('ECRD-404', at, { subject, message: `${what} expired on ${day} and says nothing any more` })];
  return days > WARNING_DAYS ? [] : [baselineFact('ECRD-403', at, { subject, message: `${what} expires on ${day}` })];
}

function due({ days, reviewed, owner, at }: ReviewPeriod, now: Instant): readonly Hygiene[] {
  const since = reviewed && reviewDue({ days, reviewed });
  if (since === undefined || since > now) return [];
  const who = owner === undefined ? '' : ` by ${owner}`;
  const message = `the rules of ${at.file} have been due for review${who} since ${since.slice(0, 10)}: they are reviewed every ${days} days`;
  return [baselineFact('ECRD-406', at, { subject: `${at.file} ${since}`, message })];
}

const SEVERITY = { 'ECRD-402': 'medium', 'ECRD-403': 'info', 'ECRD-404': 'info', 'ECRD-405': 'low', 'ECRD-406': 'info' } as const;

/** A fact about the baseline, found where `at` says. */
export function baselineFact(
  code: keyof typeof SEVERITY,
  at: SourceLocation,
  about: Pick<Hygiene, 'subject' | 'message'> & { readonly repository?: string },
): Hygiene {
  const { subject, message, repository = null } = about;
  const place = { region: null, repository, principal: null, capability: null };
  return {
    kind: 'hygiene',
    code,
    severity: SEVERITY[code],
    ...place,
    subject,
    message,
    statement: undefined,
    details: [`${at.file}:${at.line}`],
  };
}
