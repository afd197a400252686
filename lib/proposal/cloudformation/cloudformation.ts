// A CloudFormation template, with its parameters and the template before it, as what it changes in an account.
import { placeKey } from '../../model/ids.ts';
import type { SnapshotFile } from '../../snapshot/schema.ts';
import { quoted } from '../../text/quote.ts';
import { didYouMean } from '../../text/suggest.ts';
import type { ProposedResource } from '../change.ts';
import { documentOf, formerDocumentOf } from './documents.ts';
import { type EntryOptions, entriesOf, policiesIn, tagKeysIn } from './entries.ts';
import { existingIn } from './existing.ts';
import { type GivenParameters, STACK_NAME, strangeParameters } from './parameters.ts';
import { resourcesOf } from './previous.ts';
import { type Stack, stackOf } from './stack.ts';
import type { StackInput } from './stack-input.ts';
import { readTemplateText, type TemplateText } from './template-text.ts';
import { isTreeMap, type TemplateValue, UnknownValue } from './value.ts';

/** A template that was read, with the name of its file. */
export interface GivenTemplate {
  readonly path: string;
  readonly text: TemplateText;
}

export interface GivenStack {
  readonly template: GivenTemplate;
  readonly previous: GivenTemplate | undefined;
  readonly parameters: GivenParameters;
  readonly region: string | undefined;
  /** The file that a template names, read from beside it; or why there is none. */
  readonly beside: (file: string, from: string) => { readonly path: string; readonly text: string } | { readonly reason: string };
}

export type Proposal =
  | { readonly kind: 'resources'; readonly resources: readonly ProposedResource[] }
  /** One line each. */
  | { readonly kind: 'problem'; readonly reasons: readonly string[] };

/** A template in the text of a file, or in one line why there is none. */
export function givenTemplate(path: string, text: string): GivenTemplate | { readonly reason: string } {
  const reading = readTemplateText(text);
  return reading.kind === 'problem' ? { reason: `${path}:${reading.line}: ${reading.reason}` } : { path, text: reading };
}

/** What is wrong with parameters before an account is read, one line each; each is for whichever template has it. */
export function parameterProblems(templates: readonly GivenTemplate[], given: GivenParameters): readonly string[] {
  const declared = templates.flatMap(({ text }) => {
    const parameters = text.root['Parameters'];
    return isTreeMap(parameters) ? Object.keys(parameters) : [];
  });
  return strangeParameters(declared, given);
}

/** What the deployment of stacks changes in the account; what one exports the others import. */
export function proposedStacks(file: SnapshotFile, all: readonly GivenStack[]): Proposal {
  const [now, before] = [together(), together()];
  const read = all.map((given) => {
    const region = regionOf(file, given.region);
    if ('reason' in region) return { reasons: [region.reason] };
    const stacks = stacksOf(file, region.found, given, { now, before });
    const reasons = [stacks.before, stacks.now].flatMap((each) => (each?.kind === 'problem' ? [each.reason] : []));
    if (stacks.now.kind === 'problem' || stacks.before?.kind === 'problem') return { reasons };
    now.add(stacks.now.stack);
    if (stacks.before) before.add(stacks.before.stack);
    return { reasons, now: stacks.now.stack, before: stacks.before?.stack };
  });
  const reasons = [...new Set(read.flatMap((each) => each.reasons))];
  if (reasons.length > 0) return { kind: 'problem', reasons };
  return { kind: 'resources', resources: read.flatMap((each) => (each.now ? changesOf(each.now, each.before) : [])) };
}

function changesOf(now: Stack, before: Stack | undefined): readonly ProposedResource[] {
  const formerTags = before ? tagKeysIn(before) : new Map<string, readonly string[]>();
  const first: EntryOptions = {
    document: documentOf,
    formerTags: (address) => formerTags.get(address) ?? [],
    formerPolicy: () => undefined,
  };
  const former = before && { entries: entriesOf(before, first), places: entriesOf(before, { ...first, document: formerDocumentOf }) };
  const policies = policiesIn(former?.entries ?? []);
  const formerPolicy: EntryOptions['formerPolicy'] = (region, name) => policies.get(placeKey(region, name)) ?? undefined;
  return resourcesOf(entriesOf(now, { ...first, formerPolicy }), former);
}

/** Stacks that are deployed together. */
interface Together {
  readonly add: (stack: Stack) => void;
  readonly exported: (name: string) => TemplateValue | undefined;
}

function together(): Together {
  const stacks: Stack[] = [];
  const open = new Set<string>();
  return {
    add: (stack) => stacks.push(stack),
    exported: (name) => {
      // Stacks that wait for each other AWS does not deploy.
      if (open.has(name)) return undefined;
      open.add(name);
      const found = stacks.map((stack) => stack.exported(name)).find((value) => value !== undefined);
      open.delete(name);
      return found;
    },
  };
}

function stacksOf(
  file: SnapshotFile,
  region: SnapshotFile['regions'][number],
  given: GivenStack,
  sides: Record<'now' | 'before', Together>,
) {
  const existing = existingIn(file, region);
  const input = (template: GivenTemplate, { exported }: Together): StackInput => ({
    ...template,
    given: given.parameters,
    place: { account: file.account, partition: file.partition, region: region.region },
    existing,
    exported,
    stackName: given.parameters.get(STACK_NAME) ?? nameOfFile(given.template.path),
    above: [],
    nested: (name, from) => nestedTemplate(given.beside(name, from.path)),
  });
  return { now: stackOf(input(given.template, sides.now)), before: given.previous && stackOf(input(given.previous, sides.before)) };
}

function nestedTemplate(found: ReturnType<GivenStack['beside']>): GivenTemplate | UnknownValue {
  if ('reason' in found) return new UnknownValue(found.reason);
  const template = givenTemplate(found.path, found.text);
  return 'reason' in template ? new UnknownValue(template.reason) : template;
}

/** CDK calls the template of a stack after it. */
function nameOfFile(path: string): string | undefined {
  return /(?:^|[/\\])([A-Za-z][A-Za-z0-9-]{0,127})\.template\.json$/.exec(path)?.[1];
}

type RegionChoice = { readonly found: SnapshotFile['regions'][number] } | { readonly reason: string };

function regionOf({ regions }: SnapshotFile, asked: string | undefined): RegionChoice {
  const known = regions.map(({ region }) => region);
  const [only, another] = regions;
  const found = asked === undefined && another === undefined ? only : regions.find(({ region }) => region === asked);
  if (found) return { found };
  if (asked !== undefined)
    return {
      reason: `--region: no region ${quoted(asked)} in the snapshot${didYouMean(asked, known) || `: it holds ${known.join(', ') || 'none'}`}`,
    };
  return { reason: `the template could be for any region of the snapshot: add --region with one of ${known.join(', ') || 'them'}` };
}
