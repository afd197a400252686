// Who would have what on repositories that do not exist yet: outsiders of whom the policy speaks, and those of the account whom it names.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { conditionsHold } from '../../policy/compile.ts';
import { FALSE } from '../../policy/logic/formula.ts';
import { type ActionMask, emptyMask, union } from '../../policy/logic/mask.ts';
import { type Account, resourceLayers } from '../account/account.ts';
import { compileDocuments } from '../account/documents.ts';
import { outsidersOf } from '../account/named-outsiders.ts';
import { namedTest } from '../account/named-principals.ts';
import { isCallerKey, requestContext } from '../account/request-context.ts';
import { outsider, type Subject } from '../account/subjects.ts';
import { type Outcome, outcomeOf } from '../cell/outcome.ts';
import { combineSides, principalSide, resourceSides } from '../cell/sides.ts';
import { dependenciesOf } from '../classes/dependencies.ts';
import { type Placeholder, placeholdersIn } from './placeholders.ts';

export interface PlaceholderRights {
  readonly place: Placeholder;
  /** What the statements with the pattern, or the template's policy, allow. */
  readonly actions: ActionMask;
  /** Those whose rights there the policy or the template may have given. */
  readonly subjects: readonly Subject[];
  readonly outcomeAt: (subject: Subject, repository: Repository) => Outcome;
  /** The account with the policies that no repository has yet, for proofs. */
  readonly account: Account;
}

/** Every place where a registry policy or a template grants something to somebody; `globsIn` says what else tells names of a region apart. */
export function placeholderRights(
  live: Account,
  globsIn: (region: string) => Parameters<typeof placeholdersIn>[2] = () => [],
): readonly PlaceholderRights[] {
  // Policies that no repository has yet are no part of the account.
  const account: Account = { ...live, documents: compileDocuments() };
  const outcomeAt = outcomes(account);
  const foreign = memoize((name: string) => outsider(account.ground, name));
  return account.snapshot.registries.flatMap((registry) =>
    placeholdersIn(account, registry, globsIn(registry.region)).map((place) => {
      const statements = grantsOf(account, place);
      const isNamed = ({ caller }: Subject): boolean => statements.some(({ principal }) => principal.match(caller, FALSE).some !== FALSE);
      const actions = statements.reduce((mask, each) => union(mask, each.actions), emptyMask());
      return {
        place,
        actions,
        subjects: [...outsidersAt(account, place).map(foreign).filter(isNamed), ...ownSubjects(account, place, statements)],
        outcomeAt,
        account,
      };
    }),
  );
}

/** The Allows that make the grants of a place. */
function grantsOf({ documents }: Account, { template, granting }: Placeholder): readonly CompiledStatement[] {
  if (!template?.policy) return granting;
  return documents.compiled(template.policy, 'resource').policy.statements.filter(({ effect }) => effect === 'Allow');
}

/** Everybody from outside of whom the policies speak that bear on the place. */
function outsidersAt(account: Account, { names: [first] }: Placeholder): readonly string[] {
  if (!first) return [];
  const { resource, rcp } = resourceLayers(account, first.repository.region, first.repository);
  return outsidersOf(
    [...resource.policies, ...rcp.policies].flatMap(({ compiled }) => compiled.statements),
    account.ground,
  );
}

/** Who is reached as one of everybody is told as everybody. */
function ownSubjects(account: Account, place: Placeholder, statements: readonly CompiledStatement[]): readonly Subject[] {
  const isNamed = namedTest(statements);
  const conditional = statements.filter(({ conditions }) => conditions.some(({ keys }) => keys.some(isCallerKey)));
  return account.locals.filter((subject) => {
    if (subject.principal.class === 'service-linked') return false;
    return isNamed(subject) || conditional.some((statement) => isMeantBy(account, statement, subject, place));
  });
}

/** Whether the conditions of a statement for everybody let the subject pass. */
function isMeantBy({ ground }: Account, statement: CompiledStatement, { caller, keys }: Subject, { names }: Placeholder): boolean {
  if (statement.principal.match(caller, FALSE).some === FALSE) return false;
  return names.some(({ repository }) => {
    const context = requestContext(ground, keys, { region: repository.region, repository, tagging: false });
    return conditionsHold(statement, repository.arn, context) !== FALSE;
  });
}

/** Names that no pattern tells apart have one outcome. */
function outcomes(account: Account): PlaceholderRights['outcomeAt'] {
  const known = new Map<string, Map<Subject, Outcome>>();
  const keys = new Map<Repository, string>();
  return (subject, repository) => {
    const answers = getOrCreate(keys, repository, () => answersKey(account, repository));
    // The own policies of a local principal may tell any names apart.
    const key = subject.local ? `${repository.arn} ${answers}` : answers;
    const ofKey = getOrCreate(known, key, () => new Map<Subject, Outcome>());
    return getOrCreate(ofKey, subject, () => {
      const isLocal = subject.local !== undefined;
      const sides = combineSides(principalSide(account, subject, repository), resourceSides(account, repository)(subject));
      return outcomeOf(sides, isLocal);
    });
  };
}

function answersKey(account: Account, repository: Repository): string {
  const { resource, rcp } = resourceLayers(account, repository.region, repository);
  const { patterns, templates } = dependenciesOf([...resource.policies, ...rcp.policies].map(({ compiled }) => compiled));
  const policy = repository.policy.kind === 'present' ? repository.policy.value.text : '';
  const matched = templates.length > 0 ? repository.arn : patterns.map(({ pattern }) => pattern.matches(repository.arn));
  return JSON.stringify([repository.region, policy, repository.tags, matched]);
}
