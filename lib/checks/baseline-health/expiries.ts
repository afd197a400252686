// What of a baseline ends on some day: entries of rules, exemptions of forbids, exceptions.
import { principalWord } from '../../baseline/match/principal-selector.ts';
import type { Exception, Exemption, Rule, SourceLocation } from '../../model/baseline.ts';
import type { FindingObject } from '../../model/drift.ts';
import type { Instant } from '../../model/ids.ts';
import type { BaselineInput, BaselineReport } from './baseline-check.ts';
import { entrySubjects } from './entry-subjects.ts';
import { isAbout } from './scope.ts';

export interface BaselineExpiry {
  /** In words: `exception \`lab-until-spring\``. */
  readonly what: string;
  /** How many are left until then; not above zero once it is over. */
  readonly days: number;
  /** `2026-12-31`. */
  readonly day: string;
  /** What a finding has to say of it, besides a message. */
  readonly report: Omit<BaselineReport, 'message'>;
}

/** Everything that ends, of rules that are about the account, and of all exceptions. */
export function expiries({ matrix, baseline: { rules, exceptions }, now }: BaselineInput): readonly BaselineExpiry[] {
  const about = rules.filter((rule) => isAbout(rule, matrix.account.snapshot));
  const dated = [
    ...about.flatMap(entriesOf),
    ...about.flatMap((rule) => rule.entries.flatMap(({ except }) => except.map((each) => exemptionOf(rule, each)))),
    ...exceptions.map(exceptionOf),
  ];
  return dated.map((each) => expiryOf(each, now));
}

interface Dated {
  readonly what: string;
  readonly subject: FindingObject;
  /** What the version before said in its place, where that was something else. */
  readonly formerly?: string;
  readonly expires: Instant;
  readonly at: SourceLocation;
}

function entriesOf(rule: Rule): readonly Dated[] {
  if (rule.entries.every(({ expires }) => expires === undefined)) return [];
  return [...entrySubjects(rule)].flatMap(([{ expires, at }, subject]) => {
    return expires === undefined ? [] : [{ what: `an entry of rule \`${rule.id}\``, subject, expires, at }];
  });
}

function exemptionOf({ id }: Rule, { principals, expires, at }: Exemption): Dated {
  const words = principals.map(principalWord);
  const what = `an \`except\` of rule \`${id}\` for ${words.join(', ')}`;
  const sorted = words.toSorted();
  return { what, subject: ['except', id, ...sorted], formerly: `except of ${id} ${JSON.stringify(sorted)}`, expires, at };
}

function exceptionOf({ id, expires, at }: Exception): Dated {
  return { what: `exception \`${id}\``, subject: ['exception', id], formerly: `exception ${id}`, expires, at };
}

const DAY = 24 * 60 * 60 * 1000;

function expiryOf({ what, subject, formerly: before, expires, at }: Dated, now: Instant): BaselineExpiry {
  const days = (Date.parse(expires) - Date.parse(now)) / DAY;
  const formerly = [...(before === undefined ? [] : [before]), `${what} ${expires}`];
  return { what, days, day: expires.slice(0, 10), report: { at, subject, formerly, date: expires } };
}
