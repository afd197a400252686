// What a template leaves standing once its conditions are decided, and what of it points at something that is not there.
import type { Resource } from './packaged.ts';

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Mappings: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, { readonly Condition?: string; readonly Value: unknown }>>;
}

/** What `Ref` gives: pseudo parameters and parameters of the template. */
export type Given = Readonly<Record<string, string>>;

/** The resources that are made where that is given, each with its conditions decided. */
export function standing(template: Template, given: Given): Readonly<Record<string, Resource>> {
  const all = Object.entries(template.Resources).filter(
    ([, { Condition: condition }]) => condition === undefined || holds(template, condition, given),
  );
  // INVARIANT: deciding a condition inside a resource leaves a resource.
  return Object.fromEntries(all.map(([id, resource]) => [id, decided(resource, template, given) as Resource]));
}

/** What `Ref` and `Fn::GetAtt` of standing resources and outputs name that neither stands nor is given. */
export function dangling(template: Template, given: Given): readonly string[] {
  const resources = standing(template, given);
  const outputs = Object.values(template.Outputs ?? {})
    .filter(({ Condition: condition }) => condition === undefined || holds(template, condition, given))
    .map((output) => decided(output, template, given));
  const named = namesIn([resources, outputs]);
  return [...new Set(named)].filter((name) => !(name in resources) && !name.startsWith('AWS::') && !(name in given)).sort();
}

function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isObject(value)) return [];
  const own = [
    ...('Ref' in value ? [String(value['Ref'])] : []),
    ...('Fn::GetAtt' in value ? [String([value['Fn::GetAtt']].flat()[0]).split('.')[0] ?? ''] : []),
    ...('Fn::Sub' in value ? substituted(value['Fn::Sub']) : []),
  ];
  return [...own, ...Object.values(value).flatMap(namesIn)];
}

function substituted(value: unknown): readonly string[] {
  const [text, local] = [value].flat();
  const names = [...String(text).matchAll(/\$\{([A-Za-z0-9:]+)(?:\.[A-Za-z.]+)?\}/g)].flatMap(([, name]) => name ?? []);
  return names.filter((name) => !isObject(local) || !(name in local));
}

function holds(template: Template, name: string, given: Given): boolean {
  return decisionOf(template.Conditions[name], template, given) === true;
}

/** `AWS::NoValue` takes away what holds it. */
const GONE = Symbol('no value');

function decided(value: unknown, template: Template, given: Given): unknown {
  if (Array.isArray(value)) return value.map((each) => decided(each, template, given)).filter((each) => each !== GONE);
  if (!isObject(value)) return value;
  if (value['Ref'] === 'AWS::NoValue') return GONE;
  const chosen = value['Fn::If'];
  if (Array.isArray(chosen)) return decided(holds(template, String(chosen[0]), given) ? chosen[1] : chosen[2], template, given);
  const entries = Object.entries(value).map(([key, each]) => [key, decided(each, template, given)] as const);
  return Object.fromEntries(entries.filter(([, each]) => each !== GONE));
}

/** A condition, or a part of one. */
function decisionOf(value: unknown, template: Template, given: Given): unknown {
  if (!isObject(value)) return value;
  const inner = (parts: unknown) => [parts].flat().map((each) => decisionOf(each, template, given));
  const [[kind = '', list] = []] = Object.entries(value);
  switch (kind) {
    case 'Ref':
      return given[String(list)];
    case 'Condition':
      return holds(template, String(list), given);
    case 'Fn::Equals':
      return new Set(inner(list)).size === 1;
    case 'Fn::Not':
      return inner(list)[0] === false;
    case 'Fn::And':
      return inner(list).every((each) => each === true);
    case 'Fn::Split': {
      const [by, text] = inner(list);
      return String(text).split(String(by));
    }
    case 'Fn::Select': {
      const [index, parts] = Array.isArray(list) ? [Number(list[0]), decisionOf(list[1], template, given)] : [0, []];
      return Array.isArray(parts) ? parts[index] : undefined;
    }
    case 'Fn::Join': {
      const [by, parts] = Array.isArray(list) ? list : [];
      return inner(parts).join(String(by));
    }
    case 'Fn::FindInMap': {
      const [map = '', first = '', second = ''] = inner(list).map(String);
      return template.Mappings[map]?.[first]?.[second];
    }
    default:
      throw new Error(`no condition is decided by ${kind}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
