// The matrix judged one cell and one action at a time, without classes: what the class-wise matrix has to equal.
import { type Account, decideCell } from '../../lib/access/account.ts';
import { ECR_UNIVERSE } from '../../lib/access/documents.ts';
import type { AccessMatrix } from '../../lib/access/matrix.ts';
import { actionDecision } from '../../lib/access/outcome.ts';
import { membersOf } from '../../lib/access/part.ts';
import type { Subject } from '../../lib/access/subjects.ts';
import type { Repository } from '../../lib/model/snapshot.ts';

/** `principal region/repository action decision` of every action that is not denied. Unknown ones are left to the coverage. */
export function cellByCell(account: Account, subjects: readonly Subject[], repositories: readonly Repository[]): readonly string[] {
  const lines: string[] = [];
  for (const subject of subjects) {
    for (const repository of repositories) {
      ECR_UNIVERSE.forEach((name, action) => {
        const { kind } = decideCell(account, { subject, repository, action });
        if (kind === 'allowed' || kind === 'conditional') lines.push(`${subject.principal.name} ${repository.arn} ${name} ${kind}`);
      });
    }
  }
  return lines.sort();
}

/** The same lines from the class-wise matrix. */
export function classWise(matrix: AccessMatrix, wanted: (subject: Subject) => boolean): readonly string[] {
  const lines: string[] = [];
  for (const { subjects, classes, outcome } of matrix.groups()) {
    const repositories = membersOf(classes).flatMap((number) => matrix.repositoryClasses[number]?.members ?? []);
    for (const subject of membersOf(subjects).filter(wanted)) {
      for (const { arn } of repositories) {
        ECR_UNIVERSE.forEach((name, action) => {
          const decision = actionDecision(outcome, action);
          if (decision && decision !== 'unknown') lines.push(`${subject.principal.name} ${arn} ${name} ${decision}`);
        });
      }
    }
  }
  return lines.sort();
}
