// A44: services that are let in whoever they act for, which is the confused deputy.
import type { CompiledStatement } from '../../policy/compile.ts';
import { looseness } from '../survey/binding.ts';
import type { PolicyCheck, StatementProblem } from '../survey/check.ts';
import { boundsSource, forgetsSource } from '../survey/condition-bounds.ts';

export const servicePrincipalUnscoped = {
  code: 'ECRD-205',
  name: 'ServicePrincipalUnscoped',
  meaning:
    'A statement lets an AWS service in without a condition on whose resource it acts for, or with one that a request without the key passes.',
  source: ['A44', 'C3', 'C12'],
  severity: 'medium',
  dependsOn: 'cells',
  remedy: 'add aws:SourceAccount, aws:SourceArn or aws:SourceOrgID to the statement, by an operator that fails without the key',
  problem: unscopedService,
} as const satisfies PolicyCheck;

function unscopedService({ effect, source: { principal, conditions } }: CompiledStatement): StatementProblem | undefined {
  if (effect !== 'Allow' || principal.kind !== 'only' || conditions.some(boundsSource)) return undefined;
  const services = [...new Set(principal.of.flatMap((pattern) => (pattern.kind === 'service' ? [pattern.service] : [])))].sort();
  const [first] = services;
  if (first === undefined) return undefined;
  const forgotten = conditions
    .filter(forgetsSource)
    .map(({ operator, key }) => `; ${looseness(operator, key)}`)
    .join('');
  return {
    severity: servicePrincipalUnscoped.severity,
    principal: services.length === 1 ? `service:${first}` : null,
    what: `lets \`${services.join('`, `')}\` in without a condition on whose resource it acts for${forgotten}`,
    silentWhen: ['ineffective', 'expected'],
    details: services.map((service) => `service:${service}`),
  };
}
