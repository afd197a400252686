// The inputs of the action as arguments of the program: one argument each, whatever is in them.
import { quoted } from '../lib/text/quote.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Inputs that are one value, by their name, which is that of the option as well. */
const SINGLE = [
  'previous',
  'terraform-source',
  'snapshot',
  'base',
  'deployment',
  'role-arn',
  'external-id',
  'region',
  'baseline',
  'fail-on',
];
/** Inputs that are several values, one a line. */
const SEVERAL = ['terraform', 'cloudformation', 'parameters', 'repository-policy', 'registry-policy', 'identity-policy'];
/** Names that `regions` has are separated by commas on the command line. */
const REGIONS = 'regions';

/** The arguments of `ecr-drift check`; an empty input is none. Each is `--option=value`, so that no value can be taken for an option. */
export function checkArguments(environment: Environment): readonly string[] {
  const several = SEVERAL.flatMap((name) => linesOf(inputOf(environment, name)).map((value) => `--${name}=${value}`));
  const single = SINGLE.flatMap((name) => optionOf(name, inputOf(environment, name)));
  const regions = inputOf(environment, REGIONS)
    .split(/[\s,]+/)
    .filter((name) => name !== '');
  return ['check', ...several, ...single, ...optionOf(REGIONS, regions.join(','))];
}

/** The value of an input, without the blanks around it. */
export function inputOf(environment: Environment, name: string): string {
  return (environment[`INPUT_${name.replaceAll('-', '_').toUpperCase()}`] ?? '').trim();
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._]*(?:-[A-Za-z0-9._]+)*$/;
const LONGEST_ID = 60;

/** Which of the comments of a pull request this is; undefined where the input is no id, as `idProblem` says. */
export function commentId(environment: Environment): string | undefined {
  const id = inputOf(environment, 'id') || 'default';
  return ID.test(id) && id.length <= LONGEST_ID ? id : undefined;
}

/** Why the input `id` is none. */
export function idProblem(environment: Environment): string {
  return `the input id ${quoted(inputOf(environment, 'id'))} is no id: use letters, digits, dots, underscores and single hyphens, at most ${LONGEST_ID}`;
}

function optionOf(name: string, value: string): readonly string[] {
  return value === '' ? [] : [`--${name}=${value}`];
}

function linesOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
