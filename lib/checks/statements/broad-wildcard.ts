// B9: statements that allow by a wildcard more than was meant: every action there, or a change of every repository in a policy of users and roles.
import type { Account } from '../../access/account/account.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import { policyName } from '../../model/policy-ref.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { PolicyCheck, StatementProblem } from '../survey/check.ts';
import { policyFinding } from '../survey/policy-finding.ts';
import { policySubject } from '../survey/policy-subject.ts';
import { shortened } from '../survey/repository-lists.ts';
import { statementDigest } from '../survey/statement-digest.ts';
import { isAdministrators, type WideStatement, wideIdentitySurvey } from './wide-identity.ts';
import { totalPatterns } from './wildcards.ts';

export const broadWildcard = {
  code: 'ECRD-302',
  name: 'BroadWildcard',
  meaning:
    'A repository or registry policy allows every action, or a policy of users and roles lets them change every repository by a wildcard or `NotAction`.',
  source: ['B9', 'B14', 'H14'],
  severity: { from: 'low', to: 'medium', by: "low for an administrator's policy, which allows all of ECR and IAM on purpose" },
  dependsOn: 'cells',
  remedy: 'name the actions that are needed',
  decision: 'name the actions that are needed: which they are, only the owner of the policy can say',
  check: (input) => wideIdentitySurvey(input, (wide) => wideFinding(input.matrix.account, wide)),
  problem: totalWildcard,
} as const satisfies PolicyCheck;

function totalWildcard({ effect, source: { action } }: CompiledStatement): StatementProblem | undefined {
  const patterns = effect === 'Allow' ? totalPatterns(action) : [];
  if (patterns.length === 0) return undefined;
  return {
    severity: 'medium',
    principal: null,
    what: `allows \`${patterns.join('`, `')}\`: every action, and every action to come`,
    silentWhen: ['ineffective', 'expected'],
    details: [],
  };
}

function wideFinding(account: Account, { document, statement, patterns, holders }: WideStatement): PolicyFinding {
  const { source } = statement;
  const what = patterns.join('`, `');
  return policyFinding({
    code: broadWildcard.code,
    severity: isAdministrators(document) ? 'low' : 'medium',
    ...policySubject(document.ref, statementDigest(account, source)),
    message: `${policyName(document.ref)} allows \`${what}\` on every repository, and ${holders.length === 1 ? '1 principal has' : `${holders.length} principals have`} it`,
    statement: { layer: 'identity', policy: document.ref, source },
    details: shortened(holders.map(({ principal }) => principal.name)),
  });
}
