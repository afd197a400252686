// What a baseline allows to a role or user of another account, said of that account: it is allowed under a condition on who asks.
import type { PrincipalSelector, RuleEntry } from '../../model/baseline.ts';
import { accountId, arnFields } from '../../model/ids.ts';
import type { Condition } from '../../model/policy.ts';
import type { RuleInForce } from './expectation.ts';

/** The rules with entries for whole accounts beside those for their principals: a statement that names the account may name them by a condition (A24). */
export function withinAccounts(rules: readonly RuleInForce[], own: string): readonly RuleInForce[] {
  return rules.map((rule) => ({ ...rule, entries: [...rule.entries, ...rule.entries.flatMap((entry) => impliedBy(entry, own))] }));
}

function impliedBy(entry: RuleEntry, own: string): readonly RuleEntry[] {
  if (entry.verb === 'forbid' || entry.policy) return [];
  return entry.principals.flatMap((selector) => {
    const asked = askedBy(selector, own);
    if (!asked) return [];
    const { account, operators, pattern } = asked;
    return operators.map((operator) => ({
      ...entry,
      verb: 'allow' as const,
      principals: [{ kind: 'account' as const, account }],
      when: [...entry.when, conditionOn(operator, pattern)],
    }));
  });
}

interface Asked {
  readonly account: string;
  /** Each of them asks the same. */
  readonly operators: readonly string[];
  readonly pattern: string;
}

/** `*` of a policy crosses `/`, so that of globs only `**` can be said in one. */
function askedBy(selector: PrincipalSelector, own: string): Asked | undefined {
  if (selector.kind !== 'arn') return undefined;
  const account = arnFields(selector.glob)?.account ?? '';
  if (!accountId(account) || account === own) return undefined;
  const pattern = selector.glob.replaceAll('**', '*');
  if (!/[*?]/.test(selector.glob)) return { account, operators: ['ArnEquals', 'StringEquals'], pattern };
  const isSayable = !/[*?]/.test(selector.glob.replaceAll('**', ''));
  return isSayable ? { account, operators: ['ArnLike', 'StringLike'], pattern } : undefined;
}

function conditionOn(operator: string, pattern: string): Condition {
  return { operator, base: operator, quantifier: 'none', ifExists: false, key: 'aws:PrincipalArn', values: [pattern] };
}
