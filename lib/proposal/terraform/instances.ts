// The resources of a plan by address, with what is known of each: what the plan says, and what follows from it before anything is applied.
import type { ConfigModule, ConfigResource, ResourceChange, TerraformPlan } from './plan.ts';
import { resourcesIn } from './plan.ts';

export type Attributes = Readonly<Record<string, unknown>>;

export interface Instance {
  readonly address: string;
  /** Empty for the root module. */
  readonly module: string;
  readonly type: string;
  readonly name: string;
  readonly key: string | number | undefined;
  readonly mode: string;
  /** After the plan; where something is not known, it lacks the key or has null. */
  readonly known: Attributes;
  readonly unknown: unknown;
  readonly config: ConfigResource | undefined;
}

export interface Instances {
  readonly all: readonly Instance[];
  readonly at: (address: string) => Instance | undefined;
  /** All instances of what a module calls `TYPE.NAME`. */
  readonly of: (module: string, resource: string) => readonly Instance[];
  readonly moduleAt: (module: string) => ConfigModule | undefined;
  readonly variables: Attributes;
}

/** Everything that the plan speaks of: what changes, what stays, and data that was read. */
export function instancesOf(plan: TerraformPlan): Instances {
  const root = plan.configuration?.root_module;
  const found = new Map<string, Instance>();
  const moduleAt = (module: string): ConfigModule | undefined =>
    modulePath(module).reduce<ConfigModule | undefined>((at, { name }) => at?.module_calls?.[name]?.module, root);
  const configOf = (module: string, mode: string, type: string, name: string): ConfigResource | undefined =>
    moduleAt(module)?.resources?.find((each) => each.mode === mode && each.type === type && each.name === name);
  const stored = [...resourcesIn(plan.prior_state?.values?.root_module), ...resourcesIn(plan.planned_values?.root_module)];
  for (const { address, mode, type, values } of stored) {
    const { module, name, key } = partsOf(address, mode);
    const before = found.get(address);
    if (mode === 'managed' && before) continue;
    found.set(address, {
      address,
      module,
      type,
      name,
      key,
      mode,
      known: values ?? {},
      unknown: {},
      config: configOf(module, mode, type, name),
    });
  }
  const deferred = (plan.deferred_changes ?? []).map(({ resource_change: each }) => each);
  for (const each of [...(plan.resource_changes ?? []), ...deferred]) {
    // Beside it the address has the object that is meant by it.
    if (each.deposed !== undefined) continue;
    const { address, module_address: module = '', mode, type, name, index } = each;
    const { after, after_unknown: unknown } = each.change;
    if (!after && isGone(each)) found.delete(address);
    else
      found.set(address, {
        ...{ address, module, type, name, key: index, mode },
        known: after ?? {},
        unknown: unknown ?? {},
        config: configOf(module, mode, type, name),
      });
  }
  const byResource = new Map<string, Instance[]>();
  for (const each of found.values()) {
    const key = `${each.module} ${each.mode === 'data' ? 'data.' : ''}${each.type}.${each.name}`;
    byResource.set(key, [...(byResource.get(key) ?? []), each]);
  }
  return {
    all: [...found.values()],
    at: (address) => found.get(address),
    of: (module, resource) => byResource.get(`${module} ${resource}`) ?? [],
    moduleAt,
    variables: Object.fromEntries(Object.entries(plan.variables ?? {}).map(([name, { value }]) => [name, value])),
  };
}

function isGone({ change }: ResourceChange): boolean {
  return change.actions.includes('delete');
}

/** `module.a["k"].module.b` as its calls. */
export function modulePath(module: string): readonly { readonly name: string; readonly key: string | number | undefined }[] {
  return [...module.matchAll(/module\.([\w-]+)(?:\[("(?:[^"\\]|\\.)*"|\d+)\])?/g)].map(([, name = '', key]) => ({ name, key: keyOf(key) }));
}

/** The module that holds a module. */
export function outerModule(module: string): string {
  const last = module.lastIndexOf('.module.');
  return last < 0 ? '' : module.slice(0, last);
}

function keyOf(text: string | undefined): string | number | undefined {
  if (text === undefined) return undefined;
  return text.startsWith('"') ? String(JSON.parse(text)) : Number(text);
}

function partsOf(
  address: string,
  mode: string,
): { readonly module: string; readonly name: string; readonly key: string | number | undefined } {
  const parts = /^(?:(module\..*?)\.)?(?:data\.)?([\w-]+)\.([\w-]+)(?:\[("(?:[^"\\]|\\.)*"|\d+)\])?$/.exec(
    mode === 'data' ? address.replace(/(^|\.)data\.(?=[\w-]+\.[\w-]+(?:\[|$))/, '$1') : address,
  );
  const [, module = '', , name = '', key] = parts ?? [];
  return { module, name, key: keyOf(key) };
}
