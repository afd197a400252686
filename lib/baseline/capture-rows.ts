// Who may do what on which repository classes, principals with the same access together.
import type { Account } from '../access/account.ts';
import { ECR_ACTIONS } from '../access/actions.ts';
import { CAPABILITY_RULES } from '../access/capabilities.ts';
import { needsLogin, proofOf } from '../access/grants.ts';
import type { AccessMatrix } from '../access/matrix.ts';
import type { CapabilityOutcome, Outcome } from '../access/outcome.ts';
import { membersOf } from '../access/part.ts';
import type { Subject } from '../access/subjects.ts';
import type { GrantPrincipal } from '../model/access.ts';
import type { Residual } from '../model/decision.ts';
import type { Repository } from '../model/snapshot.ts';
import { bitsOf } from '../policy/mask.ts';
import { remembered } from '../policy/remembered.ts';
import { type Bits, type BitsUnion, bitsOfNumbers, bitsUnion, common, isNone, minus } from './capture-bits.ts';
import { compare } from './parse-order.ts';

/** Where a word of the language is granted: a capability, or one action of a capability that any action makes up. */
export interface Support {
  readonly word: string;
  readonly classes: Bits;
}

/** Principals that have the same access everywhere. */
export interface Cluster {
  /** Sorted by name. */
  readonly members: readonly GrantPrincipal[];
  readonly supports: readonly Support[];
  /** What some of the access depends on, and where: by word and condition, with a blank between. */
  readonly conditions: ReadonlyMap<string, Bits>;
}

/** The clusters of everybody who has access on `classes`, sorted by first member. */
export function clustersOf(matrix: AccessMatrix, classes: Bits, intern: (bits: Bits) => Bits): readonly Cluster[] {
  const clusters = new Map<string, Cluster[]>();
  for (const row of rowsOf(matrix, classes)) {
    const single = singleCluster(row, intern);
    const key = JSON.stringify(single.supports.map(({ word, classes: where }) => [word, where.join()]));
    const alike = clusters.get(key);
    if (alike) alike.push(single);
    else clusters.set(key, [single]);
  }
  return [...clusters.values()].flatMap(mergedCluster);
}

/** One principal while the groups of the matrix are read. */
interface Row {
  readonly principal: GrantPrincipal;
  readonly words: Map<string, BitsUnion>;
  readonly conditions: Map<string, BitsUnion>;
}

function rowsOf({ account, repositoryClasses, groups }: AccessMatrix, scope: Bits): readonly Row[] {
  const { length: count } = repositoryClasses;
  const rows = new Map<string, Row>();
  const knownWords = new Map<Outcome, readonly string[]>();
  const knownConditions = new Map<Outcome, readonly string[]>();
  for (const group of groups()) {
    const { outcome } = group;
    const [subjects, classes] = [membersOf(group.subjects), membersOf(group.classes)];
    const where = common(bitsOfNumbers(count, classes), scope);
    const words = remembered(knownWords, outcome, () => wordsOf(outcome));
    if (words.length === 0 || isNone(where)) continue;
    const representative = repositoryClasses[classes[0] ?? -1]?.representative;
    const conditions = remembered(knownConditions, outcome, () =>
      conditionsOf(account, { subject: subjects[0], repository: representative, outcome }),
    );
    for (const { principal } of subjects) {
      const row = remembered(rows, principal.name, (): Row => ({ principal, words: new Map(), conditions: new Map() }));
      for (const word of words) remembered(row.words, word, () => bitsUnion(count)).add(where);
      for (const condition of conditions) remembered(row.conditions, condition, () => bitsUnion(count)).add(where);
    }
  }
  return [...rows.values()].sort((a, b) => compare(a.principal.name, b.principal.name));
}

/** Unknown access is not captured: nobody has seen it. */
function wordsOf({ capabilities }: Outcome): readonly string[] {
  return capabilities.filter(({ decision }) => decision !== 'unknown').flatMap(wordsOfGrant);
}

function wordsOfGrant({ capability, actions }: CapabilityOutcome): readonly string[] {
  return CAPABILITY_RULES[capability].needs === 'all' ? [capability] : bitsOf(actions).flatMap((bit) => ECR_ACTIONS[bit] ?? []);
}

interface Example {
  readonly subject: Subject | undefined;
  readonly repository: Repository | undefined;
  readonly outcome: Outcome;
}

function conditionsOf(account: Account, { subject, repository, outcome }: Example): readonly string[] {
  if (!subject || !repository) return [];
  const conditional = outcome.capabilities.filter(({ decision }) => decision === 'conditional');
  const found = conditional.flatMap((grant) => {
    const login = needsLogin(subject, grant.capability);
    const { conditions } = proofOf(account, { subject, repository, actions: grant.actions, login });
    return conditions.flatMap((residual) => wordsOfGrant(grant).map((word) => `${word} ${conditionName(residual)}`));
  });
  return [...new Set(found)];
}

function conditionName(residual: Residual): string {
  return 'account' in residual ? `the policies of account ${residual.account}` : residual.key;
}

const PULL_AND_PUSH = ['pull', 'push'] as const;

/** Where pull and push are both there, they cover retag (CONTRACT section 1). */
function singleCluster({ principal, words, conditions }: Row, intern: (bits: Bits) => Bits): Cluster {
  const [pull, push] = PULL_AND_PUSH.map((word) => words.get(word)?.bits);
  const supports = [...words].map(([word, { bits }]): Support => {
    return { word, classes: intern(word === 'retag' && pull && push ? minus(bits, common(pull, push)) : bits) };
  });
  return {
    members: [principal],
    supports: supports.filter(({ classes }) => !isNone(classes)).sort((a, b) => compare(a.word, b.word)),
    conditions: new Map([...conditions].map(([name, { bits }]) => [name, bits])),
  };
}

function mergedCluster(singles: readonly Cluster[]): readonly Cluster[] {
  const [first] = singles;
  if (!first || singles.length === 1) return singles;
  const conditions = new Map<string, BitsUnion>();
  for (const [name, where] of singles.flatMap((single) => [...single.conditions]))
    remembered(conditions, name, () => bitsUnion(where.length * 32)).add(where);
  return [
    {
      members: singles.flatMap(({ members }) => members),
      supports: first.supports,
      conditions: new Map([...conditions].map(([name, { bits }]) => [name, bits])),
    },
  ];
}
