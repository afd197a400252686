// The completion of zsh, for a folder of `fpath` or to be sourced.
import type { CommandWords, OptionWords, Value } from './words.ts';

/** A script: `ecr-drift completion zsh > "${fpath[1]}/_ecr-drift"`, or `source <(ecr-drift completion zsh)` after `compinit`. */
export function zshScript(commands: readonly CommandWords[]): string {
  return `#compdef ecr-drift
# zsh completion of ecr-drift: put it into a folder of fpath as _ecr-drift, or source it after compinit.
${commands.map(functionOf).join('\n')}
if [[ "\${funcstack[1]}" == _ecr-drift ]]; then _ecr_drift "$@"; else compdef _ecr_drift ecr-drift; fi
`;
}

function functionOf({ path, options, commands, argument }: CommandWords): string {
  const specs = options.map(optionSpec);
  const name = nameOf(path);
  if (commands.length === 0)
    return `${name}() {\n  _arguments -S ${[...specs, ...argumentSpec(argument)].map(quoted).join(' \\\n    ')}\n}`;
  const described = commands.map((each) => quoted(`${each.name}:${each.description.replaceAll(':', '\\:')}`));
  return `${name}() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  _arguments -C ${[...specs, '1: :->command', '*:: :->rest'].map(quoted).join(' \\\n    ')}
  case $state in
    command)
      local -a names=(${described.join(' ')})
      _describe command names ;;
    rest)
      case $line[1] in
${commands.map((each) => `        ${each.name}) ${nameOf([...path, each.name])} ;;`).join('\n')}
      esac ;;
  esac
}`;
}

function nameOf(path: readonly string[]): string {
  return ['_ecr_drift', ...path].join('_');
}

/** `--format[table or json]:value:(table json)`. */
function optionSpec({ long, description, value }: OptionWords): string {
  const text = description.replaceAll(/[[\]:\\]/g, (char) => `\\${char}`);
  // `=`: the value may also be joined to it.
  return value.kind === 'none' ? `${long}[${text}]` : `${long}=[${text}]:value:${actionOf(value)}`;
}

function argumentSpec(value: Value): readonly string[] {
  return value.kind === 'none' ? [] : [`*:value:${actionOf(value)}`];
}

function actionOf(value: Value): string {
  if (value.kind === 'words') return `(${value.words.join(' ')})`;
  return value.kind === 'path' ? '_files' : ' ';
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
