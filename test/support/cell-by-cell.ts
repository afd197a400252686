// The matrix judged one cell and one action at a time, without classes: what the class-wise matrix has to equal.
import { type Account, decideCell, resourceLayers } from '../../lib/access/account/account.ts';
import { ECR_UNIVERSE } from '../../lib/access/account/documents.ts';
import { outsidersOf, ownArnsOf } from '../../lib/access/account/named-outsiders.ts';
import { outsider, type Subject } from '../../lib/access/account/subjects.ts';
import { actionDecision } from '../../lib/access/cell/outcome.ts';
import { combineSides, principalSide, resourceSides, sideKey } from '../../lib/access/cell/sides.ts';
import { repositoriesOf } from '../../lib/access/classes/repository-classes.ts';
import type { AccessMatrix } from '../../lib/access/matrix/matrix.ts';
import { membersOf } from '../../lib/collections/subset.ts';
import type { Repository } from '../../lib/model/snapshot.ts';

const EVERY_ACTION: ReadonlySet<string> = new Set(ECR_UNIVERSE);

/** What the class-wise matrix lists: the account's own principals everywhere, outsiders where a policy speaks of them. */
export function allCells(account: Account, actions: ReadonlySet<string> = EVERY_ACTION): readonly string[] {
  const repositories = repositoriesOf(account);
  const outsiders = repositories.flatMap((repository) => {
    return cellByCell(account, { subjects: outsidersNamedBy(account, repository), repositories: [repository], actions });
  });
  return [...cellByCell(account, { subjects: account.locals, repositories, actions }), ...outsiders].sort();
}

/** Those of other accounts, services and everybody, where a policy speaks of them: the only places where the matrix lists them. */
function outsidersNamedBy(account: Account, repository: Repository): readonly Subject[] {
  const { ground } = account;
  const { resource, rcp } = resourceLayers(account, repository.region, repository);
  const statements = [...resource.policies, ...rcp.policies].flatMap(({ compiled }) => compiled.statements);
  // Nobody lists the account's federated users: they are known where a policy names them.
  const federated = new Set(ownArnsOf(statements, ground.account).filter((arn) => arn.includes(':federated-user/')));
  return [...outsidersOf(statements, ground), ...federated].map((name) => outsider(ground, name));
}

interface Cells {
  readonly subjects: readonly Subject[];
  readonly repositories: readonly Repository[];
  readonly actions: ReadonlySet<string>;
}

/** `principal region/repository action decision` of every action that is not denied. Unknown ones are left to the coverage. */
function cellByCell(account: Account, { subjects, repositories, actions }: Cells): readonly string[] {
  const lines: string[] = [];
  for (const subject of subjects) {
    for (const repository of repositories) {
      ECR_UNIVERSE.forEach((name, action) => {
        if (!actions.has(name)) return;
        const { kind } = decideCell(account, { subject, repository, action });
        if (kind === 'allowed' || kind === 'conditional') lines.push(`${subject.principal.name} ${repository.arn} ${name} ${kind}`);
      });
    }
  }
  return lines;
}

/** The same lines from the class-wise matrix; `walk`: from the groups by shape, or from those with the very formulas. */
export function classWise(
  matrix: AccessMatrix,
  actions: ReadonlySet<string> = EVERY_ACTION,
  walk: 'alike' | 'groups' = 'alike',
): readonly string[] {
  const lines: string[] = [];
  for (const { subjects, classes, outcome } of matrix[walk]()) {
    const repositories = membersOf(classes).flatMap((number) => matrix.repositoryClasses[number]?.members ?? []);
    for (const subject of membersOf(subjects)) {
      for (const { arn } of repositories) {
        ECR_UNIVERSE.forEach((name, action) => {
          const decision = actions.has(name) ? actionDecision(outcome, action) : undefined;
          if (decision && decision !== 'unknown') lines.push(`${subject.principal.name} ${arn} ${name} ${decision}`);
        });
      }
    }
  }
  return lines.sort();
}

/** Cells whose formulas in the groups that have the very formulas are not those of their own two sides; there should be none. */
export function inexactCells(matrix: AccessMatrix): readonly string[] {
  const { account, repositoryClasses, groups } = matrix;
  return [...groups()].flatMap(({ subjects, classes, outcome }) =>
    membersOf(classes)
      .flatMap((number) => repositoryClasses[number]?.members ?? [])
      .flatMap((repository) => {
        const sideOf = resourceSides(account, repository);
        return membersOf(subjects).flatMap((subject) => {
          const own = combineSides(principalSide(account, subject, repository), sideOf(subject));
          return sideKey([own]) === sideKey([outcome.granted]) ? [] : [`${subject.principal.name} ${repository.arn}`];
        });
      }),
  );
}
