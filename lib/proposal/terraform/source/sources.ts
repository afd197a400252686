// The sources of a plan, asked for what the plan leaves open: what they settle is neither assumed nor unresolved.
import { type Instance, modulePath } from '../instances.ts';
import { isOpenIn, openPart } from '../open-values.ts';
import { type DocumentReading, policyDocumentOf } from '../policy-document.ts';
import type { ReadSources, SourceReading } from '../source-reader.ts';
import { hasArgument, referredIn, templateReader } from './body-value.ts';
import { bodyOf, type Configuration, moduleByCalls, type SourceBody } from './configuration.ts';
import { type HclValue, object, type PlanValue, planValueOf, tuple, valueOfJson } from './hcl-value.ts';
import { SourceNames } from './names.ts';

/** Reads the sources of one plan. */
export function sourcesOf(configuration: Configuration): ReadSources {
  const read = templateReader();
  return (plan) => {
    const bodyAt = ({ module, mode, type, name }: Instance): SourceBody | undefined =>
      moduleByCalls(
        configuration,
        modulePath(module).map((each) => each.name),
      )?.resources.get(`${mode === 'data' ? 'data.' : ''}${type}.${name}`);
    const namesFor = ({ address }: Instance): SourceNames => new SourceNames({ configuration, plan, read, address });

    const attribute = (instance: Instance, name: string): SourceReading | undefined => {
      const body = bodyAt(instance);
      if (!body || !hasArgument(body, name)) return undefined;
      const dynamic = bodyOf(body.get('dynamic'));
      const others =
        dynamic.has(name) || hasDynamic(body.get(name))
          ? []
          : differences(referredIn(body.get(name), read), instance.config?.expressions?.[name]);
      if (others.length > 0) return { kind: 'open', by: [otherSources(others)] };
      const names = namesFor(instance);
      const value = names.argument({ module: instance.module, key: instance.key, body }, name);
      if (value === undefined) return undefined;
      const made = planValueOf(value);
      return made.gaps.length > 0 ? { kind: 'open', by: gapsOf(made) } : { kind: 'settled', value: made.value, assumed: names.assumed };
    };

    const document = (instance: Instance): DocumentReading | undefined => {
      const body = bodyAt(instance);
      // What is known of it as a whole needs no sources.
      if (!body || !ATTRIBUTES.some((name) => isOpenIn(instance.unknown, name))) return undefined;
      return documentFrom({ instance, body, names: namesFor(instance), others: othersOf(instance, body) });
    };
    const othersOf = ({ config }: Instance, body: SourceBody): readonly string[] => {
      const own = new Map([...body].filter(([name]) => !META.has(name)));
      return hasDynamic(own) ? [] : differences(referredIn(Object.fromEntries(own), read), config?.expressions);
    };
    return {
      attribute,
      document,
      isWritten: (instance, name) => {
        const body = bodyAt(instance);
        if (!body || body.has(name)) return body !== undefined;
        const made = namesFor(instance).argument({ module: instance.module, key: instance.key, body }, name);
        // `dynamic` blocks that come to none are as if nobody had written any.
        return typeof made === 'object' && made !== null && !(made.kind === 'tuple' && made.items.length === 0);
      },
    };
  };
}

const META: ReadonlySet<string> = new Set(['for_each', 'count', 'provider', 'depends_on', 'lifecycle']);
const ATTRIBUTES = ['version', 'statement', 'source_policy_documents', 'override_policy_documents'] as const;

interface SourceDocument {
  readonly instance: Instance;
  readonly body: SourceBody;
  readonly names: SourceNames;
  readonly others: readonly string[];
}

function documentFrom({ instance, body, names, others }: SourceDocument): DocumentReading {
  if (others.length > 0) return { kind: 'unknown', attribute: 'json', open: [otherSources(others)] };
  const parts = ATTRIBUTES.flatMap((name) => {
    const value = names.argument({ module: instance.module, key: instance.key, body }, name);
    return value === undefined ? [] : [[name, planValueOf(withPlanned(value, instance, name, hasDynamic(body)))] as const];
  });
  const made = policyDocumentOf(
    {
      ...instance,
      known: Object.fromEntries(parts.map(([name, { value }]) => [name, value])),
      unknown: Object.fromEntries(parts.map(([name, { open }]) => [name, open])),
      config: undefined,
    },
    () => ({ values: [], settled: [], open: parts.flatMap(([, part]) => gapsOf(part)) }),
  );
  if (made.kind === 'document') return { ...made, assumed: names.assumed };
  return { ...made, open: [...new Set(parts.flatMap(([, part]) => gapsOf(part)))] };
}

/** What the plan knows is as the plan has it. `dynamic` statements may be in another order there. */
function withPlanned(value: HclValue, { known, unknown }: Instance, name: string, isDynamic: boolean): HclValue {
  if (!isOpenIn(unknown, name)) return valueOfJson(known[name]);
  const [planned, open] = [known[name], openPart(unknown, name)];
  const isAlike = typeof value === 'object' && value?.kind === 'tuple' && Array.isArray(planned) && planned.length === value.items.length;
  if (name !== 'statement' || isDynamic || !isAlike || !Array.isArray(open)) return value;
  return tuple(
    value.items.map((statement, index) => {
      if (typeof statement !== 'object' || statement?.kind !== 'object') return statement;
      const certain: readonly (readonly [string, HclValue])[] = [...bodyOf(planned[index])]
        .filter(([key]) => !isOpenIn(open[index], key))
        .map(([key, each]) => [key, valueOfJson(each)]);
      return object([...statement.entries, ...certain]);
    }),
  );
}

function gapsOf({ gaps }: PlanValue): readonly string[] {
  return [...new Set(gaps.map(({ by }) => by))];
}

/** What one of the two refers to and the other does not: then the one was not made of the other. */
function differences(written: ReadonlySet<string>, planned: unknown): readonly string[] {
  if (planned === undefined) return [];
  const heads = new Set(plannedHeads(planned));
  return [...[...heads].filter((each) => !written.has(each)), ...[...written].filter((each) => !heads.has(each))].sort();
}

function plannedHeads(planned: unknown): readonly string[] {
  if (typeof planned !== 'object' || planned === null) return [];
  if (Array.isArray(planned)) return planned.flatMap(plannedHeads);
  const references: unknown = Reflect.get(planned, 'references');
  const own = Array.isArray(references) ? references.filter((each) => typeof each === 'string').map(headOf) : [];
  return [...own, ...Object.entries(planned).flatMap(([key, each]) => (key === 'references' ? [] : plannedHeads(each)))];
}

function headOf(reference: string): string {
  return /^(?:data\.[^.[\]]+|[^.[\]]+)\.[^.[\]]+/.exec(reference)?.[0] ?? reference;
}

function otherSources([first = '']: readonly string[]): string {
  return `${first}, which the sources and the plan do not both refer to: give those that the plan was made of`;
}

function hasDynamic(json: unknown): boolean {
  if (json instanceof Map) return json.has('dynamic') || [...json.values()].some(hasDynamic);
  if (typeof json !== 'object' || json === null) return false;
  return Object.hasOwn(json, 'dynamic') || Object.values(json).some(hasDynamic);
}
