// Causes as far as remediations need them: findings by the first statement behind them, or else each by itself.
import type { Cause } from '../../lib/model/cause.ts';
import type { Reason } from '../../lib/model/decision.ts';
import type { Finding } from '../../lib/model/finding.ts';

/** Every finding is in exactly one. */
export function causesByStatement(findings: readonly Finding[]): readonly Cause[] {
  const groups = Map.groupBy(findings, (finding) => {
    const statement = statementOf(finding);
    if (!statement) return finding.drift.kind === 'missing' ? `missing ${finding.drift.rule.id}` : finding.id;
    const { index: _, ...said } = statement.source;
    const { policy, layer } = statement;
    return JSON.stringify([layer, said, policy.kind === 'repository' ? null : policy]);
  });
  return [...groups.values()].flatMap((group): readonly Cause[] => {
    const [first] = group;
    if (!first) return [];
    const statement = statementOf(first);
    const without = first.drift.kind === 'missing' ? 'absence' : 'configuration';
    const kind = statement ? 'statement' : without;
    const count = (part: 'principal' | 'repository'): number => new Set(group.map((each) => each[part])).size;
    const { severity, message } = first;
    return [
      {
        ...{ id: `cause-${first.id}`, kind, severity, message, statement, findings: group },
        principals: count('principal'),
        repositories: count('repository'),
      },
    ];
  });
}

function statementOf({ drift }: Finding): Reason | undefined {
  switch (drift.kind) {
    case 'unexpected':
    case 'raised':
    case 'weakened':
    case 'forbidden':
      return drift.grant.via[0];
    case 'hygiene':
      return drift.statement;
    case 'unsettled':
      return drift.statements[0];
    case 'coming':
    case 'missing':
    case 'unmanaged':
    case 'unverified':
      return undefined;
  }
}
