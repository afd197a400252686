// Repositories that do not exist yet, as registry policies and creation templates tell them apart: for each pattern under which
// something is granted a few names that stand for all the others.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { repositoryArn } from '../../model/ids.ts';
import type { Scope } from '../../model/policy.ts';
import type { Registry, Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { PolicySet } from '../../policy/layers.ts';
import { compileIamPattern, tokensOf } from '../../policy/match/pattern.ts';
import { afterPrefix, commonName, deeper, isNameOf, type NamePattern, resourceNames } from '../../text/name-pattern.ts';
import type { Account } from '../account/account.ts';
import { type CreationTemplate, cacheFolders, creationTemplates, templateFor } from './creation-templates.ts';

/** One pattern of repositories to come, and who makes the grant there. */
export interface Placeholder {
  readonly region: string;
  /** The template; undefined for the registry policy. */
  readonly template: CreationTemplate | undefined;
  readonly pattern: NamePattern;
  /** The Allows of the registry policy that have the pattern; none of a template's. */
  readonly granting: readonly CompiledStatement[];
  /** The whole of it first. INVARIANT: none of them is a repository that exists. */
  readonly names: readonly PlaceholderName[];
}

/** A repository that stands for those which `title` matches. */
export interface PlaceholderName {
  readonly title: string;
  /** Whether it stands for the pattern itself, for what lies below another `/` in it, or for a part that something else tells apart. */
  readonly part: 'whole' | 'deeper' | 'other';
  readonly repository: Repository;
}

/** `globs` are those of the baseline that tell repositories of this registry apart. Wide patterns come before those within them. */
export function placeholdersIn(account: Account, registry: Registry, globs: readonly NamePattern[]): readonly Placeholder[] {
  const reading = creationTemplates(registry);
  const templates = reading.kind === 'templates' ? reading.templates : [];
  const policy = account.registryPolicies.get(registry.region);
  const granting = policy ? statementsOf(policy).filter(({ effect }) => effect === 'Allow') : [];
  const giving = templates.filter((each) => each.policy !== undefined);
  if (granting.length === 0 && giving.length === 0) return [];
  const statements = policy ? [...statementsOf(policy), ...statementsOf(account.rcp)] : statementsOf(account.rcp);
  const written = statements.flatMap(({ source: { resource } }) => namesWritten(account, registry.region, resource));
  const folders = [...templates.map(({ folder }) => folder), ...cacheFolders(registry)].map(folderNames);
  const telling = distinct([...globs, ...written, ...folders]);
  const sources = { account, registry, templates, telling };
  const patterns = groupBy(
    granting.flatMap((statement) => grantNames(account, registry.region, statement).map((pattern) => ({ pattern, statement }))),
    ({ pattern }) => keyOf(pattern),
  );
  const given = [...patterns.values()].map((alike) => ({
    pattern: alike[0]?.pattern ?? resourceNames(''),
    granting: alike.map(({ statement }) => statement),
    template: undefined,
  }));
  const made = giving.map((template) => ({ pattern: folderNames(template.folder), granting: [], template }));
  return [...widestFirst(given), ...made].map((each) => placeOf(sources, each)).filter(({ names }) => names.length > 0);
}

function statementsOf({ policies }: PolicySet): readonly CompiledStatement[] {
  return policies.flatMap(({ compiled }) => compiled.statements);
}

function folderNames(folder: string): NamePattern {
  return resourceNames(`${folder}*`);
}

/** The repository names that the Resource of an Allow is about; what a NotResource leaves is anything. */
function grantNames(account: Account, region: string, { source: { resource } }: CompiledStatement): readonly NamePattern[] {
  return resource.kind === 'only' ? namesWritten(account, region, resource) : [resourceNames('*')];
}

/** Patterns over names in a Resource or NotResource. What a variable stands for may be anything here: the engine knows better. */
function namesWritten({ ground }: Account, region: string, resource: Scope<string>): readonly NamePattern[] {
  if (resource.kind === 'every') return [];
  const head = ['arn', ground.partition, 'ecr', region, ground.account];
  return resource.of.flatMap((raw) => {
    const fields = raw.replace(VARIABLE, '*').split(':');
    const matches = head.every((field, index) => compileIamPattern(tokensOf(fields[index] ?? '*'))(field));
    if (raw !== '*' && !matches) return [];
    const last = fields.length > head.length ? fields.slice(head.length).join(':') : '*';
    return afterPrefix(resourceNames(last), 'repository/');
  });
}

const VARIABLE = /\$\{[^}]*\}/g;

interface PatternSources {
  readonly account: Account;
  readonly registry: Registry;
  readonly templates: readonly CreationTemplate[];
  readonly telling: readonly NamePattern[];
}

type Given = Pick<Placeholder, 'template' | 'pattern' | 'granting'>;

function placeOf(sources: PatternSources, given: Given): Placeholder {
  const { registry, templates } = sources;
  const { template, pattern } = given;
  const { repositories, region } = registry;
  const existing = new Set(repositories.kind === 'present' ? repositories.value.map(({ name }) => name) : []);
  const found = candidatesOf(sources, pattern).filter(({ name }) => {
    return !existing.has(name) && (!template || templateFor(templates, name) === template);
  });
  const names = [...new Map(found.toReversed().map((each) => [each.name, each])).values()].toReversed();
  return {
    ...given,
    region,
    names: names.map(({ name, ...rest }) => ({ ...rest, repository: repositoryFrom(sources, template, name) })),
  };
}

interface Candidate extends Omit<PlaceholderName, 'repository'> {
  readonly name: string;
}

/** Names of the pattern alone, of what lies deeper in it, and of it together with each other pattern. */
function candidatesOf({ telling }: PatternSources, pattern: NamePattern): readonly Candidate[] {
  const below = deeper(pattern);
  const candidate = (title: string, of: readonly NamePattern[], part: PlaceholderName['part']): readonly Candidate[] => {
    const name = commonName(of);
    return name === undefined ? [] : [{ title, name, part }];
  };
  return [
    ...candidate(pattern.text, [pattern], 'whole'),
    ...(below ? candidate(below.text, [below], 'deeper') : []),
    ...telling.flatMap((other) => (mayMeet(pattern, other) ? candidate(titleOf(pattern, other), [pattern, other], 'other') : [])),
  ];
}

/** `payments/**` where all of it is within the pattern. */
function titleOf(pattern: NamePattern, other: NamePattern): string {
  if (isWithin(other, pattern)) return other.text;
  return isWithin(pattern, other) ? pattern.text : `${pattern.text}, ${other.text}`;
}

function isWithin(inner: NamePattern, outer: NamePattern): boolean {
  return examplesOf(inner).every((name) => name !== undefined && isNameOf(outer, name));
}

const EXAMPLES = new WeakMap<NamePattern, readonly (string | undefined)[]>();

/** A name of the pattern, and one that lies deeper. */
function examplesOf(pattern: NamePattern): readonly (string | undefined)[] {
  return getOrCreate(EXAMPLES, pattern, () => {
    const below = deeper(pattern);
    return [pattern, ...(below ? [below] : [])].map((each) => commonName([each]));
  });
}

/** Patterns that begin differently have no name in common. */
function mayMeet(a: NamePattern, b: NamePattern): boolean {
  const [one, two] = [beginning(a), beginning(b)];
  return one.startsWith(two) || two.startsWith(one);
}

function beginning({ text }: NamePattern): string {
  return text.split(/[*?]/, 1)[0] ?? '';
}

function repositoryFrom(
  { account, registry: { region } }: PatternSources,
  template: CreationTemplate | undefined,
  name: string,
): Repository {
  const { partition, account: owner } = account.ground;
  return {
    region,
    name,
    arn: repositoryArn(partition, region, owner, name),
    tags: template ? { kind: 'present', value: template.tags } : { kind: 'absent' },
    policy: template?.policy ? { kind: 'present', value: template.policy } : { kind: 'absent' },
  };
}

function keyOf({ text, pieces }: NamePattern): string {
  return JSON.stringify([text, pieces]);
}

function distinct(patterns: readonly NamePattern[]): readonly NamePattern[] {
  return [...new Map(patterns.map((each) => [keyOf(each), each])).values()];
}

function widestFirst(given: readonly Given[]): readonly Given[] {
  const around = new Map(given.map((each) => [each, given.filter((other) => isWithin(each.pattern, other.pattern)).length]));
  return given.toSorted((a, b) => (around.get(a) ?? 0) - (around.get(b) ?? 0) || (a.pattern.text < b.pattern.text ? -1 : 1));
}

/** Whether whatever is told of one place is told of the other as well. */
export function isPlaceWithin(inner: Placeholder, outer: Placeholder): boolean {
  return inner.region === outer.region && inner.template === outer.template && isWithin(inner.pattern, outer.pattern);
}
