// A stack and the stacks inside it as a list of what each resource makes of the account.
import { placeKey } from '../../model/ids.ts';
import type { DocumentFile } from '../../snapshot/schema.ts';
import type { UnreadPlace } from '../change.ts';
import type { documentOf } from './documents.ts';
import { doubtful } from './doubtful.ts';
import { ECR_READERS } from './ecr-resources.ts';
import { POLICY_READERS } from './iam-policies.ts';
import { PRINCIPAL_READERS } from './iam-principals.ts';
import { imageFunction, type PolicyInTemplate } from './lambda-images.ts';
import { type MadeByResource, type ResourceReading, type TypeReader, tagEntries } from './made.ts';
import { takenForCdk, unmodelled } from './other-resources.ts';
import { STACK_NAME } from './parameters.ts';
import { NESTED, type Stack, type StackResource } from './stack.ts';
import {
  firstUnknown,
  harmlessStandIn,
  isValueList,
  isValueMap,
  member,
  type TemplateValue,
  UnknownValue,
  type ValueMap,
} from './value.ts';

/** A resource of a template with what it makes. */
export interface Entry {
  readonly address: string;
  readonly type: string;
  readonly made: MadeByResource;
  /** What becomes of it when the template lacks it, and when something else takes its place. */
  readonly staysWhen: { readonly removed: boolean; readonly replaced: boolean };
  /** The next deployment can find something else though nothing is written differently. */
  readonly moves: boolean;
}

export interface EntryOptions {
  readonly document: typeof documentOf;
  /** Keys of tags that a resource had in the template before. */
  readonly formerTags: (address: string) => readonly string[];
  /** The policy that the template before gave to a repository. */
  readonly formerPolicy: PolicyInTemplate;
}

const READERS: ReadonlyMap<string, TypeReader> = new Map([...ECR_READERS, ...PRINCIPAL_READERS, ...POLICY_READERS]);

/** What every resource of a stack makes, with those of the stacks inside it. */
export function entriesOf(stack: Stack, options: EntryOptions): readonly Entry[] {
  const made = [...macrosOf(stack), ...stack.resources.flatMap((resource) => entriesIn(stack, resource, options))];
  const policies = policiesIn(made);
  const policyIn: PolicyInTemplate = (region, repository) => {
    const policy = policies.get(placeKey(region, repository));
    // What is written as before AWS leaves as the account has it.
    return policy && JSON.stringify(policy) !== JSON.stringify(options.formerPolicy(region, repository)) ? policy : undefined;
  };
  const functions = stack.resources.flatMap((resource) => {
    const reading = resource.made === false ? undefined : readingOf(stack, resource, options);
    const image = reading && imageFunction(reading, policyIn);
    if (!reading || !image) return [];
    // A second function of the same repository finds the statement there.
    for (const change of image.changes)
      if (change.kind === 'repositoryPolicy') policies.set(placeKey(change.region, change.repository), change.document);
    // What Lambda has written into a policy it leaves there.
    return [{ ...entryOf(stack, resource, { reading, made: image }), staysWhen: { removed: true, replaced: true } }];
  });
  return [...made, ...functions];
}

/** The policies that entries give to repositories, by place. */
export function policiesIn(entries: readonly Entry[]): Map<string, DocumentFile | null> {
  return new Map(
    entries.flatMap(({ made: { changes } }) =>
      changes.flatMap((change) =>
        change.kind === 'repositoryPolicy' ? [[placeKey(change.region, change.repository), change.document] as const] : [],
      ),
    ),
  );
}

function entriesIn(stack: Stack, resource: StackResource, options: EntryOptions): readonly Entry[] {
  if (resource.made === false) return [];
  if (resource.type === NESTED) return nestedEntries(stack, resource, options);
  const properties = stack.propertiesOf(resource);
  const reader = READERS.get(resource.type);
  if (properties instanceof UnknownValue && (reader || unmodelled(resource.type, {}, stack.input.place.region)))
    return [unreadEntry(stack, resource, { place: { kind: 'everything' }, attribute: 'Properties', why: properties.why })];
  const reading = readingOf(stack, resource, options);
  if (reader) return [entryOf(stack, resource, { reading, made: reader(reading) })];
  const assumed = takenForCdk(resource.type);
  if (assumed !== undefined) {
    const made: MadeByResource = { what: 'custom resource', identity: resource.id, exists: undefined, changes: [], assumed: [assumed] };
    return [entryOf(stack, resource, { reading, made })];
  }
  const unread = unmodelled(resource.type, reading.properties, stack.input.place.region);
  return unread ? [unreadEntry(stack, resource, unread)] : [];
}

function readingOf(stack: Stack, resource: StackResource, { document, formerTags }: EntryOptions): ResourceReading {
  const properties = stack.propertiesOf(resource);
  return {
    id: [...stack.input.above, resource.id].join('-'),
    type: resource.type,
    properties: properties instanceof UnknownValue ? {} : properties,
    place: stack.input.place,
    existing: stack.input.existing,
    name: () => stack.nameOf(resource.id),
    formerTags: formerTags(resource.address),
    document,
  };
}

function nestedEntries(stack: Stack, resource: StackResource, options: EntryOptions): readonly Entry[] {
  const nested = stack.nestedIn(resource);
  if (nested instanceof UnknownValue)
    return [unreadEntry(stack, resource, { place: { kind: 'everything' }, attribute: 'TemplateURL', why: nested.why })];
  const stays = stack.stays(resource, 'DeletionPolicy');
  const inside = entriesOf(nested, options).map((entry) =>
    stays ? { ...entry, staysWhen: { ...entry.staysWhen, removed: true } } : entry,
  );
  const { made } = resource;
  return made instanceof UnknownValue ? inside.map((entry) => ({ ...entry, made: doubtful(entry.made, made) })) : inside;
}

interface UnreadResource {
  readonly place: UnreadPlace;
  readonly attribute: string;
  readonly why: string;
}

function unreadEntry(stack: Stack, resource: StackResource, unread: UnreadResource): Entry {
  const made: MadeByResource = {
    what: resource.type,
    identity: resource.id,
    exists: undefined,
    changes: [{ kind: 'unread', ...unread }],
    assumed: [],
  };
  return { ...basics(stack, resource), made, moves: movesIn(stack.propertiesOf(resource)) };
}

function entryOf(
  stack: Stack,
  resource: StackResource,
  { reading, made }: { readonly reading: ResourceReading; readonly made: MadeByResource },
): Entry {
  const assumed = [...made.assumed, ...assumptionsOf(stack, resource, reading.properties)];
  const whole = { ...made, assumed };
  const moves = movesIn(reading.properties);
  return { ...basics(stack, resource), made: resource.made instanceof UnknownValue ? doubtful(whole, resource.made) : whole, moves };
}

function basics(stack: Stack, resource: StackResource): Omit<Entry, 'made' | 'moves'> {
  const { address, type } = resource;
  return {
    address,
    type,
    staysWhen: { removed: stack.stays(resource, 'DeletionPolicy'), replaced: stack.stays(resource, 'UpdateReplacePolicy') },
  };
}

function assumptionsOf({ input: { stackName, given } }: Stack, { tree }: StackResource, properties: ValueMap): readonly string[] {
  const usesName = stackName !== undefined && !given.has(STACK_NAME) && JSON.stringify(tree['Properties'] ?? null).includes(STACK_NAME);
  return [
    ...(usesName ? [`the stack is called \`${stackName}\`, as the file is`] : []),
    ...(hasStandIn(properties) ? ['logical ids stand for what AWS will name of other services'] : []),
  ];
}

function hasStandIn(value: TemplateValue): boolean {
  if (value instanceof UnknownValue) return harmlessStandIn(value) !== undefined;
  return partsOf(value).some(hasStandIn);
}

function movesIn(value: TemplateValue): boolean {
  if (value instanceof UnknownValue) return value.parts.moves === true;
  return partsOf(value).some(movesIn);
}

function partsOf(value: TemplateValue): readonly TemplateValue[] {
  if (isValueList(value)) return value;
  return isValueMap(value) ? Object.values(value) : [];
}

function macrosOf({ macros, input: { above } }: Stack): readonly Entry[] {
  const address = [...above, 'Transform'].join('/');
  return macros.map((name) => ({
    address,
    type: 'Transform',
    made: {
      what: `transform ${name}`,
      identity: name,
      exists: undefined,
      changes: [
        {
          kind: 'unread',
          place: { kind: 'everything' },
          attribute: 'Transform',
          why: `what \`${name}\` makes of the template is known to AWS alone`,
        },
      ],
      assumed: [],
    },
    staysWhen: { removed: true, replaced: true },
    moves: true,
  }));
}

/** Keys of the tags that each resource of a stack has, by address. */
export function tagKeysIn(stack: Stack): ReadonlyMap<string, readonly string[]> {
  return new Map(
    stack.resources.flatMap((resource): readonly (readonly [string, readonly string[]])[] => {
      const properties = stack.propertiesOf(resource);
      const nested = resource.type === NESTED && resource.made !== false ? stack.nestedIn(resource) : undefined;
      if (nested && !(nested instanceof UnknownValue)) return [...tagKeysIn(nested)];
      const tags = properties instanceof UnknownValue ? undefined : member(properties, 'Tags');
      return firstUnknown(tags) ? [] : [[resource.address, tagEntries(tags).map(([key]) => key)]];
    }),
  );
}
