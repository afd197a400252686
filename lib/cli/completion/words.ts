// What there is to complete: the commands with their options, as the program itself lists them.
import { type Command, Option } from 'commander';

/** An option whose values are known words: what it takes is refused elsewhere, and offered here. */
export class WordOption extends Option {
  readonly words: readonly string[];

  constructor(flags: string, description: string, words: readonly string[]) {
    super(flags, description);
    this.words = words;
  }
}

/** What follows an option, or stands where an argument is. */
export type Value =
  | { readonly kind: 'none' }
  | { readonly kind: 'text' }
  | { readonly kind: 'path' }
  | { readonly kind: 'words'; readonly words: readonly string[] };

export interface OptionWords {
  /** `--format`. */
  readonly long: string;
  readonly description: string;
  readonly value: Value;
}

export interface CommandWords {
  /** `['baseline', 'capture']`; empty for the program. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly OptionWords[];
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly argument: Value;
}

/** The program and every command below it. Options of the program may stand after each of them. */
export function commandWords(root: Command): readonly CommandWords[] {
  return below(
    root,
    [],
    optionsOf(root).filter(({ long }) => long !== VERSION),
  );
}

function below(command: Command, path: readonly string[], shared: readonly OptionWords[]): readonly CommandWords[] {
  const own: CommandWords = {
    path,
    description: command.description(),
    options: [...(path.length === 0 ? optionsOf(command) : [...optionsOf(command), ...shared]), HELP],
    commands: command.commands.map((each) => ({ name: each.name(), description: each.description() })),
    argument: argumentOf(command),
  };
  return [own, ...command.commands.flatMap((each) => below(each, [...path, each.name()], shared))];
}

/** Only the program has a version. */
const VERSION = '--version';

const HELP: OptionWords = { long: '--help', description: 'display help for command', value: { kind: 'none' } };

function optionsOf({ options }: Command): readonly OptionWords[] {
  return options.flatMap((option) => (option.long ? [{ long: option.long, description: option.description, value: takenBy(option) }] : []));
}

function takenBy(option: Option): Value {
  if (option instanceof WordOption) return { kind: 'words', words: option.words };
  if (!option.required && !option.optional) return { kind: 'none' };
  return /<(?:file|path|folder)>/.test(option.flags) ? { kind: 'path' } : { kind: 'text' };
}

const PATHS: ReadonlySet<string> = new Set(['file', 'path', 'before', 'after']);

function argumentOf(command: Command): Value {
  const [first] = command.registeredArguments;
  if (first === undefined) return { kind: 'none' };
  if (first.argChoices !== undefined) return { kind: 'words', words: first.argChoices };
  return PATHS.has(first.name()) ? { kind: 'path' } : { kind: 'text' };
}
