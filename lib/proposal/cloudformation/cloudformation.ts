// A CloudFormation template, with its parameters and the template before it, as what it changes in an account.
import type { SnapshotFile } from '../../snapshot/schema.ts';
import { quoted } from '../../text/quote.ts';
import { didYouMean } from '../../text/suggest.ts';
import type { ProposedResource } from '../change.ts';
import { documentOf, formerDocumentOf } from './documents.ts';
import { type EntryOptions, entriesOf, tagKeysIn } from './entries.ts';
import { existingIn } from './existing.ts';
import { type GivenParameters, STACK_NAME, strangeParameters } from './parameters.ts';
import { resourcesOf } from './previous.ts';
import { type StackInput, stackOf } from './stack.ts';
import { readTemplateText, type TemplateText } from './template-text.ts';
import { isTreeMap, UnknownValue } from './value.ts';

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

/** What the deployment of a template changes in the account. */
export function proposedStack(file: SnapshotFile, given: GivenStack): Proposal {
  const region = regionOf(file, given.region);
  if ('reason' in region) return { kind: 'problem', reasons: [region.reason] };
  const existing = existingIn(file, region.found);
  const input = (template: GivenTemplate): StackInput => ({
    ...template,
    given: given.parameters,
    place: { account: file.account, partition: file.partition, region: region.found.region },
    existing,
    stackName: given.parameters.get(STACK_NAME) ?? nameOfFile(given.template.path),
    above: [],
    nested: (name, from) => nestedTemplate(given.beside(name, from.path)),
  });
  const before = given.previous && stackOf(input(given.previous));
  const now = stackOf(input(given.template));
  const problems = [before, now].flatMap((each) => (each?.kind === 'problem' ? [each.reason] : []));
  if (now.kind === 'problem' || before?.kind === 'problem') return { kind: 'problem', reasons: problems };
  const formerTags = before ? tagKeysIn(before.stack) : new Map<string, readonly string[]>();
  const options: EntryOptions = { document: documentOf, formerTags: (address) => formerTags.get(address) ?? [] };
  const former = before && {
    entries: entriesOf(before.stack, options),
    places: entriesOf(before.stack, { ...options, document: formerDocumentOf }),
  };
  return { kind: 'resources', resources: resourcesOf(entriesOf(now.stack, options), former) };
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
