// What a cause is, in a few words: the same whatever comes of it, so that a state and an alert can say it.
import type { Reason } from '../../model/decision.ts';
import type { Layer } from '../../model/policy.ts';
import { type PolicyRef, policyKey, policyTitle } from '../../model/policy-ref.ts';
import { cut, quoted } from '../../text/quote.ts';
import type { Origin } from './origin.ts';

const LONGEST = 300;

/** The words for an origin. `reasons`: every statement that it is; `name`: that of the findings, where it has no better name. */
export function titleOf(origin: Origin, reasons: readonly Reason[], name: string): string {
  return cut(wordsOf(origin, reasons, name), LONGEST);
}

function wordsOf(origin: Origin, reasons: readonly Reason[], name: string): string {
  switch (origin.kind) {
    case 'statement':
      return statementTitle(reasons.length > 0 ? reasons : [origin.reason]);
    case 'template':
      return `creation template ${quoted(origin.prefix)} of ${origin.region}`;
    case 'layer':
      return `the ${GUARDRAILS.get(origin.layer) ?? origin.layer}`;
    case 'gone':
      return `${origin.what} ${origin.name}, which is gone`;
    case 'lack':
      return `access that ${origin.rule === null ? 'the lock holds' : `rule ${quoted(origin.rule)} requires`} is not there: ${origin.at.toReversed().join(' in ')}`;
    case 'unmanaged':
      return 'repositories that no rule is about';
    case 'new':
      return `repositories that rule ${quoted(origin.rule)} takes for new`;
    case 'baseline':
      return `${name} in ${origin.file}`;
    case 'configuration':
    case 'token':
      return [
        name,
        origin.of
          .flat()
          .filter((part) => part !== null)
          .join(' '),
      ]
        .filter((text) => text !== '')
        .join(': ');
    case 'call':
      return `${origin.api} failed: ${origin.code}`;
    case 'malformed':
      return `${origin.name} is malformed`;
  }
}

/** What control policies are called where the baseline asks for what they keep away. */
const GUARDRAILS: ReadonlyMap<Layer, string> = new Map<Layer, string>([
  ['scp', 'service control policies'],
  ['rcp', 'resource control policies'],
]);

function statementTitle(reasons: readonly Reason[]): string {
  const [first] = reasons;
  if (!first) return '';
  const policies = [...new Map(reasons.map(({ policy }) => [policyKey(policy), policy])).values()];
  const { sid, index } = first.source;
  return `statement ${sid === null ? index : quoted(sid)} of ${policyWords(first.policy, policies.length)}`;
}

function policyWords(policy: PolicyRef, count: number): string {
  if (count > 1) return MANY.get(policy.kind)?.(count) ?? `${count} policies`;
  if (policy.kind === 'managed') return `the policy ${policy.arn}`;
  if (policy.kind === 'template') return `the policy of the creation template ${quoted(policy.prefix)} of ${policy.region}`;
  return `the ${policyTitle(policy)}`;
}

const MANY: ReadonlyMap<PolicyRef['kind'], (count: number) => string> = new Map<PolicyRef['kind'], (count: number) => string>([
  ['repository', (count) => `the policies of ${count} repositories`],
  ['registry', (count) => `${count} registry policies`],
  ['template', (count) => `the policies of ${count} creation templates`],
  ['inline', (count) => `${count} inline policies`],
]);
