// Rules that match no repository, and entries that match nobody.

import { accountNames } from '../../access/account/account-names.ts';
import { coverageOf } from '../../access/account/coverage.ts';
import type { AuditScope } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { byId, isNobodys, isUncertain } from '../../baseline/match/named-accounts.ts';
import { principalHint } from '../../baseline/match/principal-hint.ts';
import { principalWord } from '../../baseline/match/principal-selector.ts';
import { selects, selectsRepository } from '../../baseline/match/selector.ts';
import { gathering } from '../../collections/subset.ts';
import { readTags } from '../../drift/cell/expectation.ts';
import { nameIn } from '../../drift/missing/missing.ts';
import type { GrantPrincipal } from '../../model/access.ts';
import type { PrincipalSelector, Rule, RuleEntry } from '../../model/baseline.ts';
import { arnFields } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { BaselineReport, StaleInput } from './baseline-check.ts';
import { entrySubjects } from './entry-subjects.ts';
import { goneNames } from './missing-repository.ts';
import { isAbout, readRules } from './scope.ts';

/** A rule or an entry that nothing matches, and the accounts that its rule is about; none: all of them. */
export interface StaleEntry {
  readonly report: BaselineReport;
  readonly accounts: readonly string[];
}

/** Those of the rules of `baseline`. What was not read matches everything: nothing is concluded from it. */
export function staleEntries(matrix: AccessMatrix, baseline: StaleInput['baseline']): readonly StaleEntry[] {
  const { account } = matrix;
  const repositories = repositoriesOf(account);
  const about = baseline.rules.filter((rule) => isAbout(rule, account.snapshot));
  // A policy that was not read may name anybody.
  const known = coverageOf(account).complete ? principalsOf(matrix) : undefined;
  const names = new Set(known?.map(({ name }) => name));
  const everybody = known && { ground: account.ground, known, names, required: requiredIn(about, account.ground) };
  return readRules(account.snapshot, baseline).flatMap((rule) => {
    const entries = everybody ? entriesWithout(rule, everybody) : [];
    const reports = [...(isStale(rule, repositories, account.ground.account) ? [staleRule(rule)] : []), ...entries];
    return reports.map((report) => ({ report, accounts: rule.repositories.accounts }));
  });
}

function principalsOf(matrix: AccessMatrix): readonly GrantPrincipal[] {
  const found = new Set<GrantPrincipal>(matrix.account.locals.map(({ principal }) => principal));
  const gather = gathering(({ principal }: Subject) => found.add(principal));
  for (const { subjects } of matrix.alike()) gather(subjects);
  return [...found];
}

/** Whether a rule matches no repository. A name that is gone says it better. */
function isStale(rule: Rule, repositories: readonly Repository[], account: string): boolean {
  if (rule.repositories.known || goneNames(rule, repositories).length > 0) return false;
  return !repositories.some(
    ({ region, name, tags }) => selectsRepository(rule.repositories, { account, region, name, tags: readTags(tags) }) !== 'no',
  );
}

function staleRule({ id, at }: Rule): BaselineReport {
  const formerly = [`rule ${JSON.stringify(id)}`, id];
  return { at, subject: ['rule', id], formerly, message: `rule \`${id}\` matches no repository` };
}

/** Everybody who was read or has access, and the account that is audited, with its organization. */
interface Known {
  readonly ground: AuditScope;
  readonly known: readonly GrantPrincipal[];
  readonly names: ReadonlySet<string>;
  /** Outsiders of whom some rule requires access: where it is missing, that is a finding, and what allows it is needed. */
  readonly required: ReadonlySet<string>;
}

function requiredIn(rules: readonly Rule[], ground: AuditScope): ReadonlySet<string> {
  const nobody: Known = { ground, known: [], names: new Set(), required: new Set() };
  const entries = rules.flatMap((rule) => rule.entries.filter(({ verb }) => verb === 'require'));
  const meant = entries.flatMap(({ principals }) => principals.map((selector) => byId(selector, ground.organization)));
  const outsiders = meant.filter((selector) => isMet('require', selector, nobody));
  return new Set(outsiders.map(principalWord));
}

function entriesWithout(rule: Rule, everybody: Known): readonly BaselineReport[] {
  const idle = new Set(rule.entries.filter((entry) => !isMatched(entry, everybody)));
  if (idle.size === 0) return [];
  return [...entrySubjects(rule)].flatMap(([entry, subject]) => {
    const { principals, at } = entry;
    if (!idle.has(entry)) return [];
    const formerly = [`${rule.id} ${JSON.stringify(principals)}`];
    const message = `an entry of rule \`${rule.id}\` matches no principal${principalHint(principals, everybody.known, accountNames(everybody.ground.organization))}`;
    return [{ at, subject, formerly, message, ...goneOf(principals, everybody) }];
  });
}

/** An entry of one user or role of the account that was deleted; whoever is not of the account may be there and have no access. */
function goneOf(principals: readonly PrincipalSelector[], { ground }: Known): Pick<BaselineReport, 'gone'> {
  const [only, ...others] = principals;
  const name = only && nameIn(only);
  const isOwn = name !== undefined && others.length === 0 && arnFields(name)?.account === ground.account;
  return isOwn ? { gone: { what: 'principal', name } } : {};
}

/** Whom a require names of other accounts is judged by the resource side alone: there, or missing. Access of a whole account is that of its principals. */
function isMet(verb: RuleEntry['verb'], selector: PrincipalSelector, { ground: { account: own }, known, names }: Known): boolean {
  const named = nameIn(selector);
  if (selector.kind === 'arn' && named !== undefined && names.has(named)) return true;
  const account = named === undefined ? undefined : arnFields(named)?.account;
  const isOwn = account !== undefined && account === own;
  if (verb === 'require' && named !== undefined && !isOwn) return true;
  const around = account === undefined || isOwn ? undefined : `account:${account}`;
  return known.some((principal) => selects(selector, principal) || principal.name === around);
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
