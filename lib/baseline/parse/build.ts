// Valid documents as the rules, exceptions and reviews that they mean.
import type {
  Baseline,
  BaselineIssue,
  Exception,
  ExceptionMatch,
  Exemption,
  KnownBound,
  KnownRepositories,
  RepositorySelector,
  Rule,
  RuleEntry,
  SourceLocation,
} from '../../model/baseline.ts';
import type { FindingId, Instant } from '../../model/ids.ts';
import { compare } from '../../text/order.ts';
import type { PathPart } from '../../text/path.ts';
import { lineOf, nodeAt, type YamlNode } from '../../text/yaml.ts';
import { dayOf, expiryOf, reviewDays } from '../read/date.ts';
import type { BaselineDocument } from '../read/file.ts';
import { VERBS } from '../read/policy-file.ts';
import type { PlacedException, Validation } from '../schema/document.ts';
import type { AccessPolicy, WrittenEntry, WrittenExemption, WrittenRule } from '../schema/schema.ts';
import { MOST_EXCEPTION_DAYS } from './exception-bounds.ts';
import { expander, type Groups, MAX_WORDS } from './groups.ts';
import type { IntentReading } from './intent.ts';

export interface ReadDocument {
  readonly document: BaselineDocument;
  readonly validation: Validation;
}

export type Built = Pick<Baseline, 'rules' | 'exceptions' | 'reviews' | 'maxExceptionDays'> & {
  readonly known: readonly KnownRepositories[];
} & { readonly issues: readonly BaselineIssue[] };

interface Build {
  /** The selectors of words, and an issue where they become too many. */
  readonly expand: (words: readonly string[], at: SourceLocation) => RuleEntry['principals'];
  readonly intents: ReadonlyMap<YamlNode, IntentReading>;
  readonly known: KnownRepositories | undefined;
}

/** The rules, exceptions and reviews of valid documents, with what is wrong with them beyond their form. Groups are spelled out. */
export function build(documents: readonly ReadDocument[], groups: Groups, intents: Build['intents']): Built {
  const issues: BaselineIssue[] = [];
  const selectorsOf = expander(groups);
  const expand: Build['expand'] = (words, at) => {
    const selectors = selectorsOf(words);
    if (!selectors) issues.push({ reason: `groups expand to more than ${MAX_WORDS} principals`, at });
    return selectors ?? [];
  };
  const rules: Rule[] = [];
  const exceptions: Exception[] = [];
  const known: KnownRepositories[] = [];
  const reviews: Baseline['reviews'][number][] = [];
  for (const { document, validation } of documents) {
    if (validation.kind === 'exceptions') exceptions.push(...validation.exceptions.map((each) => exceptionOf(each, document, expand)));
    if (validation.kind !== 'policy') continue;
    const listed = knownIn(validation.policy, document);
    if (listed) known.push(listed);
    rules.push(...rulesOf(validation.policy, document, { expand, intents, known: listed }));
    reviews.push(...reviewsOf(validation.policy, document));
  }
  const longest = documents.flatMap(longestException);
  const [first, ...others] = longest;
  const maxExceptionDays = first?.days ?? MOST_EXCEPTION_DAYS;
  const repeated = others.map(({ at }) => ({
    reason: `\`maxExceptionDays\` is for the whole baseline, and is already in ${first?.at.file}:${first?.at.line}`,
    at,
  }));
  return { rules, known, exceptions, reviews, maxExceptionDays, issues: [...issues.slice(0, 1), ...repeated] };
}

function longestException({ document, validation }: ReadDocument): readonly { readonly days: number; readonly at: SourceLocation }[] {
  const written = validation.kind === 'policy' ? validation.policy.metadata?.maxExceptionDays : undefined;
  if (written === undefined) return [];
  return [{ days: accepted(reviewDays(written), String(written)), at: placeOf(document, ['metadata', 'maxExceptionDays']) }];
}

function rulesOf({ metadata, rules = [] }: AccessPolicy, document: BaselineDocument, { expand, intents, known }: Build): readonly Rule[] {
  const entryOf = (verb: RuleEntry['verb'], written: WrittenEntry, path: readonly PathPart[]): RuleEntry => {
    const node = nodeAt(document.root, path);
    const { policy, when = [] } = (node && intents.get(node)) ?? {};
    const { principals = [], capabilities = [], reason, owner, ticket } = written;
    const except = exemptionsOf(written).map((each, index) =>
      exemptionOf(each, { expand, at: placeOf(document, [...path, 'except', index]) }),
    );
    const at = placeOf(document, path);
    const expires = written.expires === undefined ? undefined : accepted(expiryOf(written.expires), written.expires);
    return { verb, principals: expand(principals, at), capabilities, policy, when, expires, except, reason, owner, ticket, at };
  };
  return rules.map((rule, index): Rule => {
    const path = ['rules', index];
    const entries = VERBS.flatMap((verb) => (rule[verb] ?? []).map((each, position) => entryOf(verb, each, [...path, verb, position])));
    return { id: rule.id, owner: metadata?.owner, repositories: selectorOf(rule, known), entries, at: placeOf(document, path) };
  });
}

function exemptionsOf(entry: WrittenEntry): readonly WrittenExemption[] {
  return 'except' in entry && entry.except !== undefined ? entry.except : [];
}

interface ExemptionPlace {
  readonly expand: Build['expand'];
  readonly at: SourceLocation;
}

function exemptionOf({ principals, reason, owner, ticket, expires }: WrittenExemption, { expand, at }: ExemptionPlace): Exemption {
  return { principals: expand(principals, at), reason, owner, ticket, expires: accepted(expiryOf(expires), expires), at };
}

function selectorOf(
  { repositories, accounts, regions, tags, new: isNew }: WrittenRule,
  of: KnownRepositories | undefined,
): RepositorySelector {
  const pairs = Object.entries(tags ?? {}).map(([key, value]) => ({ key, value }));
  const known: KnownBound | undefined = of && { side: isNew ? 'new' : 'known', of };
  const asked = { names: repositories, accounts: accounts ?? [], regions: regions ?? [] };
  return { ...asked, tags: pairs.toSorted((a, b) => compare(a.key, b.key)), ...(known ? { known } : {}) };
}

function knownIn({ known }: AccessPolicy, document: BaselineDocument): KnownRepositories | undefined {
  if (known === undefined) return undefined;
  const places = Object.entries(known).map(([region, names]) => {
    return [region, new Map(names.map((name, index) => [name, placeOf(document, ['known', region, index])] as const))] as const;
  });
  return { at: placeOf(document, ['known']), places: new Map(places) };
}

function reviewsOf({ metadata }: AccessPolicy, document: BaselineDocument): Baseline['reviews'] {
  if (metadata?.review === undefined) return [];
  const days = accepted(reviewDays(metadata.review), String(metadata.review));
  const { owner, reviewed } = metadata;
  return [
    {
      days,
      owner,
      reviewed: reviewed === undefined ? undefined : accepted(dayOf(reviewed), reviewed),
      at: placeOf(document, ['metadata', 'review']),
    },
  ];
}

function exceptionOf({ written, path }: PlacedException, document: BaselineDocument, expand: Build['expand']): Exception {
  const { id, match, reason, owner, ticket } = written;
  const at = placeOf(document, path);
  return {
    id,
    match: matchOf(match, expand, at),
    reason,
    owner,
    ticket,
    expires: accepted(expiryOf(written.expires), written.expires),
    at,
  };
}

function matchOf(match: PlacedException['written']['match'], expand: Build['expand'], at: SourceLocation): ExceptionMatch {
  const { finding, code, repositories = [], principals = [], capabilities = [] } = match;
  // INVARIANT: the schema takes nothing but ids of findings here.
  if (finding !== undefined) return { kind: 'finding', finding: finding as FindingId };
  return { kind: 'selector', code, repositories, principals: expand(principals, at), capabilities };
}

function placeOf({ file, root }: BaselineDocument, path: readonly PathPart[]): SourceLocation {
  return { file, line: lineOf(root, path) };
}

/** Undefined would mean that schema and reader disagree: a bug. */
function accepted<T extends Instant | number>(value: T | undefined, text: string): T {
  if (value === undefined) throw new Error(`the schema has accepted \`${text}\``);
  return value;
}
