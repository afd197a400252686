// A part of a template worked out: every function replaced by its value, as far as anybody but AWS can tell.
import { quoted } from '../../text/quote.ts';
import { badForm, INTRINSICS } from './intrinsics.ts';
import {
  isTreeMap,
  isValueMap,
  joined,
  member,
  scalarText,
  type TemplateValue,
  type Tree,
  type TreeMap,
  UnknownValue,
  type ValueMap,
} from './value.ts';

/** What functions ask of the template that they stand in. */
export interface TemplateScope {
  /** What `Ref` gives. */
  readonly reference: (name: string) => TemplateValue | undefined;
  readonly attribute: (id: string, name: string) => TemplateValue;
  readonly condition: (name: string) => boolean | UnknownValue;
  /** What another stack exports, where that stack is there. */
  readonly exported: (name: string) => TemplateValue | undefined;
  /** `Mappings`. */
  readonly mappings: TreeMap;
}

/** The value of a part of a template; undefined where it is `AWS::NoValue`. */
export function evaluate(tree: Tree, at: TemplateScope): TemplateValue | undefined {
  if (typeof tree === 'string') return tree.includes('{{resolve:') ? resolved(tree) : tree;
  if (Array.isArray(tree)) return tree.map((each) => evaluate(each, at)).filter((each) => each !== undefined);
  if (!isTreeMap(tree)) return tree as Exclude<typeof tree, readonly Tree[]>;
  const call = callIn(tree);
  if (call) return called(call, at);
  const entries = Object.entries(tree).map(([key, each]) => [key, evaluate(each, at)] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, TemplateValue] => entry[1] !== undefined));
}

function resolved(text: string): UnknownValue {
  const service = /\{\{resolve:([a-z-]+)/.exec(text)?.[1] ?? '';
  return new UnknownValue(`a dynamic reference${service ? ` to ${service}` : ''} is read at deployment`, { moves: true });
}

/** A function with what it is given. */
export interface Call {
  readonly name: string;
  readonly argument: Tree;
  /** Keys beside it, which AWS refuses. */
  readonly others: number;
}

/** The function that an object is; undefined where it is data. */
export function callIn(tree: TreeMap): Call | undefined {
  const keys = Object.keys(tree);
  const name = keys.find((key) => key.startsWith('Fn::')) ?? (keys.length === 1 ? keys.find((key) => key === 'Ref') : undefined);
  const argument = name === undefined ? undefined : tree[name];
  return name === undefined || argument === undefined ? undefined : { name, argument, others: keys.length - 1 };
}

function called({ name, argument, others }: Call, at: TemplateScope): TemplateValue | undefined {
  if (others > 0) return new UnknownValue(`${quoted(name)} stands beside other keys`);
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? at.reference(argument) : badForm('Ref', 'a name');
    case 'Fn::GetAtt':
      return attributeOf(argument, at);
    case 'Fn::Sub':
      return substituted(argument, at);
    case 'Fn::If':
      return chosen(argument, at);
    case 'Fn::FindInMap':
      return mapped(argument, at);
    case 'Fn::And':
    case 'Fn::Or':
    case 'Fn::Not':
    case 'Fn::Equals':
      return judged({ [name]: argument }, at);
  }
  const pure = INTRINSICS.get(name);
  if (!pure) return new UnknownValue(`${quoted(name)} is not worked out`);
  const value = evaluate(argument, at);
  const imported = name === 'Fn::ImportValue' ? at.exported(scalarText(value) ?? '') : undefined;
  if (imported !== undefined) return imported;
  return value === undefined ? badForm(name, 'a value') : pure(value);
}

function attributeOf(argument: Tree, at: TemplateScope): TemplateValue {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return dot < 0 ? badForm('Fn::GetAtt', 'a logical id and an attribute') : at.attribute(argument.slice(0, dot), argument.slice(dot + 1));
  }
  const [id, attribute = ''] = Array.isArray(argument) ? argument : [];
  const name = evaluate(attribute, at);
  if (name instanceof UnknownValue) return name;
  if (typeof id !== 'string' || typeof name !== 'string') return badForm('Fn::GetAtt', 'a logical id and an attribute');
  return at.attribute(id, name);
}

/** `${Name}`, `${Id.Attribute}` and `${!Literal}` in the text of a Sub. */
export const SUBSTITUTION = /\$\{([^{}]*)\}/g;

function substituted(argument: Tree, at: TemplateScope): TemplateValue {
  const [template, own] = Array.isArray(argument) ? argument : [argument, undefined];
  if (typeof template !== 'string' || (own !== undefined && !isTreeMap(own))) return badForm('Fn::Sub', 'a text, or a text and an object');
  const parts: TemplateValue[] = [];
  let end = 0;
  for (const { 0: whole, 1: inside = '', index } of template.matchAll(SUBSTITUTION)) {
    const literal = template.slice(end, index);
    parts.push(literal.includes('{{resolve:') ? resolved(literal) : literal, placeholder(inside.trim(), own, at));
    end = index + whole.length;
  }
  const rest = template.slice(end);
  return joined([...parts, rest.includes('{{resolve:') ? resolved(rest) : rest], '');
}

function placeholder(name: string, own: TreeMap | undefined, at: TemplateScope): TemplateValue {
  if (name.startsWith('!')) return `\${${name.slice(1)}}`;
  const given = member(own, name);
  if (given !== undefined) return evaluate(given, at) ?? '';
  const dot = name.indexOf('.');
  return (dot < 0 ? at.reference(name) : at.attribute(name.slice(0, dot), name.slice(dot + 1))) ?? '';
}

function chosen(argument: Tree, at: TemplateScope): TemplateValue | undefined {
  const [name, yes = null, no = null] = Array.isArray(argument) ? argument : [];
  if (typeof name !== 'string' || !Array.isArray(argument) || argument.length !== 3) return badForm('Fn::If', 'a condition and two values');
  const holds = at.condition(name);
  if (!(holds instanceof UnknownValue)) return evaluate(holds ? yes : no, at);
  const [one, other] = [evaluate(yes, at), evaluate(no, at)];
  return JSON.stringify(one) === JSON.stringify(other)
    ? one
    : new UnknownValue(`condition ${quoted(name)} is not known: ${holds.why}`, holds.parts);
}

function mapped(argument: Tree, at: TemplateScope): TemplateValue | undefined {
  const [map, top, second, options] = Array.isArray(argument) ? argument.map((each) => evaluate(each, at)) : [];
  const keys = [map, top, second];
  const unknown = keys.find((key) => key instanceof UnknownValue);
  if (unknown instanceof UnknownValue) return new UnknownValue(unknown.why, { moves: unknown.parts.moves === true });
  const [name, first, last] = keys.map(scalarText);
  if (name === undefined || first === undefined || last === undefined) return badForm('Fn::FindInMap', 'a map and two keys');
  const inMap = member(at.mappings, name);
  const inFirst = isTreeMap(inMap) ? member(inMap, first) : undefined;
  const found = isTreeMap(inFirst) ? member(inFirst, last) : undefined;
  if (found !== undefined) return evaluate(found, at);
  const fallback: TemplateValue | undefined = isValueMap(options) ? member<TemplateValue>(options, 'DefaultValue') : undefined;
  return (
    fallback ?? new UnknownValue(`the mapping ${quoted(name)} has no ${quoted(first)}, ${quoted(last)}: AWS would refuse the template`)
  );
}

/** Whether the expression of a condition holds. */
export function judged(tree: Tree, at: TemplateScope): boolean | UnknownValue {
  const [[name, argument] = ['', null], ...others] = isTreeMap(tree) ? Object.entries(tree) : [];
  const list: readonly Tree[] = Array.isArray(argument) ? argument : [argument];
  if (others.length > 0) return badForm(name, 'to stand alone');
  switch (name) {
    case 'Condition':
      return typeof argument === 'string' ? at.condition(argument) : badForm('Condition', 'the name of a condition');
    case 'Fn::And':
      return every(list.map((each) => judged(each, at)));
    case 'Fn::Or':
      return opposite(every(list.map((each) => opposite(judged(each, at)))));
    case 'Fn::Not':
      return opposite(judged(list[0] ?? null, at));
    case 'Fn::Equals': {
      const [one, other] = list.map((each) => evaluate(each, at));
      const unknown = [one, other].find((each) => each instanceof UnknownValue);
      if (unknown instanceof UnknownValue) return unknown;
      return comparable(one) === comparable(other);
    }
    default:
      return new UnknownValue(`a condition is not worked out: ${quoted(name)}`);
  }
}

function comparable(value: TemplateValue | undefined): string {
  return scalarText(value) ?? JSON.stringify(value ?? null);
}

/** False where one is, whatever is not known of the others. */
function every(all: readonly (boolean | UnknownValue)[]): boolean | UnknownValue {
  if (all.includes(false)) return false;
  return all.find((each) => each instanceof UnknownValue) ?? true;
}

function opposite(value: boolean | UnknownValue): boolean | UnknownValue {
  return value instanceof UnknownValue ? value : !value;
}

/** The properties of a resource as far as they are an object. */
export function valuesIn(tree: Tree | undefined, at: TemplateScope): ValueMap | UnknownValue {
  const value = tree === undefined ? {} : evaluate(tree, at);
  if (value instanceof UnknownValue) return value;
  return isValueMap(value) ? value : {};
}
