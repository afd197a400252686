// The parameters of a template: what somebody gives for them, what the template says of them, and what each is worth.

import { readUniqueJson } from '../../text/json.ts';
import { counted, quoted } from '../../text/quote.ts';
import { didYouMean } from '../../text/suggest.ts';
import { isTreeMap, member, scalarText, type TemplateValue, type Tree, type TreeMap, UnknownValue } from './value.ts';

/** A parameter as it was given; null: as the deployed stack has it. */
export type GivenParameters = ReadonlyMap<string, string | null>;

export type ParametersReading =
  | { readonly kind: 'parameters'; readonly given: GivenParameters }
  /** One line. */
  | { readonly kind: 'problem'; readonly reason: string };

/** Names the stack, which no template does. */
export const STACK_NAME = 'AWS::StackName';

const KEY_VALUE = /^([A-Za-z0-9:]+)=(.*)$/s;

/** The parts of `Key=Value`; undefined for the name of a file. */
export function keyAndValue(text: string): readonly [string, string] | undefined {
  const [, key, value] = KEY_VALUE.exec(text) ?? [];
  return key === undefined || value === undefined ? undefined : [key, value];
}

/** The parameters in the text of a file: the list of the AWS CLI, a list of `Key=Value`, or an object, by itself or below `Parameters`. */
export function readParameters(file: string, text: string): ParametersReading {
  const json = readUniqueJson(text);
  if (json.kind === 'problem') return { kind: 'problem', reason: `${file}:${json.line}: ${json.reason}` };
  // INVARIANT: what JSON can say is a tree.
  const root = json.value as Tree;
  const parameters = isTreeMap(root) ? (member(root, 'Parameters') ?? root) : root;
  const entries = entriesIn(parameters);
  if (entries.includes(undefined))
    return { kind: 'problem', reason: `${file}: expected the list of the AWS CLI, ${EXAMPLE}, or an object such as {"Stage": "prod"}` };
  return { kind: 'parameters', given: new Map(entries.filter((each) => each !== undefined)) };
}

const EXAMPLE = '[{"ParameterKey": "Stage", "ParameterValue": "prod"}]';

type ParameterEntry = readonly [string, string | null];

function entriesIn(parameters: Tree): readonly (ParameterEntry | undefined)[] {
  if (Array.isArray(parameters)) return parameters.map((each: Tree) => entryOf(each));
  return isTreeMap(parameters) ? Object.entries(parameters).map(([key, value]) => pair(key, value)) : [undefined];
}

function entryOf(entry: Tree): ParameterEntry | undefined {
  if (typeof entry === 'string') return keyAndValue(entry);
  if (!isTreeMap(entry)) return undefined;
  const { ParameterKey: key, ParameterValue: value, UsePreviousValue: previous } = entry;
  if (typeof key !== 'string') return undefined;
  return previous === true ? [key, null] : pair(key, value);
}

function pair(key: string, value: Tree | undefined): ParameterEntry | undefined {
  if (Array.isArray(value)) return value.every(isScalar) ? [key, value.join(',')] : undefined;
  return value !== undefined && isScalar(value) ? [key, String(value)] : undefined;
}

function isScalar(tree: Tree): tree is string | number | boolean {
  return typeof tree === 'string' || typeof tree === 'number' || typeof tree === 'boolean';
}

/** What was given that is none of `names`, one line each; AWS would refuse it. */
export function strangeParameters(names: readonly string[], given: GivenParameters): readonly string[] {
  return [...given.keys()]
    .filter((name) => name !== STACK_NAME && !names.includes(name))
    .map((name) => `--parameters: the template has no parameter ${quoted(name)}${didYouMean(name, names) || hint(names)}`);
}

function hint(names: readonly string[]): string {
  return names.length === 0 ? ': it has none' : `: it has ${counted(names.length, 'parameter')}, ${names.slice(0, 5).join(', ')}`;
}

/** What each declared parameter is worth. */
export function parameterValues(declared: TreeMap, given: ReadonlyMap<string, TemplateValue | null>): ReadonlyMap<string, TemplateValue> {
  return new Map(Object.entries(declared).map(([name, tree]) => [name, worthOf(name, isTreeMap(tree) ? tree : {}, given.get(name))]));
}

function worthOf(name: string, declaration: TreeMap, given: TemplateValue | null | undefined): TemplateValue {
  const type = String(declaration['Type'] ?? 'String');
  const moves = { moves: true };
  if (given instanceof UnknownValue) return given;
  if (type.startsWith('AWS::SSM::Parameter::'))
    return new UnknownValue(`parameter ${quoted(name)} is read from Parameter Store at deployment`, moves);
  if (String(declaration['NoEcho']) === 'true') return new UnknownValue(`parameter ${quoted(name)} is NoEcho: nobody is to see its value`);
  if (given === null) return new UnknownValue(`parameter ${quoted(name)} keeps the value of the deployed stack, which no file holds`);
  const value = given ?? treeValue(declaration['Default']);
  if (value === undefined) return new UnknownValue(`parameter ${quoted(name)} has no value: give it as --parameters ${name}=VALUE`);
  if (!isListType(type)) return value;
  if (Array.isArray(value)) return value;
  const text = scalarText(value) ?? '';
  return text === '' ? [] : text.split(',').map((each) => each.trim());
}

function treeValue(tree: Tree | undefined): TemplateValue | undefined {
  return tree === undefined || tree === null || isTreeMap(tree) ? undefined : scalarText(tree);
}

function isListType(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}
