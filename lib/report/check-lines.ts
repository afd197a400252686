// What a check says to people, in words that every format for people shares.
import { CAPABILITIES } from '../model/access.ts';
import { SEVERITIES } from '../model/severity.ts';
import type { DifferenceRow } from '../proposal/difference/difference-rows.ts';
import { counted } from '../text/quote.ts';
import type { CheckAround, CheckResult } from './check-result.ts';
import { leftOutWords } from './completeness.ts';
import { shortPrincipal } from './place-names.ts';
import type { CheckView } from './schema.ts';

const SIGNS = { gained: '+', lost: '-', changed: '~' } as const satisfies Record<DifferenceRow['kind'], string>;

/** A difference in words: who, what with its sign, where. Text of strangers: whoever prints it makes it inert. */
export function differenceWords(row: DifferenceRow, account: string, { names, repositories }: CheckAround) {
  const [first = '', ...others] = row.principals;
  const isEverything = CAPABILITIES.every((capability) => row.capabilities.includes(capability));
  const what = isEverything ? 'everything' : row.capabilities.join(', ');
  const isEvery = row.repositories > 1 && row.repositories === repositories;
  const several = isEvery ? 'every repository' : `${row.repositories} repositories`;
  return {
    who: `${shortPrincipal(first, account, names)}${others.length > 0 ? ` +${others.length}` : ''}`,
    what: `${SIGNS[row.kind]}${what}${row.conditional ? ' (under conditions)' : ''}`,
    where: row.repositories === 1 ? row.first.repository : several,
    region: row.repositories === 1 ? row.first.region : '',
  };
}

/** `gives 3 grants, takes 1, changes none`. */
export function differenceTally({ gained, lost, changed }: CheckView['summary']): string {
  if (gained + lost + changed === 0) return 'no access is given, taken or changed';
  const parts = [
    ...(gained > 0 ? [`gives ${counted(gained, 'grant')}`] : []),
    ...(lost > 0 ? [`takes ${counted(lost, 'grant')}`] : []),
    ...(changed > 0 ? [`changes ${counted(changed, 'grant')}`] : []),
  ];
  return parts.join(', ');
}

/** `opens 2 findings: 1 critical, 1 high; ends 1`. */
export function findingTally({ opened, resolved }: CheckResult['head']): string {
  const words = (findings: typeof opened): string =>
    SEVERITIES.toReversed()
      .map((severity) => [severity, findings.filter((each) => each.severity === severity).length] as const)
      .filter(([, count]) => count > 0)
      .map(([severity, count]) => `${count} ${severity}`)
      .join(', ');
  const parts = [
    ...(opened.length > 0 ? [`opens ${counted(opened.length, 'finding')}: ${words(opened)}`] : []),
    ...(resolved.length > 0 ? [`ends ${counted(resolved.length, 'finding')}: ${words(resolved)}`] : []),
  ];
  return parts.length === 0 ? 'no finding is opened or ended' : parts.join('; ');
}

/** How it ended in a word. */
export function verdictOf({ head }: CheckResult): 'OPENS FINDINGS' | 'UNRESOLVED' | 'INCOMPLETE' | 'NOTHING NEW IS WRONG' {
  if (head.opened.length > 0) return 'OPENS FINDINGS';
  if (head.unresolved.length > 0) return 'UNRESOLVED';
  return head.complete ? 'NOTHING NEW IS WRONG' : 'INCOMPLETE';
}

/** One part of the proposal that could not be read: which, why, and how far that reaches. */
export function unresolvedLine({ address, attribute, why, scope }: CheckView['unresolved'][number]): string {
  return `${address}: ${attribute}: ${why} (unknown: ${scopeWords(scope)})`;
}

function scopeWords({ of, names }: CheckView['unresolved'][number]['scope']): string {
  if (of === 'everything') return 'everything';
  return names.length > 0 ? names.join(', ') : `all ${of}`;
}

/** A heading with its lines. */
export interface CheckSection {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What is not known for certain, each with what it is: what cannot be read, what was not, what was not compared, and what is assumed. */
export function uncertainSections({ unresolved, unread, leftOut, changes }: CheckResult['head']): readonly CheckSection[] {
  const ofAccount = unread.filter(({ api }) => api !== 'proposal');
  return [
    { title: 'Unresolved: nothing is concluded from these', lines: unresolved.map(unresolvedLine) },
    { title: 'Not read', lines: ofAccount.map(({ part, api, code }) => [part, api, code].filter((text) => text !== '').join(', ')) },
    { title: 'Compared in part', lines: leftOut === undefined ? [] : [leftOutWords(leftOut)] },
    { title: 'Assumed', lines: changes.flatMap(({ address, assumed }) => assumed.map((each) => `${address}: ${each}`)) },
  ];
}
