// Repositories on which a subject's proofs are the same: where whatever its own policies and theirs make of the repository is the same.
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledPolicy, CompiledStatement } from '../../policy/compile.ts';
import type { PolicySet, PrincipalLayers, ResourceLayers } from '../../policy/layers.ts';
import { FALSE, type Formula, TRUE } from '../../policy/logic/formula.ts';
import type { Context } from '../../policy/match/context.ts';
import { hasBoundary } from '../../policy/order.ts';
import { statementsAbout } from '../../policy/statement-index.ts';
import type { Account } from '../account/account.ts';
import { isRepositoryKey, requestContext } from '../account/request-context.ts';
import type { Subject } from '../account/subjects.ts';
import { EVERY_BIT } from '../cell/action-formulas.ts';

export interface MeetingLayers {
  readonly own: PrincipalLayers;
  readonly others: ResourceLayers;
}

/**
 * Equal for repositories on which everything is proved of a subject by the same statements in the same places, though each by its own policy.
 * Undefined where that cannot be told from what is certain: where something was not read, or hangs on a condition about the repository.
 */
export type PlaceKeys = (subject: Subject, repository: Repository, layers: MeetingLayers) => string | undefined;

/** The keys of an account's repositories, by what their policies say and by which statements are about them. */
export function placeKeys({ ground }: Account): PlaceKeys {
  const bearing = new WeakMap<PrincipalLayers, readonly CompiledStatement[]>();
  const numbers = new Map<CompiledPolicy, number>();
  return (subject, repository, { own, others }) => {
    if (others.resource.gaps.length > 0) return undefined;
    const { region, arn } = repository;
    const context = requestContext(ground, subject.keys, { region, repository, tagging: false });
    const parts: string[] = [region];
    for (const statement of getOrCreate(bearing, own, () => ownStatements(own).filter(isAboutRepository))) {
      const part = bearingOf(statement, arn, context);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    const boundary = hasBoundary(own);
    for (const { compiled } of [...others.resource.policies, ...others.rcp.policies]) {
      for (const [index, statement] of statementsAbout(compiled, subject.caller, EVERY_BIT).entries()) {
        if (statement.principal.match(subject.caller, boundary).some === FALSE) continue;
        const part = isAboutRepository(statement) ? bearingOf(statement, arn, context) : '1';
        if (part === undefined) return undefined;
        parts.push(`${getOrCreate(numbers, compiled, () => numbers.size)}.${index}.${part}`);
      }
    }
    return parts.join(' ');
  };
}

function ownStatements({ identity, boundary, session, scp }: PrincipalLayers): readonly CompiledStatement[] {
  const sets: readonly (PolicySet | undefined)[] = [identity === 'delegated' ? undefined : identity, boundary, session, ...scp];
  return sets.flatMap((set) => set?.policies.flatMap(({ compiled }) => compiled.statements) ?? []);
}

/** Whether it can hold on one repository and not on another one of its region. */
function isAboutRepository({ resource, conditions }: CompiledStatement): boolean {
  return resource.scope !== 'every' || conditions.some(({ keys }) => keys.some(isRepositoryKey));
}

/** What a statement makes of a repository, its other conditions aside; undefined where that is not certain. */
function bearingOf({ resource, conditions }: CompiledStatement, arn: string, context: Context): string | undefined {
  const formulas = [
    resource.covers(arn, context),
    ...conditions.filter(({ keys }) => keys.some(isRepositoryKey)).map(({ holds }) => holds(context)),
  ];
  if (formulas.includes(FALSE)) return '0';
  return formulas.every((each: Formula) => each === TRUE) ? '1' : undefined;
}
