// What names in the sources stand for: resources as the plan knows them, and variables, locals and modules as the sources write them.
import type { Ground } from '../ground.ts';
import { type Instance, modulePath, outerModule } from '../instances.ts';
import { isOpenIn } from '../open-values.ts';
import { isNamedByProvider } from '../references.ts';
import type { PlanContext } from '../source-reader.ts';
import { argumentOf, argumentValue, type BodyContext, hasArgument, type ReadTemplate } from './body-value.ts';
import { type Configuration, moduleByCalls, type SourceBody, type SourceModule } from './configuration.ts';
import { type HclBudget, type HclNames, newBudget } from './evaluate.ts';
import { failed, gap, type HclBlock, type HclValue, isGap, object, setOf, textOf, tuple, valueOfJson } from './hcl-value.ts';

/** Where an expression of the sources stands. */
export interface SourcePlace {
  readonly module: string;
  readonly key: string | number | undefined;
  /** The block that it is in, whose `for_each` its `each.value` is of. */
  readonly body: SourceBody;
}

/** One evaluation with everything that it comes by. */
export class SourceNames {
  readonly #configuration: Configuration;
  readonly #plan: PlanContext;
  readonly #read: ReadTemplate;
  readonly #address: string;
  readonly #budget: HclBudget = newBudget();
  readonly #done = new Map<string, HclValue>();
  /** What a plan does not say and the sources do not either, a sentence each. */
  readonly assumed: string[] = [];

  constructor(of: {
    readonly configuration: Configuration;
    readonly plan: PlanContext;
    readonly read: ReadTemplate;
    readonly address: string;
  }) {
    this.#configuration = of.configuration;
    this.#plan = of.plan;
    this.#read = of.read;
    this.#address = of.address;
  }

  /** An argument or the blocks of a name; undefined where the body has none. */
  argument(place: SourcePlace, name: string): HclValue | undefined {
    return hasArgument(place.body, name) ? argumentOf(place.body, name, this.#contextOf(place)) : undefined;
  }

  #contextOf(place: SourcePlace): BodyContext {
    return { names: this.#names(place), budget: this.#budget, read: this.#read };
  }

  #names(place: SourcePlace): HclNames {
    const { module, key } = place;
    return (name) => {
      if (name === 'var') return block(name, (each) => this.#once(`${module} var.${each}`, () => this.#variable(module, each)));
      if (name === 'local') return block(name, (each) => this.#once(`${module} local.${each}`, () => this.#local(module, each)));
      if (name === 'module') return block(name, (each) => this.#once(`${module} module.${each}`, () => this.#module(module, each)));
      if (name === 'data') return block(name, (type) => block(`data.${type}`, (each) => this.#resource(module, `data.${type}.${each}`)));
      if (name === 'count') return typeof key === 'number' ? object([['index', key]]) : gap('count');
      if (name === 'each') return block(name, (each) => this.#each(place, each));
      if (name === 'path' || name === 'terraform' || name === 'self') return block(name, (each) => gap(`${name}.${each}`));
      return block(name, (each) => this.#resource(module, `${name}.${each}`));
    };
  }

  /** A value is worked out once; one that comes to itself is none. */
  #once(what: string, make: () => HclValue): HclValue {
    const before = this.#done.get(what);
    if (before !== undefined) return before;
    this.#done.set(what, gap(`${what.trim()}, which comes to itself`));
    const made = make();
    this.#done.set(what, made);
    return made;
  }

  #sources(module: string): SourceModule | undefined {
    return moduleByCalls(
      this.#configuration,
      modulePath(module).map(({ name }) => name),
    );
  }

  #local(module: string, name: string): HclValue {
    const { locals } = this.#sources(module) ?? {};
    return locals?.has(name)
      ? argumentValue(locals.get(name), this.#contextOf({ module, key: undefined, body: NO_BODY }))
      : gap(`local.${name}`);
  }

  #each({ module, key, body }: SourcePlace, what: string): HclValue {
    if (key === undefined) return gap(`each.${what}`);
    if (what === 'key') return key;
    const items = this.argument({ module, key: undefined, body }, 'for_each') ?? gap('each.value');
    if (typeof items !== 'object' || items === null) return gap('each.value');
    if (items.kind === 'object') return items.entries.get(String(key)) ?? gap(`each.value of ${key}`);
    return items.kind === 'set' ? key : gap(isGap(items) ? items.by : 'each.value');
  }

  #variable(module: string, name: string): HclValue {
    const declared = this.#sources(module)?.variables.get(name) ?? NO_BODY;
    const type = String(declared.get('type') ?? '');
    const typed = (value: HclValue): HclValue => {
      const isSet = /^\$\{set\(/.test(type) && typeof value === 'object' && value?.kind === 'tuple';
      return isSet ? setOf(value.items) : value;
    };
    const isOpen = type.includes('optional(');
    const given = this.#givenTo(module, name, isOpen);
    if (given !== undefined) return typed(given);
    const fallback = this.argument({ module, key: undefined, body: declared }, 'default');
    return fallback === undefined ? gap(`var.${name}`) : typed(isOpen ? opened(fallback) : fallback);
  }

  #givenTo(module: string, name: string, isOpen: boolean): HclValue | undefined {
    if (module === '') {
      const { variables } = this.#plan.instances;
      return Object.hasOwn(variables, name) && variables[name] !== undefined ? valueOfJson(variables[name], isOpen) : undefined;
    }
    const [call, outer] = [modulePath(module).at(-1), outerModule(module)];
    const body = this.#sources(outer)?.calls.get(call?.name ?? '');
    const given = body && this.argument({ module: outer, key: call?.key, body }, name);
    return given !== undefined && isOpen ? opened(given) : given;
  }

  #module(module: string, name: string): HclValue {
    const body = this.#sources(module)?.calls.get(name);
    const inner = `${module === '' ? '' : `${module}.`}module.${name}`;
    const one = (key: string | number | undefined): HclValue => {
      const keyed = key === undefined ? '' : `[${JSON.stringify(key)}]`;
      const sources = this.#sources(`${inner}${keyed}`);
      return block(`module.${name}${keyed}`, (output) =>
        sources
          ? this.#once(`${inner}${keyed} output ${output}`, () => this.#output(sources, `${inner}${keyed}`, output))
          : this.#planned(module, `module.${name}${keyed}.${output}`),
      );
    };
    return this.#instances({ module, key: undefined, body: body ?? NO_BODY }, one);
  }

  /** By `for_each` or `count`; one where there is neither. */
  #instances(place: SourcePlace, one: (key: string | number | undefined) => HclValue): HclValue {
    const each = this.argument(place, 'for_each');
    if (each !== undefined) {
      if (typeof each === 'object' && each?.kind === 'object') return object([...each.entries.keys()].map((key) => [key, one(key)]));
      if (typeof each !== 'object' || each?.kind !== 'set') return gap(isGap(each) ? each.by : 'for_each');
      return object(
        each.items
          .map(textOf)
          .filter((key) => typeof key === 'string')
          .map((key) => [key, one(key)]),
      );
    }
    const count = this.argument(place, 'count');
    if (count === undefined) return one(undefined);
    if (typeof count !== 'number' || count > MOST_INSTANCES) return gap(typeof count === 'object' && isGap(count) ? count.by : 'count');
    return tuple(Array.from({ length: Math.max(0, count) }, (_, index) => one(index)));
  }

  #output({ outputs }: SourceModule, module: string, name: string): HclValue {
    const body = outputs.get(name);
    const value = body && this.argument({ module, key: undefined, body }, 'value');
    return value === undefined ? failed(`an output ${name} that ${module} does not have`) : value;
  }

  /** An output of a module whose sources are not there, by what the plan keeps of it. */
  #planned(module: string, reference: string): HclValue {
    const { values, open } = this.#plan.read.resolve({ references: [reference] }, { module, key: undefined, forEach: undefined }, 'arn');
    const [value] = values;
    if (open.length > 0 || values.length !== 1 || typeof value !== 'string') return gap(reference);
    this.assumed.push(`${this.#address}: ${reference} is taken as ${value}`);
    return value;
  }

  #resource(module: string, resource: string): HclValue {
    const all = this.#plan.instances.of(module, resource);
    const [first] = all;
    if (!first) {
      const body = this.#sources(module)?.resources.get(resource);
      // Of none there is no instance.
      if (!body) return gap(resource);
      const none = this.#instances({ module, key: undefined, body }, () => gap(resource));
      return none;
    }
    if (first.key === undefined) return this.#instance(first);
    if (typeof first.key === 'string') return object(all.map((each) => [String(each.key), this.#instance(each)]));
    const byIndex = new Map(all.map((each) => [Number(each.key), each]));
    const last = [...byIndex.keys()].reduce((a, b) => Math.max(a, b));
    if (last > MOST_INSTANCES) return gap(resource);
    return tuple(
      Array.from({ length: last + 1 }, (_, index) => {
        const at = byIndex.get(index);
        return at ? this.#instance(at) : gap(`${resource}[${index}]`);
      }),
    );
  }

  #instance(instance: Instance): HclBlock {
    return block(instance.address, (name) => this.#once(`${instance.address}.${name}`, () => this.#attribute(instance, name)));
  }

  #attribute(instance: Instance, name: string): HclValue {
    const { address, known, unknown, mode, type, module, key } = instance;
    const isKnown = Object.hasOwn(known, name) && known[name] !== undefined && !isOpenIn(unknown, name);
    if (isKnown) return valueOfJson(known[name]);
    if (mode === 'data' && type === 'aws_iam_policy_document' && (name === 'json' || name === 'minified_json'))
      return this.#document(instance);
    if (mode === 'data') return identity(instance, name, this.#plan.ground) ?? gap(`${address}.${name}`);
    const derived = isDerived(instance, name) ? this.#plan.read.attribute(instance, name) : undefined;
    if (derived !== undefined && derived !== null) return valueOfJson(derived);
    const body = this.#sources(module)?.resources.get(`${type}.${instance.name}`);
    return (body && this.argument({ module, key, body }, name)) ?? gap(`${address}.${name}`);
  }

  #document(instance: Instance): HclValue {
    const made = this.#plan.documentOf(instance);
    if (made.kind === 'unknown') return gap([`${instance.address}: ${made.attribute}`, ...made.open].join(', by '));
    this.assumed.push(...made.assumed);
    return made.text;
  }
}

const NO_BODY: SourceBody = new Map();
const MOST_INSTANCES = 10_000;

function block(name: string, attribute: (name: string) => HclValue): HclBlock {
  return { kind: 'block', name, attribute };
}

/** An object of a type with optional attributes, all the way down. */
function opened(value: HclValue): HclValue {
  if (typeof value !== 'object' || value === null) return value;
  if (value.kind === 'object') {
    return object(
      [...value.entries].map(([key, each]) => [key, opened(each)]),
      true,
    );
  }
  return value.kind === 'tuple' ? tuple(value.items.map(opened)) : value;
}

/** What AWS makes of a name and a path that are known. */
function isDerived(instance: Instance, name: string): boolean {
  const { type, known, unknown } = instance;
  const isOpen = isOpenIn(unknown, 'path') || (isOpenIn(unknown, 'name') && !isNamedByProvider(instance));
  return (
    DERIVED.has(type) &&
    ['arn', 'id', 'name', 'registry_id'].includes(name) &&
    !isOpen &&
    (known[name] === undefined || known[name] === null)
  );
}

const DERIVED: ReadonlySet<string> = new Set(['aws_iam_role', 'aws_iam_user', 'aws_iam_group', 'aws_iam_policy', 'aws_ecr_repository']);

/** What the account says of itself, where the plan has not read it. */
function identity(instance: Instance, name: string, { partition, account, regionOf }: Ground): HclValue | undefined {
  const known: Readonly<Record<string, readonly (readonly [string, string | undefined])[]>> = {
    aws_caller_identity: [['account_id', account]],
    aws_partition: [['partition', partition]],
    aws_region: ['name', 'region', 'id'].map((each) => [each, regionOf(instance)]),
  };
  return Object.hasOwn(known, instance.type) ? known[instance.type]?.find(([each]) => each === name)?.[1] : undefined;
}
