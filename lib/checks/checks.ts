// Facts about policies that a snapshot shows by itself. The baseline is only asked whether what they give is expected.
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import type { IsExpected } from '../drift/cell/expected.ts';
import type { PolicyFinding } from '../model/drift.ts';
import { escalationSurvey } from './escalation/escalation.ts';
import { idleStatements } from './idle/idle-statements.ts';
import { lockoutSurvey } from './lockout/lockout.ts';
import { orphans } from './orphans.ts';
import { partialPushSurvey } from './partial-push.ts';
import { foreignReplication } from './replication.ts';
import { nearLimit } from './size.ts';
import { statementSurvey } from './statements/statements.ts';
import { directGrantsOf } from './survey/direct-grants.ts';
import { seen } from './survey/survey.ts';
import { templateDrift } from './templates/templates.ts';
import { tokenSurvey } from './tokens.ts';
import { unclassifiedActions } from './unclassified.ts';
import { wideIdentitySurvey } from './wide-identity.ts';

/**
 * Every fact once, in the order of codes and places. Nothing is concluded from what was not read. `among`: whether the account has no other
 * users and roles than those of the matrix.
 */
export function policyFindingsOf(matrix: AccessMatrix, isExpected: IsExpected, among: 'all' | 'some' = 'all'): readonly PolicyFinding[] {
  const { account } = matrix;
  const isMeant = directGrantsOf(matrix);
  const surveys = [
    tokenSurvey(matrix, isMeant),
    partialPushSurvey(matrix, isExpected, isMeant),
    statementSurvey(matrix, isExpected),
    wideIdentitySurvey(matrix, isExpected),
    escalationSurvey(matrix, isExpected),
    lockoutSurvey(matrix, among),
  ];
  for (const group of matrix.groups()) {
    const members = seen(group);
    for (const { see } of surveys) see(members);
  }
  const facts = [
    ...surveys.flatMap(({ found }) => found()),
    ...templateDrift({ account, isExpected }),
    ...foreignReplication(account),
    ...orphans(account),
    ...nearLimit(account),
    ...idleStatements(account),
    ...unclassifiedActions(account),
  ];
  return inOrder(facts);
}

/** INVARIANT: what makes up the id of a finding (lib/findings/fingerprint.ts) tells the facts apart. */
function inOrder(facts: readonly PolicyFinding[]): readonly PolicyFinding[] {
  const byKey = new Map<string, PolicyFinding>();
  for (const each of facts) {
    const key = keyOf(each);
    if (!byKey.has(key)) byKey.set(key, each);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

function keyOf({ code, region, subject, principal, capability }: PolicyFinding): string {
  return JSON.stringify([code, region, subject, principal, capability]);
}
