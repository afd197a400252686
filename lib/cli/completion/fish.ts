// The completion of fish.
import type { CommandWords, OptionWords, Value } from './words.ts';

/** A script: `ecr-drift completion fish > ~/.config/fish/completions/ecr-drift.fish`. */
export function fishScript(commands: readonly CommandWords[]): string {
  return `# fish completion of ecr-drift: put it into ~/.config/fish/completions as ecr-drift.fish
complete -c ecr-drift -f
${commands.flatMap((each) => linesOf(each)).join('\n')}
`;
}

function linesOf(command: CommandWords): readonly string[] {
  const { path, options, commands, argument } = command;
  const isHere = `-n ${quoted(conditionOf(command))}`;
  return [
    ...commands.map(({ name, description }) => `complete -c ecr-drift ${isHere} -a ${name} -d ${quoted(description)}`),
    ...options.map((option) => `complete -c ecr-drift -n ${quoted(seen(path))} ${optionWords(option)}`),
    ...argumentWords(argument).map((words) => `complete -c ecr-drift ${isHere} ${words}`),
  ];
}

/** The command was given, and none of those below it. */
function conditionOf({ path, commands }: CommandWords): string {
  const names = commands.map(({ name }) => name).join(' ');
  if (path.length === 0) return '__fish_use_subcommand';
  return names === '' ? seen(path) : `${seen(path)}; and not __fish_seen_subcommand_from ${names}`;
}

function seen(path: readonly string[]): string {
  return path.length === 0 ? '__fish_use_subcommand' : path.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
}

function optionWords({ long, description, value }: OptionWords): string {
  return `-l ${long.slice(2)} ${takes(value)}-d ${quoted(description)}`;
}

function takes(value: Value): string {
  switch (value.kind) {
    case 'none':
      return '';
    case 'text':
      return '-x ';
    case 'path':
      return '-r -F ';
    case 'words':
      return `-x -a ${quoted(value.words.join(' '))} `;
  }
}

function argumentWords(value: Value): readonly string[] {
  if (value.kind === 'path') return ['-F'];
  return value.kind === 'words' ? [`-a ${quoted(value.words.join(' '))}`] : [];
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
