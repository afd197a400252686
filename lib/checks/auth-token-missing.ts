// D7-D9: users and roles whose rights to pull or push are complete and lead nowhere, because they cannot log in.

import type { Subject } from '../access/account/subjects.ts';
import { formulaOf } from '../access/cell/action-formulas.ts';
import { type Outcome, outcomeOf } from '../access/cell/outcome.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
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
  /** In lists that others share. */
  readonly lists: (readonly Repository[])[];
}

function tokenSurvey({ matrix, meantAt }: CheckInput): Survey {
  const missing = new Map<string, Missing>();
  // Most groups share their outcome with many others.
  const uselessIn = memoize(useless);
  return {
    see: (group) => {
      const { subjects, classes, outcome } = group;
      for (const capability of uselessIn(outcome)) {
        const all = classes();
        const whole = repositoriesIn(matrix, all);
        for (const subject of subjects.filter(isOrdinary)) {
          const meant = meantAt({ group, subject, numbers: all }, CAPABILITY_ACTIONS[capability]);
          if (meant.length === 0) continue;
          missingOf(missing, subject, capability).lists.push(meant.length === all.length ? whole : repositoriesIn(matrix, meant));
        }
      }
    },
    found: () => {
      const places = placesIn(matrix);
      return [...missing.values()].map((each) => withoutToken(each, places(each.lists)));
    },
  };
}

function repositoriesIn({ repositoryClasses }: AccessMatrix, numbers: readonly number[]): readonly Repository[] {
  return numbers.flatMap((number) => repositoryClasses[number]?.members ?? []);
}

interface Places {
  readonly count: number;
  readonly shown: readonly string[];
}

/** How many repositories there are in some lists, and the first of them; worked out once for all who have the same lists. */
function placesIn({ account }: AccessMatrix): (lists: readonly (readonly Repository[])[]) => Places {
  const inOrder = snapshotOrder(account);
  const numbers = new Map<readonly Repository[], number>();
  const known = new Map<string, Places>();
  return (lists) => {
    const key = lists.map((list) => getOrCreate(numbers, list, () => numbers.size)).join();
    return getOrCreate(known, key, () => {
      const repositories = inOrder(lists.flat());
      return { count: repositories.length, shown: shortened(repositories, placeOf) };
    });
  };
}

/** AWS sees to the rights of service-linked roles. */
function isOrdinary({ principal }: Subject): boolean {
  return principal.class === 'same-account';
}

/** What lacks nothing but a token that is certainly denied. */
function useless({ granted }: Outcome): readonly Needing[] {
  if (!isNever(formulaOf(granted, LOGIN), 'ofKind')) return [];
  const { capabilities } = outcomeOf(granted, false);
  return NEEDING.filter((name) => capabilities.some(({ capability, decision }) => capability === name && decision !== 'unknown'));
}

function missingOf(missing: Map<string, Missing>, subject: Subject, capability: Needing): Missing {
  return getOrCreate(missing, `${capability} ${subject.principal.name}`, () => ({ subject, capability, lists: [] }));
}

function withoutToken({ subject, capability }: Missing, { count, shown }: Places): PolicyFinding {
  const { name } = subject.principal;
  const verb = capability === 'pull' ? 'pull from' : 'push to';
  const place = count === 1 ? '1 repository' : `${count} repositories`;
  return policyFinding({
    code: authTokenMissing.code,
    severity: authTokenMissing.severity,
    region: '*',
    repository: '*',
    principal: name,
    capability,
    subject: TOKEN,
    message: `${name} has every right to ${verb} ${place}, and cannot log in: ${TOKEN} is not allowed`,
    details: shown,
  });
}
