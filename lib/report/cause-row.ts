// A cause in one row: who can, or cannot, do what where; by which code it is explained, and by which id it is shown.
import type { Direction } from './direction.ts';
import { type AccountNames, shortPrincipal } from './place-names.ts';
import type { PresentCause } from './present.ts';
import type { CauseView, FindingView } from './schema.ts';
import { EVERY, type WhoWhat, whoWhat } from './who-what.ts';

export interface CauseRow {
  readonly severity: CauseView['severity'];
  readonly direction: Direction;
  readonly who: string;
  /** With its sign: `+push, retag`, `-pull`; what it is where it is about no access. */
  readonly what: string;
  readonly where: string;
  /** Empty where it is about several, or about none. */
  readonly region: string;
  /** Of its gravest finding. */
  readonly code: string;
  /** The full id. */
  readonly id: string;
  /** Accepted, or not verified: empty where it simply is so. */
  readonly standing: string;
}

export interface RowContext {
  readonly account: string;
  readonly names: AccountNames;
  /** How many repositories there are; undefined where nobody said. */
  readonly repositories: number | undefined;
}

/** What a row says of a cause. Text of strangers: whoever prints it makes it inert. */
export function causeRow({ cause, findings }: PresentCause, context: RowContext): CauseRow {
  const said = whoWhat(findings);
  const { direction, told, shown } = said;
  return {
    severity: cause.severity,
    direction,
    who: whoIn(said, context),
    what: whatIn(said),
    where: whereIn(cause, told, context),
    region: sole(regionsOf(told)) ?? '',
    code: shown.code,
    id: cause.id,
    standing: standingOf(findings),
  };
}

/** The one value that all have, or undefined. */
function sole(values: readonly string[]): string | undefined {
  const distinct = new Set(values);
  return distinct.size === 1 ? values[0] : undefined;
}

/** Somebody who stands for all of them, and how many others there are. */
function whoIn({ principal, others }: WhoWhat, { account, names }: RowContext): string {
  if (principal === undefined) return '';
  return `${shortPrincipal(principal, account, names)}${others > 0 ? ` +${others}` : ''}`;
}

const SIGNS = { gained: '+', lost: '-', neither: '' } as const satisfies Record<Direction, string>;

function whatIn({ direction, shown, capabilities, isEverything }: WhoWhat): string {
  if (capabilities.length === 0) return `${SIGNS[direction]}${inWords(shown.name)}`;
  return `${SIGNS[direction]}${isEverything ? 'everything' : someOf(capabilities)}`;
}

const MOST_NAMED = 2;

function someOf(words: readonly string[]): string {
  const shown = words.slice(0, words.length > MOST_NAMED + 1 ? MOST_NAMED : words.length);
  return `${shown.join(', ')}${words.length > shown.length ? ` +${words.length - shown.length}` : ''}`;
}

/** `OrphanedPrincipal` as `orphaned principal`. */
function inWords(name: string): string {
  return name
    .replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

function whereIn({ kind, repositories }: CauseView, findings: readonly FindingView[], context: RowContext): string {
  if (repositories > 1) return repositories === context.repositories ? 'every repository' : `${repositories} repositories`;
  const part = sole(findings.map(({ evidence }) => evidence.unread?.part ?? ''));
  if (part !== undefined && part !== '') return part;
  const named = findings.flatMap(({ repository }) => (repository === null || repository === EVERY ? [] : [repository]));
  const everywhere = findings.flatMap(({ evidence }) => evidence.repositories ?? []).map(({ repository }) => repository);
  const [only] = [...named, ...everywhere];
  return only ?? sole(regionsOf(findings)) ?? ruleOf(findings) ?? (kind === 'rule' ? 'the baseline' : '');
}

/** What is about the baseline is in no region. */
function ruleOf([first]: readonly FindingView[]): string | undefined {
  const rule = first?.evidence.rule;
  return rule && `rule ${rule.id}`;
}

function regionsOf(findings: readonly FindingView[]): readonly string[] {
  return findings.flatMap(({ region }) => (region === null || region === EVERY ? [] : [region]));
}

function standingOf(findings: readonly FindingView[]): string {
  if (findings.every(({ acceptance }) => acceptance !== null)) return 'accepted';
  return findings.some(({ unverifiedSince }) => unverifiedSince !== undefined) ? 'not verified' : '';
}
