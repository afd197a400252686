// One stack: a template with its parameters and the account that it is for, whose resources and outputs can be asked for.
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { PathPart } from '../../text/path.ts';
import { quoted } from '../../text/quote.ts';
import { type AskedResource, attributeOfResource, referenceToResource } from './attributes.ts';
import { evaluate, type TemplateScope, valuesIn } from './evaluate.ts';
import { withoutLoops } from './loops.ts';
import { nameProperty } from './named-types.ts';
import { type GivenName, nameFor } from './names.ts';
import { parameterValues } from './parameters.ts';
import { referenceProblem } from './references.ts';
import { mapIn, type StackInput, stackNameOf, suffixOf } from './stack-input.ts';
import { scopeBefore } from './template-scope.ts';
import {
  isTreeMap,
  isValueMap,
  member,
  scalarText,
  type TemplateValue,
  type Tree,
  type TreeMap,
  UnknownValue,
  type ValueMap,
} from './value.ts';

export interface StackResource {
  readonly id: string;
  readonly address: string;
  readonly type: string;
  /** Whether the template makes it. */
  readonly made: boolean | UnknownValue;
  readonly tree: TreeMap;
}

export interface Stack {
  readonly input: StackInput;
  readonly resources: readonly StackResource[];
  /** What macros do to a template is known to AWS alone. */
  readonly macros: readonly string[];
  readonly propertiesOf: (resource: StackResource) => ValueMap | UnknownValue;
  readonly nameOf: (id: string) => GivenName | UnknownValue;
  readonly nestedIn: (resource: StackResource) => Stack | UnknownValue;
  /** Whether AWS leaves a resource alone that the template no longer has, or that another takes the place of. */
  readonly stays: (resource: StackResource, policy: 'DeletionPolicy' | 'UpdateReplacePolicy') => boolean;
  readonly output: (name: string) => TemplateValue | undefined;
  /** What it exports by this name. */
  readonly exported: (name: string) => TemplateValue | undefined;
}

export type StackReading = { readonly kind: 'stack'; readonly stack: Stack } | { readonly kind: 'problem'; readonly reason: string };

/** Below so many stacks nobody nests another. */
const MOST_NESTED = 8;

/** A stack of a template, or in one line why AWS would refuse it. */
export function stackOf(input: StackInput): StackReading {
  const { text, path } = input;
  const parameters = parameterValues(mapIn(text.root, 'Parameters'), input.given);
  const before = scopeBefore(input, text.root, parameters);
  const expanded = withoutLoops(text.root, (tree) => evaluate(tree, before));
  if (expanded.kind === 'problem') return { kind: 'problem', reason: `${path}: ${expanded.reason}` };
  const { root } = expanded;
  const issue = referenceProblem(root) ?? shapeProblem(root);
  if (issue) return { kind: 'problem', reason: `${path}:${text.lineAt(issue.path)}: ${issue.reason}` };
  return { kind: 'stack', stack: stackIn(input, root, parameters) };
}

function shapeProblem(root: TreeMap): { readonly reason: string; readonly path: readonly PathPart[] } | undefined {
  for (const [id, tree] of Object.entries(mapIn(root, 'Resources'))) {
    if (id.startsWith('Fn::')) continue;
    if (!isTreeMap(tree) || typeof tree['Type'] !== 'string')
      return { reason: `resource ${quoted(id)} has no \`Type\`: AWS would refuse the template`, path: ['Resources', id] };
  }
  return undefined;
}

function stackIn(input: StackInput, root: TreeMap, parameters: ReadonlyMap<string, TemplateValue>): Stack {
  const before = scopeBefore(input, root, parameters);
  const trees = mapIn(root, 'Resources');
  const prefix = input.above.map((id) => `${id}/`).join('');
  const resources = Object.entries(trees).flatMap(([id, tree]): readonly StackResource[] =>
    isTreeMap(tree) && !id.startsWith('Fn::')
      ? [{ id, address: `${prefix}${id}`, type: String(tree['Type']), made: isMade(tree, before), tree }]
      : [],
  );
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const [names, properties, stacks] = [
    new Map<string, GivenName | UnknownValue>(),
    new Map<string, ValueMap | UnknownValue>(),
    new Map<string, Stack | UnknownValue>(),
  ];

  const propertyOf = (resource: StackResource, name: string): TemplateValue | undefined => {
    const tree = resource.tree['Properties'];
    const property = isTreeMap(tree) ? member(tree, name) : undefined;
    return property === undefined ? undefined : evaluate(property, surroundings);
  };
  const nameOf = (id: string): GivenName | UnknownValue =>
    getOrCreate(names, id, () => {
      const resource = byId.get(id);
      const named = resource && nameProperty(resource.type);
      if (!resource || !named) return new UnknownValue(`${quoted(id)} has no name`);
      const given = propertyOf(resource, named.property);
      return nameFor(input.existing, { kind: named.kind, id: [...input.above, id].join('-'), given, ...stackNameOf(input) });
    });
  const asked = (id: string, made: (resource: StackResource) => TemplateValue): TemplateValue => {
    const resource = byId.get(id);
    if (!resource) return new UnknownValue(`the template has no resource ${quoted(id)}`);
    if (resource.made === false) return new UnknownValue(`resource ${quoted(id)} is not made: its condition does not hold`);
    return made(resource);
  };
  const askedOf = (resource: StackResource): AskedResource => ({
    id: resource.id,
    type: resource.type,
    place: { ...input.place, suffix: suffixOf(input.place) },
    name: () => nameOf(resource.id),
    property: (name) => propertyOf(resource, name),
  });
  const nestedIn = (resource: StackResource): Stack | UnknownValue =>
    getOrCreate(stacks, resource.id, () => nestedStack(input, resource, propertyOf));
  const surroundings: TemplateScope = {
    ...before,
    reference: (name) => {
      if (name.startsWith('AWS::') || parameters.has(name)) return before.reference(name);
      return asked(name, (resource) => referenceToResource(askedOf(resource)));
    },
    attribute: (id, name) =>
      asked(id, (resource) =>
        resource.type === NESTED ? outputOf(nestedIn(resource), name) : attributeOfResource(askedOf(resource), name),
      ),
  };
  const outputs = mapIn(root, 'Outputs');
  const outputIn = (output: Tree | undefined): TemplateValue | undefined => {
    if (!isTreeMap(output) || isMade(output, before) === false) return undefined;
    const value = member(output, 'Value');
    return value === undefined ? undefined : evaluate(value, surroundings);
  };
  return {
    input,
    resources,
    macros: [...macrosIn(root['Transform']), ...[...Object.keys(root), ...Object.keys(trees)].filter((key) => key === 'Fn::Transform')],
    propertiesOf: (resource) => getOrCreate(properties, resource.id, () => valuesIn(resource.tree['Properties'], surroundings)),
    nameOf,
    nestedIn,
    stays: (resource, policy) => {
      const value = evaluate(resource.tree[policy] ?? null, surroundings);
      return value === 'Retain' || value === 'RetainExceptOnCreate';
    },
    output: (name) => outputIn(member(outputs, name)),
    exported: (name) => {
      const found = Object.values(outputs).find((output) => {
        const given = isTreeMap(output) ? output['Export'] : undefined;
        const called = isTreeMap(given) ? given['Name'] : undefined;
        return called !== undefined && evaluate(called, surroundings) === name;
      });
      return outputIn(found);
    },
  };
}

/** The type of a resource that is a stack. */
export const NESTED = 'AWS::CloudFormation::Stack';

function outputOf(stack: Stack | UnknownValue, attribute: string): TemplateValue {
  if (stack instanceof UnknownValue) return stack;
  const name = attribute.replace(/^Outputs\./, '');
  return stack.output(name) ?? new UnknownValue(`the nested stack has no output ${quoted(name)}`);
}

function isMade({ Condition: condition }: TreeMap, { condition: holds }: TemplateScope): boolean | UnknownValue {
  return typeof condition === 'string' ? holds(condition) : true;
}

/** Transforms that are understood, or that change nothing about access. */
const KNOWN_TRANSFORMS: ReadonlySet<string> = new Set(['AWS::LanguageExtensions', 'AWS::CodeDeployBlueGreen']);

function macrosIn(transform: Tree | undefined): readonly string[] {
  const list: readonly Tree[] = [transform ?? []].flat();
  return list.map((each) => (isTreeMap(each) ? String(each['Name']) : String(each))).filter((name) => !KNOWN_TRANSFORMS.has(name));
}

function nestedStack(
  input: StackInput,
  resource: StackResource,
  propertyOf: (resource: StackResource, name: string) => TemplateValue | undefined,
): Stack | UnknownValue {
  if (input.above.length >= MOST_NESTED) return new UnknownValue(`stacks are nested more than ${MOST_NESTED} deep`);
  const file = nestedFile(resource, propertyOf(resource, 'TemplateURL'));
  if (file instanceof UnknownValue) return file;
  const found = input.nested(file, input);
  if (found instanceof UnknownValue) return found;
  const parameters = propertyOf(resource, 'Parameters');
  const given = parameters instanceof UnknownValue ? parameters : undefined;
  if (given) return given;
  const reading = stackOf({
    ...input,
    ...found,
    given: new Map(isValueMap(parameters) ? Object.entries(parameters) : []),
    stackName: undefined,
    above: [...input.above, resource.id],
  });
  return reading.kind === 'stack' ? reading.stack : new UnknownValue(reading.reason);
}

/** The file of a nested template: as CDK notes it, or as people write it before they package it. */
function nestedFile({ tree }: StackResource, url: TemplateValue | undefined): string | UnknownValue {
  const metadata = tree['Metadata'];
  const asset = isTreeMap(metadata) ? metadata['aws:asset:path'] : undefined;
  if (typeof asset === 'string') return asset;
  const text = scalarText(url);
  if (text === undefined || /^[a-z0-9+]+:/i.test(text))
    return new UnknownValue('the template of the nested stack is not in a file beside this one');
  return text;
}
