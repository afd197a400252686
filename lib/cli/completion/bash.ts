// The completion of bash, of version 3.2 and later, without the package bash-completion.
import type { CommandWords, Value } from './words.ts';

/** A script to be sourced: `source <(ecr-drift completion bash)`. */
export function bashScript(commands: readonly CommandWords[]): string {
  const paths = commands.filter(({ path }) => path.length > 0);
  return `# bash completion of ecr-drift: source <(ecr-drift completion bash)
_ecr_drift() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= i
  # The shell splits --format=json into three words.
  if [[ $cur == = ]]; then cur=
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command/\${COMP_WORDS[i]}" in
      ${paths.map(({ path }) => `/${path.join('/')}`).join(' | ')}) command="$command/\${COMP_WORDS[i]}" ;;
    esac
  done
  COMPREPLY=()
  case "$command $prev" in
${commands.flatMap(optionLines).join('\n')}
  esac
  case "$command" in
${commands.map(wordLine).join('\n')}
  esac
}
# Where nothing is offered, names of files are.
complete -o default -F _ecr_drift ecr-drift
`;
}

/** After an option that takes a value: known words, or what the shell itself completes. */
function optionLines({ path, options }: CommandWords): readonly string[] {
  return options.flatMap(({ long, value }) =>
    value.kind === 'none' ? [] : [`    '${keyOf(path)} ${long}') ${repliedWith(value)}return ;;`],
  );
}

function repliedWith(value: Value): string {
  return value.kind === 'words' ? `COMPREPLY=($(compgen -W '${value.words.join(' ')}' -- "$cur")); ` : '';
}

/** Options where one has begun; else commands, known arguments, or what the shell itself completes. */
function wordLine({ path, options, commands, argument }: CommandWords): string {
  const words = [...commands.map(({ name }) => name), ...(argument.kind === 'words' ? argument.words : [])];
  const flags = options.map(({ long }) => long).join(' ');
  const reply = (offered: string): string => `COMPREPLY=($(compgen -W '${offered}' -- "$cur"))`;
  const others = words.length > 0 ? ` else ${reply(words.join(' '))};` : '';
  return `    '${keyOf(path)}') if [[ $cur == -* ]]; then ${reply(flags)};${others} fi ;;`;
}

function keyOf(path: readonly string[]): string {
  return path.map((name) => `/${name}`).join('');
}
