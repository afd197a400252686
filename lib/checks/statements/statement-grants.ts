// What single statements of resource policies give today, and whether the baseline expects it.

import type { Subject } from '../../access/account/subjects.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import type { IsExpected } from '../../drift/cell/expected.ts';
import type { SeenGroup } from '../survey/survey.ts';
import { crowdGrants } from './crowd-grants.ts';
import { type Given, hearing, type Watched } from './heard.ts';
import { singleGrants } from './single-grants.ts';

export interface StatementGrants {
  /** What is not expected of service-linked roles is not reported: AWS acts for the account. */
  readonly see: (group: SeenGroup) => void;
  /** The gravest of what was seen. */
  readonly given: (watched: Watched) => Given;
}

/** Watches statements during a walk over the matrix; asked for what they give once it is over. */
export function statementGrants(matrix: AccessMatrix, isExpected: IsExpected, watched: readonly Watched[]): StatementGrants {
  const hear = hearing([...new Set(watched.map(({ statement }) => statement))]);
  const singly = singleGrants(matrix, isExpected, watched);
  const { alike } = isExpected;
  const inCrowds = alike && crowdGrants(matrix, isExpected, alike);
  const isAlike = (subject: Subject): boolean => subject.local !== undefined && alike?.isFor(subject) === true;
  return {
    see: (group) => {
      const among = group.subjects.filter(({ principal }) => principal.class !== 'service-linked');
      const [alikes, others] = [among.filter(isAlike), among.filter((subject) => !isAlike(subject))];
      const heard = hear(group, others);
      if (heard) singly.judge(heard);
      const together = inCrowds && hear(group, alikes);
      if (!together) return;
      inCrowds.judge(together);
      singly.judgeBesides(together);
    },
    given: (each) => {
      const isGiven = (what: 'unexpected' | 'expected'): boolean => singly.isGiven(each, what) || inCrowds?.isGiven(each, what) === true;
      return (['unexpected', 'expected'] as const).find(isGiven) ?? 'nothing';
    },
  };
}
