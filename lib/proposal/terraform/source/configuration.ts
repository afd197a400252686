// The sources of a configuration by folder: what its files hold, put together, and which folder a module is in.

/** The arguments and nested blocks of a block as `hcl2json` has them: expressions are texts with `${…}`. */
export type SourceBody = ReadonlyMap<string, unknown>;

export interface SourceModule {
  /** By `TYPE.NAME` and `data.TYPE.NAME`. */
  readonly resources: ReadonlyMap<string, SourceBody>;
  readonly locals: SourceBody;
  readonly calls: ReadonlyMap<string, SourceBody>;
  readonly outputs: ReadonlyMap<string, SourceBody>;
  readonly variables: ReadonlyMap<string, SourceBody>;
}

export interface Configuration {
  /** By folder, relative to that of the configuration, which is empty. */
  readonly modules: ReadonlyMap<string, SourceModule>;
  /** Folders of modules that were fetched, by the names of their calls: `a.b`. */
  readonly installed: ReadonlyMap<string, string>;
}

export interface ParsedFile {
  readonly name: string;
  readonly value: unknown;
}

/** A folder as one module. Files whose names end in `override` come last, and argument by argument. */
export function sourceModule(files: readonly ParsedFile[]): SourceModule {
  const [resources, calls, outputs, variables] = [new Map(), new Map(), new Map(), new Map()] as [Blocks, Blocks, Blocks, Blocks];
  const locals = new Map<string, unknown>();
  const inOrder = [...files.filter(({ name }) => !isOverride(name)), ...files.filter(({ name }) => isOverride(name))];
  for (const { name, value } of inOrder) {
    const put = (blocks: Blocks, key: string, body: SourceBody): void => {
      blocks.set(key, isOverride(name) ? new Map([...(blocks.get(key) ?? []), ...body]) : body);
    };
    const file = bodyOf(value);
    for (const [kind, prefix] of [
      ['resource', ''],
      ['data', 'data.'],
    ] as const)
      for (const types of bodiesOf(file.get(kind)))
        for (const [type, named] of types) for (const [label, body] of labelled(named)) put(resources, `${prefix}${type}.${label}`, body);
    for (const [kind, blocks] of [
      ['module', calls],
      ['output', outputs],
      ['variable', variables],
    ] as const)
      for (const [label, body] of labelled(file.get(kind))) put(blocks, label, body);
    for (const body of bodiesOf(file.get('locals'))) for (const [key, each] of body) locals.set(key, each);
  }
  return { resources, locals, calls, outputs, variables };
}

type Blocks = Map<string, SourceBody>;

function isOverride(name: string): boolean {
  return /(?:^|_)override\.(?:tf|tofu)(?:\.json)?$/.test(name);
}

/** An object as its entries: a key may be one that objects have of their own. */
export function bodyOf(value: unknown): SourceBody {
  return new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);
}

/** The bodies of blocks: JSON may have one without a list around it. */
export function bodiesOf(value: unknown): readonly SourceBody[] {
  if (Array.isArray(value)) return value.map(bodyOf);
  return value === undefined ? [] : [bodyOf(value)];
}

function labelled(value: unknown): readonly (readonly [string, SourceBody])[] {
  return bodiesOf(value).flatMap((blocks) =>
    [...blocks].flatMap(([label, bodies]) => bodiesOf(bodies).map((body) => [label, body] as const)),
  );
}

/** The folder of a module that `folder` calls; undefined where it is none of these sources. `names` are those of its calls, its own last. */
export function moduleFolder(
  { installed }: Pick<Configuration, 'installed'>,
  folder: string,
  call: SourceBody,
  names: readonly string[],
): string | undefined {
  const source = call.get('source');
  if (typeof source !== 'string') return undefined;
  return /^\.\.?(?:\/|$)/.test(source) ? within(folder, source) : installed.get(names.join('.'));
}

/** A path below the folder of the configuration; undefined where it leads out of it. */
export function within(folder: string, path: string): string | undefined {
  const parts: string[] = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** A module by the names of the calls that lead to it. */
export function moduleByCalls(configuration: Configuration, names: readonly string[]): SourceModule | undefined {
  let [folder, module]: [string, SourceModule | undefined] = ['', configuration.modules.get('')];
  for (const [index, name] of names.entries()) {
    const call = module?.calls.get(name);
    const next = call && moduleFolder(configuration, folder, call, names.slice(0, index + 1));
    if (next === undefined) return undefined;
    folder = next;
    module = configuration.modules.get(folder);
  }
  return module;
}
