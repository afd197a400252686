// Local principals that no policy of their own side can tell apart (docs/decisions/0007-masks-and-classes.md).
import { getOrCreate } from '../../collections/get-or-create.ts';
import { gapPartKey } from '../../model/gap-part.ts';
import type { PolicyDocument } from '../../model/policy.ts';
import { policyKey } from '../../model/policy-ref.ts';
import type { Collected } from '../../model/snapshot.ts';
import type { CompiledPolicy } from '../../policy/compile.ts';
import type { CompiledCondition } from '../../policy/condition/condition.ts';
import { formulaKey } from '../../policy/logic/formula.ts';
import type { ResourcePattern } from '../../policy/match/arn-pattern.ts';
import { ANYTHING, type Context } from '../../policy/match/context.ts';
import { type Account, ownLayers } from '../account/account.ts';
import { keptByAccount, kinOf } from '../account/kin.ts';
import { isCallerKey, isRepositoryKey, isTaggingKey, requestContext } from '../account/request-context.ts';
import type { Subject } from '../account/subjects.ts';
import { type Dependencies, dependenciesOf } from './dependencies.ts';

export interface PrincipalClassOf {
  readonly representative: Subject;
  /** Positions in `account.locals`. */
  readonly members: readonly number[];
  /** Patterns of the class's policies, variables filled in. */
  readonly patterns: readonly NamedPattern[];
  readonly repositoryKeys: readonly string[];
}

export interface NamedPattern {
  /** Shared by equal patterns. */
  readonly name: string;
  readonly pattern: ResourcePattern;
  /** Whether a variable waits for the repository: then `pattern` has `*` in its place, and says where it may match. */
  readonly waits: boolean;
  /**
   * What it makes certain where it matches, as names: that a statement is about the repository, by its number among all that bear on a
   * principal; or that it is where a variable has the value that it takes. More than which of these match is never asked.
   */
  readonly says: readonly string[];
}

/** The account's users and roles in classes, in the order of their first members; each is in exactly one. */
export function principalClasses(account: Account): readonly PrincipalClassOf[] {
  const had = CLASSES.ofKin(account);
  const found = had && kinOf(account)?.locals === account.locals ? had.classes : undefined;
  const facts = had?.facts ?? principalFacts();
  if (had) readPolicies(account);
  const classes = found ?? classesBy(account, facts);
  CLASSES.keep(account, { classes, facts });
  return classes;
}

/** What tells principals apart by their own policies, as a text: what these say, and everything of the caller that they see. */
export function tellingCallers(account: Account): (subject: Subject) => string {
  const facts = CLASSES.ofKin(account)?.facts ?? principalFacts();
  return (subject) => getOrCreate(facts.told, subject, () => toldOf(account, subject, facts)).key;
}

/** What is noted of a text names the first document that has it: whatever is known already, documents are read in one order. */
function readPolicies({ locals, documents }: Account): void {
  for (const { local } of locals) {
    for (const part of local?.policies ?? []) if (part.kind === 'present') documents.compiled(part.value, 'identity');
    if (local?.boundary.kind === 'present') documents.compiled(local.boundary.value, 'boundary');
  }
}

/** What an account and its changed copies have in common. */
const CLASSES = keptByAccount<{ readonly classes: readonly PrincipalClassOf[]; readonly facts: PrincipalFacts }>();

/** What is known of principals so far. INVARIANT: what is known of a subject follows from nothing but the subject and the organization. */
interface PrincipalFacts {
  /** By which documents bear on somebody. */
  readonly dependencies: Map<string, Dependencies>;
  readonly told: WeakMap<Subject, Told>;
  readonly patterns: WeakMap<Subject, readonly NamedPattern[]>;
}

/** What tells a principal apart. */
interface Told {
  readonly key: string;
  readonly dependencies: Dependencies;
}

function principalFacts(): PrincipalFacts {
  return { dependencies: new Map(), told: new WeakMap(), patterns: new WeakMap() };
}

function classesBy(account: Account, facts: PrincipalFacts): readonly PrincipalClassOf[] {
  const classes = new Map<string, { readonly members: number[]; readonly first: Subject; readonly dependencies: Dependencies }>();
  account.locals.forEach((subject, position) => {
    const { key, dependencies } = getOrCreate(facts.told, subject, () => toldOf(account, subject, facts));
    getOrCreate(classes, key, () => ({ members: [], first: subject, dependencies })).members.push(position);
  });
  return [...classes.values()].map(({ members, first, dependencies }) => {
    return {
      representative: first,
      members,
      patterns: getOrCreate(facts.patterns, first, () => patternsFor(callerContext(account, first), dependencies)),
      repositoryKeys: dependencies.repositoryKeys,
    };
  });
}

function toldOf(account: Account, subject: Subject, facts: PrincipalFacts): Told {
  const documents = documentsKey(account, subject);
  const dependencies = getOrCreate(facts.dependencies, documents, () => dependenciesOf(policiesOf(account, subject)));
  return { key: `${documents}\n${callerKey(callerContext(account, subject), dependencies)}`, dependencies };
}

function policiesOf(account: Account, subject: Subject): readonly CompiledPolicy[] {
  const { identity, boundary, scp } = ownLayers(account, subject);
  const sets = [...(identity === 'delegated' ? [] : [identity]), ...(boundary ? [boundary] : []), ...scp];
  return sets.flatMap(({ policies }) => policies.map(({ compiled }) => compiled));
}

/** Which documents bear on a subject, by what they say; names, order and repetitions do not matter. */
function documentsKey(account: Account, { local, principal }: Subject): string {
  const identity = new Set(local?.policies.flatMap((part) => partKey(account, 'identity', part) ?? []));
  // A47: a boundary bears on a subject even where it says nothing.
  const boundary = local && local.boundary.kind !== 'absent' ? `bounded ${partKey(account, 'boundary', local.boundary)}` : '';
  return [principal.class, ...[...identity].sort(), boundary].join('\n');
}

/** Undefined where a part says nothing of ECR. A malformed document is a gap of its own. */
function partKey({ documents }: Account, layer: 'identity' | 'boundary', part: Collected<PolicyDocument>): string | undefined {
  if (part.kind === 'absent') return undefined;
  if (part.kind === 'unknown') return `unknown ${gapPartKey(part.gap.part)}`;
  const { meaning, policy, malformed } = documents.compiled(part.value, layer);
  if (malformed) return `malformed ${policyKey(part.value.ref)}`;
  return policy.statements.length === 0 ? undefined : String(meaning);
}

/** Everything of the caller that its conditions and variables see: outcomes where they are settled, values where the repository has a say too. */
function callerKey(context: Context, { callerConditions, templates }: Dependencies): string {
  const outcomes = callerConditions.map((condition) =>
    isMixed(condition) ? valuesKey(context, condition.keys) : formulaKey(condition.holds(context)),
  );
  return [...outcomes, ...templates.map(({ keys }) => valuesKey(context, keys))].join('\n');
}

function isMixed({ keys }: CompiledCondition): boolean {
  return keys.some((key) => isRepositoryKey(key) || isTaggingKey(key));
}

function valuesKey(context: Context, keys: readonly string[]): string {
  return JSON.stringify(keys.filter(isCallerKey).map((key) => context(key)));
}

/** What a subject brings to a request, whatever the request is about. */
export function callerContext({ ground }: Account, { keys }: Subject): Context {
  return requestContext(ground, keys, { region: '', repository: undefined, tagging: false });
}

function patternsFor(context: Context, { patterns, templates }: Dependencies): readonly NamedPattern[] {
  const onAnyRepository: Context = (key) => (isRepositoryKey(key) ? ANYTHING : context(key));
  // Whether tags come along is decided by the action: a variable of theirs is then filled in, or is not there.
  const withTags: Context = (key) => (isTaggingKey(key) ? ANYTHING : onAnyRepository(key));
  const resolved = templates.flatMap(({ raw, keys, patternFor, statement, place }) =>
    (keys.some(isTaggingKey) ? [onAnyRepository, withTags] : [onAnyRepository]).flatMap((at, tagging): readonly NamedPattern[] => {
      const filled = patternFor(at);
      if (!filled) return [];
      const isOpen = filled.unknownKey !== undefined || keys.some(isTaggingKey);
      return [
        {
          name: `${raw} ${valuesKey(context, keys)}${tagging > 0 ? ' tagging' : ''}`,
          pattern: filled.pattern,
          waits: keys.some(isRepositoryKey),
          says: [isOpen ? `${statement}.${place}.${tagging}` : String(statement)],
        },
      ];
    }),
  );
  const fixed = patterns.map(({ name, pattern, statement }) => ({ name, pattern, waits: false, says: [String(statement)] }));
  const byName = new Map<string, NamedPattern>();
  for (const each of [...fixed, ...resolved]) {
    const known = byName.get(each.name);
    byName.set(each.name, known ? { ...each, says: [...known.says, ...each.says] } : each);
  }
  return [...byName.values()];
}
