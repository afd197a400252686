// A plan of Terraform as changes to an account: each resource that bears on access, and what of it is not known before it is applied.
import type { ProposedResource } from '../change.ts';
import { type GroundInput, groundOf } from './ground.ts';
import { type Instance, type Instances, instancesOf } from './instances.ts';
import { isOpenIn, openPart } from './open-values.ts';
import type { ResourceChange, TerraformPlan } from './plan.ts';
import { type DocumentReading, placeOf, policyDocumentOf } from './policy-document.ts';
import { invokedActions, putOff } from './put-off.ts';
import { constantOf, isNamedByProvider, type Resolver, referencesOf, resolver, type WantedValue } from './references.ts';
import { type ResourceValues, unread } from './resource-values.ts';
import { RESOURCES, unmodelled } from './resources.ts';
import type { PlanContext, ReadSources, SourceReader } from './source-reader.ts';

export interface ProposalInput extends GroundInput {
  /** Of the configuration that the plan was made of. */
  readonly sources?: ReadSources | undefined;
}

/** What a plan changes, in the order of the plan. Resources that have no bearing on access are left out. */
export function terraformProposal(plan: TerraformPlan, input: ProposalInput): readonly ProposedResource[] {
  const instances = instancesOf(plan);
  const ground = groundOf(plan, instances, input);
  const documents = new Map<string, DocumentReading>();
  const read: Resolver = resolver(instances, ground, (instance) => {
    const document = documentOf(instance);
    return document.kind === 'document' ? document.text : undefined;
  });
  const documentOf = (instance: Instance): DocumentReading => {
    const known = documents.get(instance.address);
    if (known) return known;
    // A document that comes to itself is nothing that can be worked out.
    documents.set(instance.address, { kind: 'unknown', attribute: 'json', open: [instance.address] });
    const made = sources?.document(instance) ?? policyDocumentOf(instance, read.resolve);
    documents.set(instance.address, made);
    return made;
  };
  const sources = input.sources?.({ ground, instances, read, documentOf });
  const context: Context = { ground, instances, read, documentOf, sources };
  return [
    ...(plan.resource_changes ?? []).flatMap((change) => proposed(change, context)),
    ...(plan.deferred_changes ?? []).flatMap(({ reason, resource_change: change }) =>
      proposed(change, context).map((resource) => putOff(resource, reason)),
    ),
    ...invokedActions(plan),
  ];
}

interface Context extends PlanContext {
  readonly sources: SourceReader | undefined;
}

function proposed(change: ResourceChange, context: Context): readonly ProposedResource[] {
  const { address, mode, type } = change;
  const { actions, before, after } = change.change;
  const action = actionOf(actions);
  if (mode !== 'managed' || action === undefined) return [];
  const reader = Object.hasOwn(RESOURCES, type) ? RESOURCES[type] : unmodelled(type);
  if (!reader) return [];
  const assumed: string[] = [];
  if (action === 'unknown') return [{ address, what: type, action, changes: [unread({ kind: 'everything' }, 'actions', STRANGE)] }];
  const leaves = before && actions.some((each) => each === 'update' || each === 'delete');
  const old: ResourceValues | undefined = leaves ? settled(before) : undefined;
  const instance = context.instances.at(address);
  const fresh = after && instance ? valuesOf(instance, context, assumed) : undefined;
  const elsewhere = context.ground.foreignAccountOf({ known: before ?? after ?? {}, config: instance?.config });
  if (elsewhere !== undefined)
    return [
      {
        address,
        what: `${type} of account ${elsewhere}`,
        action,
        changes: [],
        elsewhere,
        assumed: [`it is of account ${elsewhere}, which the snapshot is not of, and changes nothing here`],
      },
    ];
  const regionOf = (values: Instance['known'] | undefined): string | undefined =>
    context.ground.regionOf({
      ...(instance ?? { address, module: '', type, name: '', key: undefined, mode, unknown: {}, config: undefined }),
      known: values ?? {},
    });
  const input = {
    ground: context.ground,
    address,
    type,
    before: old,
    after: fresh,
    isReplaced: action === 'replace',
    region: regionOf(after ?? before ?? undefined),
    formerRegion: regionOf(before ?? undefined),
  };
  const { what, changes } = reader(input);
  if (after && instance && isNamedByProvider(instance)) assumed.push(`its name is decided when it is made: ${address} stands for it`);
  return [{ address, what, action, changes, assumed: [...new Set(assumed)] }];
}

const STRANGE = 'what Terraform does to it this version of ecr-drift does not know';

/** Of these nothing comes: a resource that Terraform only forgets stays as it is, and so does one that only moves or is imported. */
const QUIET: ReadonlySet<string> = new Set(['no-op', 'read', 'forget', 'open', 'renew', 'close']);

/** Undefined where nothing changes. */
function actionOf(actions: readonly string[]): ProposedResource['action'] | undefined {
  const [first, second, ...more] = actions.filter((each) => !QUIET.has(each));
  if (first === undefined) return undefined;
  if (second !== undefined && more.length === 0) return [first, second].toSorted().join() === 'create,delete' ? 'replace' : 'unknown';
  return second === undefined && (first === 'create' || first === 'update' || first === 'delete') ? first : 'unknown';
}

/** What was, which is known. */
function settled(before: Instance['known']): ResourceValues {
  return { read: (attribute) => ({ kind: 'known', value: before[attribute] }), isWritten: () => true };
}

function valuesOf(instance: Instance, { read, documentOf, instances, sources }: Context, assumed: string[]): ResourceValues {
  const { known, unknown, config, address } = instance;
  const expressions = config?.expressions ?? {};
  const place = placeOf(instance);
  const isWritten = (attribute: string): boolean =>
    expressions[attribute] !== undefined || sources?.isWritten(instance, attribute) === true;
  const value: ResourceValues['read'] = (attribute, wanted = 'name', form = undefined) => {
    if (!isOpenIn(unknown, attribute)) return { kind: 'known', value: known[attribute] };
    const source = sources?.attribute(instance, attribute);
    if (source?.kind === 'settled') {
      assumed.push(...source.assumed);
      return { kind: 'known', value: source.value };
    }
    if (source) return { kind: 'unknown', why: `it is known only after apply, by ${source.by.join(', ')}` };
    const expression = expressions[attribute];
    if (expression === undefined) {
      const derived = read.attribute(instance, attribute);
      if (derived !== undefined && derived !== null) return { kind: 'known', value: derived };
      return config ? { kind: 'unset' } : { kind: 'unknown', why: 'it is known only after apply, and the plan has no configuration of it' };
    }
    // Which key of a map a reference is of, nobody can tell, nor what else is in a list.
    const isWholeList = form === 'list' && openPart(unknown, attribute) === true;
    if (MAPS.has(attribute) || isWholeList)
      return { kind: 'unknown', why: `it is known only after apply, by ${referencesOf(expression).join(', ')}` };
    return resolvedValue({ attribute, expression, wanted, list: known[attribute] });
  };
  const resolvedValue = ({ attribute, expression, wanted, list }: Asked): ReturnType<ResourceValues['read']> => {
    const references = referencesOf(expression);
    const why = (by: readonly string[]): string =>
      by.length === 0 ? 'it is known only after apply' : `it is known only after apply, by ${by.join(', ')}`;
    if (wanted === 'json') {
      const document = soleDocument(references, place.module, instances);
      if (document) {
        const made = documentOf(
          document.length === 1 ? (document[0] as Instance) : ((document.find(({ key }) => key === place.key) ?? document[0]) as Instance),
        );
        if (made.kind === 'unknown') return { kind: 'unknown', why: `${references[0]}: ${made.attribute}: ${why(made.open)}` };
        assumed.push(...made.assumed);
        return { kind: 'known', value: made.text };
      }
      const { values, open } = isPassedOn(references) ? read.resolve(expression, place, 'json') : { values: [], open: references };
      const [text] = values;
      if (open.length === 0 && values.length === 1 && typeof text === 'string' && text.trimStart().startsWith('{'))
        return { kind: 'known', value: text };
      return { kind: 'unknown', why: why(references) };
    }
    const { values, open } = read.resolve(expression, place, wanted);
    if (open.length > 0 || values.length === 0) return { kind: 'unknown', why: why(open.length > 0 ? open : references) };
    if (Array.isArray(list) || values.length > 1) {
      const certain = (Array.isArray(list) ? list : []).filter((each) => each !== null && each !== undefined);
      return { kind: 'known', value: [...new Set([...certain, ...values])] };
    }
    if (constantOf(expression) === undefined && wanted === 'arn') assumed.push(`${address}: ${attribute} is taken as ${String(values[0])}`);
    return { kind: 'known', value: values[0] };
  };
  return { read: value, isWritten };
}

const MAPS: ReadonlySet<string> = new Set(['tags', 'resource_tags']);

interface Asked {
  readonly attribute: string;
  readonly expression: unknown;
  readonly wanted: WantedValue;
  readonly list: unknown;
}

/** The documents of a lone reference to one data source. */
function soleDocument(references: readonly string[], module: string, instances: Instances): readonly Instance[] | undefined {
  const [only, ...others] = references;
  const match =
    only === undefined || others.length > 0
      ? null
      : /^data\.aws_iam_policy_document\.([\w-]+)(\[.*?\])?(?:\.(?:minified_)?json)?$/.exec(only);
  if (!match) return undefined;
  const all = instances.of(module, `data.aws_iam_policy_document.${match[1]}`);
  const keyed = match[2] === undefined ? all : all.filter(({ key }) => `[${JSON.stringify(key)}]` === match[2]);
  return keyed.length === 0 ? undefined : keyed;
}

/** A lone input, output or value of an iteration: it may be a document. */
function isPassedOn(references: readonly string[]): boolean {
  return references.length === 1 && /^(?:var|module|each)\./.test(references[0] ?? '');
}
