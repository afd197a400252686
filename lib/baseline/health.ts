// What is wrong with the baseline itself: entries that lapse, that nothing matches, that name what is gone.
import type { AccessMatrix } from '../access/matrix.ts';
import { membersOf } from '../access/part.ts';
import { repositoriesOf } from '../access/repository-classes.ts';
import type { GrantPrincipal } from '../model/access.ts';
import type { Baseline, Rule, RuleEntry, SourceLocation } from '../model/baseline.ts';
import type { Hygiene } from '../model/drift.ts';
import type { Instant } from '../model/ids.ts';
import type { Repository } from '../model/snapshot.ts';
import { selects, selectsRepository } from './selector.ts';

const WARNING_DAYS = 14;
const DAY = 24 * 60 * 60 * 1000;

/** Facts about the baseline as of `now`. What was not read matches everything: nothing is concluded from it. */
export function baselineHealth(
  matrix: AccessMatrix,
  { rules, exceptions }: Pick<Baseline, 'rules' | 'exceptions'>,
  now: Instant,
): readonly Hygiene[] {
  const { account } = matrix;
  const { registries, principals } = account.snapshot;
  const repositories = registries.every((registry) => registry.repositories.kind === 'present') ? repositoriesOf(account) : undefined;
  const known = principals.kind === 'present' ? principalsOf(matrix) : undefined;
  return [
    ...rules.flatMap((rule) => (repositories ? ruleHealth(rule, repositories, account.ground.account) : [])),
    ...rules.flatMap((rule) => rule.entries.flatMap((entry) => (known ? entryHealth(rule, entry, known) : []))),
    ...rules.flatMap((rule) => rule.entries.flatMap((entry) => expiry(`an entry of rule \`${rule.id}\``, entry, now))),
    ...exceptions.flatMap((exception) => expiry(`exception \`${exception.id}\``, exception, now)),
  ];
}

function principalsOf(matrix: AccessMatrix): readonly GrantPrincipal[] {
  const found = new Set<GrantPrincipal>(matrix.account.locals.map(({ principal }) => principal));
  for (const { subjects } of matrix.groups()) for (const { principal } of membersOf(subjects)) found.add(principal);
  return [...found];
}

function ruleHealth(rule: Rule, repositories: readonly Repository[], account: string): readonly Hygiene[] {
  const selected = repositories.some(({ region, name, tags }) => {
    const known = tags.kind === 'present' ? tags.value : {};
    return selectsRepository(rule.repositories, { account, region, name, tags: tags.kind === 'unknown' ? undefined : known }) !== 'no';
  });
  const gone = rule.repositories.names.filter((name) => !isGlob(name) && !repositories.some((each) => each.name === name));
  const missing = gone.map((name) =>
    fact('ECRD-402', rule.at, {
      subject: `${rule.id} ${name}`,
      repository: name,
      message: `rule \`${rule.id}\` names ${name}, and there is no such repository`,
    }),
  );
  // A name that is gone says it better than a rule without repositories.
  const stale = !selected && gone.length === 0;
  return [
    ...missing,
    ...(stale ? [fact('ECRD-405', rule.at, { subject: rule.id, message: `rule \`${rule.id}\` matches no repository` })] : []),
  ];
}

function isGlob(name: string): boolean {
  return name.includes('*') || name.includes('?');
}

/** A forbid that nobody matches is doing its work. */
function entryHealth(rule: Rule, { verb, principals, at }: RuleEntry, known: readonly GrantPrincipal[]): readonly Hygiene[] {
  if (verb === 'forbid' || principals.length === 0) return [];
  if (principals.some((selector) => known.some((principal) => selects(selector, principal)))) return [];
  const subject = `${rule.id} ${JSON.stringify(principals)}`;
  return [fact('ECRD-405', at, { subject, message: `an entry of rule \`${rule.id}\` matches no principal` })];
}

function expiry(
  what: string,
  { expires, at }: { readonly expires: Instant | undefined; readonly at: SourceLocation },
  now: Instant,
): readonly Hygiene[] {
  if (expires === undefined) return [];
  const days = (Date.parse(expires) - Date.parse(now)) / DAY;
  if (days <= 0 || days > WARNING_DAYS) return [];
  return [fact('ECRD-403', at, { subject: `${what} ${expires}`, message: `${what} expires on ${expires.slice(0, 10)}` })];
}

const SEVERITY = { 'ECRD-402': 'medium', 'ECRD-403': 'info', 'ECRD-405': 'low' } as const;

function fact(
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
