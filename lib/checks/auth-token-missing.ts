// D7-D9: users and roles whose rights to pull or push are complete and lead nowhere, because they cannot log in.

import type { Subject } from '../access/account/subjects.ts';
import { formulaOf } from '../access/cell/action-formulas.ts';
import { type Outcome, outcomeOf } from '../access/cell/outcome.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { memoize } from '../collections/memoize.ts';
import { CAPABILITY_ACTIONS, LOGIN, TOKEN } from '../ecr/capabilities.ts';
import type { PolicyFinding } from '../model/drift.ts';
import type { Repository } from '../model/snapshot.ts';
import { isNever } from '../policy/theory/solve.ts';
import type { CheckInput, PolicyCheck } from './survey/check.ts';
import { policyFinding } from './survey/policy-finding.ts';
import { placeOf, shortened, snapshotOrder } from './survey/repository-lists.ts';
import type { Survey } from './survey/survey.ts';

const NEEDING = ['pull', 'push'] as const;
type Needing = (typeof NEEDING)[number];

export const authTokenMissing = {
  code: 'ECRD-106',
  name: 'AuthTokenMissing',
  meaning: 'A user or role has every right to pull or push, and cannot log in: `ecr:GetAuthorizationToken` is not allowed.',
  source: ['D7', 'D8', 'D9'],
  severity: 'medium',
  dependsOn: 'cells',
  remedy: 'allow ecr:GetAuthorizationToken on * in an identity policy of the principal; a repository policy cannot',
  check: tokenSurvey,
} as const satisfies PolicyCheck;

interface Missing {
  readonly subject: Subject;
  readonly capability: Needing;
  readonly repositories: Repository[];
}

function tokenSurvey({ matrix, isMeant }: CheckInput): Survey {
  const missing = new Map<string, Missing>();
  // Most groups share their outcome with many others.
  const uselessIn = memoize(useless);
  return {
    see: ({ subjects, classes, outcome }) => {
      for (const capability of uselessIn(outcome)) {
        for (const subject of subjects.filter(isOrdinary)) {
          for (const number of classes()) {
            if (!isMeant(subject, number, CAPABILITY_ACTIONS[capability])) continue;
            missingOf(missing, subject, capability).repositories.push(...(matrix.repositoryClasses[number]?.members ?? []));
          }
        }
      }
    },
    found: () => {
      const inOrder = snapshotOrder(matrix.account);
      return [...missing.values()].map((each) => withoutToken(each, inOrder(each.repositories)));
    },
  };
}

/** AWS sees to the rights of service-linked roles. */
function isOrdinary({ principal }: Subject): boolean {
  return principal.class === 'same-account';
}

/** What lacks nothing but a token that is certainly denied. */
function useless({ granted }: Outcome): readonly Needing[] {
  if (!isNever(formulaOf(granted, LOGIN))) return [];
  const { capabilities } = outcomeOf(granted, false);
  return NEEDING.filter((name) => capabilities.some(({ capability, decision }) => capability === name && decision !== 'unknown'));
}

function missingOf(missing: Map<string, Missing>, subject: Subject, capability: Needing): Missing {
  return getOrCreate(missing, `${capability} ${subject.principal.name}`, () => ({ subject, capability, repositories: [] }));
}

function withoutToken({ subject, capability }: Missing, repositories: readonly Repository[]): PolicyFinding {
  const { name } = subject.principal;
  const verb = capability === 'pull' ? 'pull from' : 'push to';
  const place = repositories.length === 1 ? '1 repository' : `${repositories.length} repositories`;
  return policyFinding({
    code: authTokenMissing.code,
    severity: authTokenMissing.severity,
    region: '*',
    repository: '*',
    principal: name,
    capability,
    subject: TOKEN,
    message: `${name} has every right to ${verb} ${place}, and cannot log in: ${TOKEN} is not allowed`,
    details: shortened(repositories.map(placeOf)),
  });
}
