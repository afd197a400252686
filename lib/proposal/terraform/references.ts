// What references of expressions stand for: a plan keeps what an expression refers to, and not what it makes of it.
import type { Ground } from './ground.ts';
import { type Instance, type Instances, modulePath, outerModule } from './instances.ts';
import { isOpenIn } from './open-values.ts';

/** Where an expression stands. */
export interface ExpressionPlace {
  readonly module: string;
  readonly key: string | number | undefined;
  readonly forEach: unknown;
}

/** What an attribute is about, where a reference lost its attribute: names of things, or their ARNs. */
export type WantedValue = 'arn' | 'name' | 'json';

export interface ResolvedValues {
  readonly values: readonly unknown[];
  /** Those of them that the plan knows already. */
  readonly settled: readonly unknown[];
  /** References that nobody can follow. */
  readonly open: readonly string[];
}

/** References of an expression, the longest of each pair: `aws_iam_role.ci.arn` and not `aws_iam_role.ci` beside it. */
export function referencesOf(expression: unknown): readonly string[] {
  const list: unknown = typeof expression === 'object' && expression !== null ? Reflect.get(expression, 'references') : [];
  const all = Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
  const kept: string[] = [];
  for (const each of all) {
    const previous = kept.at(-1);
    if (previous !== undefined && isBeginning(each, previous)) continue;
    kept.push(each);
  }
  return kept.filter((each) => (each !== 'each.key' && each !== 'each.value' && each !== 'count.index') || all.length === 1);
}

function isBeginning(short: string, long: string): boolean {
  return long.startsWith(short) && ['.', '['].includes(long.charAt(short.length));
}

/** The value of a literal expression; undefined where it is none. */
export function constantOf(expression: unknown): unknown {
  return typeof expression === 'object' && expression !== null ? Reflect.get(expression, 'constant_value') : undefined;
}

/** Follows references to values that the plan knows or that follow from it. */
export interface Resolver {
  readonly resolve: (expression: unknown, place: ExpressionPlace, wanted: WantedValue) => ResolvedValues;
  readonly attribute: (instance: Instance, attribute: string) => unknown;
}

interface Asking {
  readonly place: ExpressionPlace;
  readonly wanted: WantedValue;
  readonly depth: number;
}

/** Deeper chains of outputs and inputs nobody writes. */
const DEEPEST = 30;

/** `json` makes the document of a data source that is not read yet. */
export function resolver(instances: Instances, ground: Ground, json: (instance: Instance) => unknown): Resolver {
  const attribute = (instance: Instance, name: string): unknown => {
    const { type, known } = instance;
    if (known[name] !== undefined && known[name] !== null) return known[name];
    if (instance.mode === 'data')
      return type === 'aws_iam_policy_document' && (name === 'json' || name === 'minified_json') ? json(instance) : undefined;
    return derived(instance, name, ground);
  };

  const reference = (text: string, asked: Asking): ResolvedValues => {
    const open = followedNowhere(text);
    const { place, wanted, depth } = asked;
    if (depth > DEEPEST) return open;
    const [head = '', ...rest] = partsOfReference(text);
    if ((head === 'each' && rest[0] === 'key') || head === 'count') return found(text, place.key);
    if (head === 'each') return eachValue(text, rest.slice(1), asked);
    if (head === 'var') return variable(text, rest, asked);
    if (head === 'module') return output(text, rest, asked);
    return head === 'local' || head === 'path' || head === 'terraform' || head === 'self' ? open : ofResource(text, place, wanted);
  };

  const all = (expression: unknown, asked: Asking): ResolvedValues => {
    const constant = constantOf(expression);
    if (constant !== undefined) return settledAs(constant);
    const each = referencesOf(expression).map((one) => reference(one, { ...asked, depth: asked.depth + 1 }));
    return {
      values: each.flatMap(({ values }) => values),
      settled: each.flatMap(({ settled }) => settled),
      open: each.flatMap(({ open }) => open),
    };
  };

  const ofInstances = (text: string, meant: readonly Instance[], [name = '', ...path]: readonly string[]): ResolvedValues => {
    const values = meant.map((each) => path.reduce<unknown>(inside, attribute(each, name)));
    if (values.some((value) => value === undefined || value === null)) return followedNowhere(text);
    const isSettled = ({ known, unknown }: Instance): boolean => (known[name] ?? undefined) !== undefined && !isOpenIn(unknown, name);
    return { values: values.flat(), settled: values.filter((_, index) => meant.slice(index, index + 1).some(isSettled)).flat(), open: [] };
  };

  const eachValue = (text: string, path: readonly string[], { place, wanted }: Asking): ResolvedValues => {
    for (const each of referencesOf(place.forEach)) {
      const [type = '', name = ''] = partsOfReference(each);
      const instance = instances.of(place.module, `${type}.${name}`).find(({ key }) => key === place.key);
      if (instance) return ofInstances(text, [instance], [path[0] ?? wanted]);
    }
    const constant = constantOf(place.forEach);
    if (Array.isArray(constant)) return found(text, place.key);
    const value: unknown = typeof constant === 'object' && constant !== null ? Reflect.get(constant, String(place.key)) : undefined;
    return found(text, path.reduce<unknown>(inside, value));
  };

  const variable = (text: string, [name = '', ...path]: readonly string[], { place, wanted, depth }: Asking): ResolvedValues => {
    if (place.module === '') return found(text, path.reduce<unknown>(inside, instances.variables[name]));
    const call = modulePath(place.module).at(-1);
    const outer = outerModule(place.module);
    const called = call && instances.moduleAt(outer)?.module_calls?.[call.name];
    const expression = called?.expressions?.[name];
    if (expression === undefined)
      return found(text, path.reduce<unknown>(inside, instances.moduleAt(place.module)?.variables?.[name]?.default));
    const forEach: unknown = called && Reflect.get(called, 'for_each_expression');
    return all(expression, { place: { module: outer, key: call?.key, forEach }, wanted, depth });
  };

  const output = (text: string, [name = '', ...path]: readonly string[], { place, wanted, depth }: Asking): ResolvedValues => {
    const [first = '', second = ''] = path;
    const key = first.startsWith('[') ? first : '';
    const module = `${place.module === '' ? '' : `${place.module}.`}module.${name}${key}`;
    const declared = instances.moduleAt(module)?.outputs?.[key === '' ? first : second];
    return declared
      ? all(declared.expression, { place: { module, key: undefined, forEach: undefined }, wanted, depth })
      : followedNowhere(text);
  };

  const ofResource = (text: string, place: ExpressionPlace, wanted: WantedValue): ResolvedValues => {
    const parts = partsOfReference(text);
    const isData = parts[0] === 'data';
    const [type = '', name = '', ...rest] = isData ? parts.slice(1) : parts;
    const among = instances.of(place.module, `${isData ? 'data.' : ''}${type}.${name}`);
    const [first = ''] = rest;
    const isKeyed = first.startsWith('[');
    const path = isKeyed ? rest.slice(1) : rest;
    const one = isKeyed ? among.filter(({ key }) => keyText(key) === first) : among;
    // `x[each.key].arn` has lost the key and the attribute: where this very key is there, it is meant.
    const own = !isKeyed && one.length > 1 && place.key !== undefined ? one.filter(({ key }) => key === place.key) : one;
    const meant = own.length > 0 ? own : one;
    if (meant.length === 0) return followedNowhere(text);
    return ofInstances(text, meant, [path[0] ?? wanted, ...path.slice(1)]);
  };

  return { resolve: (expression, place, wanted) => all(expression, { place, wanted, depth: 0 }), attribute };
}

function followedNowhere(text: string): ResolvedValues {
  return { values: [], settled: [], open: [text] };
}

function settledAs(value: unknown): ResolvedValues {
  const values = [value].flat();
  return { values, settled: values, open: [] };
}

function found(text: string, value: unknown): ResolvedValues {
  return value === undefined || value === null ? followedNowhere(text) : settledAs(value);
}

function inside(value: unknown, part: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const key: unknown = part.startsWith('[') ? JSON.parse(part.slice(1, -1)) : part;
  return Reflect.get(value, String(key));
}

function keyText(key: string | number | undefined): string {
  return key === undefined ? '' : `[${JSON.stringify(key)}]`;
}

/** `aws_iam_role.x["a"].arn` as `aws_iam_role`, `x`, `["a"]`, `arn`. */
function partsOfReference(text: string): readonly string[] {
  return [...text.matchAll(/[^.[\]]+|\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g)].map(([part]) => part);
}

/** Whether the provider makes up the name when it makes the resource, with a prefix or without: the address stands for it. */
export function isNamedByProvider({ type, known, unknown, config }: Instance): boolean {
  if (!PREFIXED.has(type) || typeof known['name'] === 'string' || !isOpenIn(unknown, 'name')) return false;
  return config !== undefined && config.expressions?.['name'] === undefined;
}

const PREFIXED: ReadonlySet<string> = new Set(['aws_iam_role', 'aws_iam_policy']);

/** What AWS will give a resource, where it follows from what the plan knows. */
function derived(instance: Instance, attribute: string, { partition, account, regionOf }: Ground): unknown {
  const { type, known } = instance;
  const name = isNamedByProvider(instance) ? instance.address : known['name'];
  if (typeof name !== 'string') return undefined;
  const path = typeof known['path'] === 'string' ? known['path'] : '/';
  const iam = `arn:${partition}:iam::${account}`;
  const arns: Readonly<Record<string, () => string | undefined>> = {
    aws_iam_role: () => `${iam}:role${path}${name}`,
    aws_iam_user: () => `${iam}:user${path}${name}`,
    aws_iam_group: () => `${iam}:group${path}${name}`,
    aws_iam_policy: () => `${iam}:policy${path}${name}`,
    aws_ecr_repository: () => {
      const region = regionOf(instance);
      return region === undefined ? undefined : `arn:${partition}:ecr:${region}:${account}:repository/${name}`;
    },
  };
  if (attribute === 'arn') return arns[type]?.();
  if (attribute === 'id') return type === 'aws_iam_policy' ? arns[type]?.() : name;
  if (attribute === 'name') return name;
  return attribute === 'registry_id' && type === 'aws_ecr_repository' ? account : undefined;
}
