// Options that several commands have, and how their values are read.
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { FINDING_CODES } from '../model/codes.ts';
import { FINDING_STATES } from '../model/finding.ts';
import { SEVERITIES } from '../model/severity.ts';
import { formatsOf, PRINTED_FORMAT, type ResultKind } from '../report/index.ts';
import { didYouMean } from '../text/suggest.ts';
import { WordOption } from './completion/words.ts';
import type { AlsoOutput } from './files/output.ts';
import { withLiveOptions } from './input/live-options.ts';

export const DEFAULT_BASELINE = 'baseline';

/** For the commands that write an exception. */
export function withTerms(command: Command): Command {
  return command
    .requiredOption('--reason <text>', 'why, for those who read it later')
    .requiredOption('--owner <team>', 'who answers for it')
    .option('--ticket <id>', 'where it was discussed')
    .requiredOption('--expires <time>', 'until when: 90d, 2026-12-31, or an RFC 3339 instant')
    .option('--baseline <path>', 'the baseline: a folder, whose exceptions.yaml it goes to, or its only file', DEFAULT_BASELINE);
}

/** The words of a list that is given once or several times. */
export function listed(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((word) => word.trim())];
}

/** For the commands that print a result in one of several formats. */
export function withOutput(command: Command, kind: ResultKind): Command {
  const formats = formatsOf(kind);
  return command
    .addOption(wordOption('--format <format>', `${formats.join(' or ')} (default: ${PRINTED_FORMAT})`, formats))
    .option('--output <file>', 'write the full result to a file, as JSON unless --format says otherwise');
}

/** Reads `FORMAT=FILE`, given once or several times, of a result that has these formats. */
export function formatFiles(kind: ResultKind): (text: string, before?: readonly AlsoOutput[]) => readonly AlsoOutput[] {
  const formats = formatsOf(kind);
  return (text, before = []) => {
    const [, name = '', path = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (path === '') throw new InvalidArgumentError(`use FORMAT=FILE, such as ${formats.at(-1)}=result`);
    if (before.some((each) => each.path === path)) throw new InvalidArgumentError(`${path} would be written twice`);
    return [...before, { format: oneOf(formats)(name), path }];
  };
}

/** For the commands that work on an account: a saved one, or the live one. */
export function withAccount(command: Command): Command {
  return withLiveOptions(command.option('--snapshot <file>', 'a saved snapshot, .json or .json.gz (default: the live account)'));
}

/** For the commands whose table can be a part of the result. */
export function withFilters(command: Command): Command {
  return command
    .addOption(new WordOption('--severity <list>', 'show causes of one of these severities', SEVERITIES).argParser(listed))
    .addOption(
      new WordOption('--code <list>', 'show causes with a finding of one of these codes: 103 or ECRD-103', FINDING_CODES).argParser(listed),
    )
    .option('--repository <globs>', 'show causes with a finding about one of these repositories', listed)
    .option('--principal <globs>', 'show causes with a finding about one of these principals, by the whole name or its end', listed)
    .addOption(new WordOption('--status <list>', 'show causes with a finding that is one of these', FINDING_STATES).argParser(listed));
}

/** An option that takes one of some words. */
export function wordOption<T extends string>(flags: string, description: string, words: readonly T[]): Option {
  return new WordOption(flags, description, words).argParser(oneOf(words));
}

/** Reads a whole number from 1 on. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('use a whole number from 1 to 999999999');
  return Number(text);
}

/** Reads one of some words; what is none of them is refused. */
export function oneOf<T extends string>(allowed: readonly T[]): (text: string) => T {
  return (text) => {
    const found = allowed.find((each) => each === text);
    if (found === undefined) throw new InvalidArgumentError(didYouMean(text, allowed).slice(2) || `use ${allowed.join(', ')}`);
    return found;
  };
}
