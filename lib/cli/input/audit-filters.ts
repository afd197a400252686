// The options that say which causes of an audit are shown, as a filter.
import { FINDING_CODES } from '../../model/codes.ts';
import { FINDING_STATES, type FindingState } from '../../model/finding.ts';
import { SEVERITIES, type Severity } from '../../model/severity.ts';
import { type AuditFilter, NO_FILTER } from '../../report/audit-filter.ts';
import type { FormatName } from '../../report/index.ts';
import { globNames, isNameOf } from '../../text/name-pattern.ts';
import { didYouMean } from '../../text/suggest.ts';
import { Failure } from '../process/failure.ts';

export interface FilterOptions {
  readonly severity?: readonly string[];
  readonly code?: readonly string[];
  /** Globs, as in a baseline. */
  readonly repository?: readonly string[];
  readonly principal?: readonly string[];
  readonly status?: readonly string[];
}

const NAMES = ['severity', 'code', 'repository', 'principal', 'status'] as const satisfies readonly (keyof FilterOptions)[];

/** The filter that the options make. Throws a Failure for a word that nothing can be. */
export function filterOf(options: FilterOptions): AuditFilter {
  const given = NAMES.flatMap((name) => (options[name] === undefined ? [] : [`--${name} ${options[name].join(',')}`]));
  if (given.length === 0) return NO_FILTER;
  const { severity = [], code = [], repository, principal, status = [] } = options;
  return {
    severities: severity.map((word): Severity => oneOf('--severity', word, SEVERITIES)),
    codes: code.map(codeNamed),
    states: status.map((word): FindingState => oneOf('--status', word, FINDING_STATES)),
    repository: repository && anyOf(repository),
    principal: principal && principalNamed(principal),
    words: given.join(' '),
  };
}

/** `103` is ECRD-103. */
function codeNamed(word: string): string {
  return oneOf('--code', /^\d{3}$/.test(word) ? `ECRD-${word}` : word.toUpperCase(), FINDING_CODES);
}

function oneOf<T extends string>(option: string, word: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === word);
  if (found === undefined) throw new Failure(`${option} \`${word}\` is none${didYouMean(word, allowed) || `: use ${allowed.join(', ')}`}`);
  return found;
}

function anyOf(globs: readonly string[]): (name: string) => boolean {
  const patterns = globs.map(globNames);
  return (name) => patterns.some((pattern) => isNameOf(pattern, name));
}

/** By the whole name, or by what comes last in it: `kurt`, `role/ci/**`, an ARN. */
function principalNamed(globs: readonly string[]): (name: string) => boolean {
  const isMeant = anyOf(globs);
  return (name) => endings(name).some(isMeant);
}

function endings(name: string): readonly string[] {
  const starts = [...name.matchAll(/[:/]/g)].map(({ index }) => name.slice(index + 1));
  return [name, ...starts];
}

/** What is saved or read by programs is whole: a part of an audit that looks like all of it would be believed. Throws a Failure. */
export function refuseFiltered(
  options: FilterOptions & { readonly summary?: boolean; readonly verbose?: boolean },
  format: FormatName | undefined,
): void {
  if (format === undefined || format === 'table') return;
  const given = [...NAMES, 'summary' as const, 'verbose' as const].find((name) => options[name] !== undefined);
  if (given !== undefined)
    throw new Failure(
      `--${given} says what the table shows, and --format ${format} is always whole: leave one of them out, or choose from it yourself`,
    );
}
