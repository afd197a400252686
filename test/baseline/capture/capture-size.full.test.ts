// How many rules capture writes of a large account.
import { describe, expect, test } from 'vitest';
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import type { Rule } from '../../../lib/model/baseline.ts';
import { generateAccount } from '../../support/generate-account.ts';
import { snapshotOf } from '../../support/small-account.ts';
import { driftOf, rulesOf } from './support/captured-rules.ts';

describe('a person can read it', () => {
  // Every 20th repository has a policy with conditions of its own, which no other rule can say.
  test('a regular account of 2,000 repositories and 1,000 principals takes less than 150 rules, and one for each repository with conditions of its own', () => {
    const matrix = accessMatrix(snapshotOf(generateAccount({ repositories: 2_000, principals: 1_000 })));
    const rules = rulesOf(matrix);
    const known = rules.filter(({ repositories }) => repositories.known?.side === 'known');
    const [single, others] = [known.filter(isAboutConditions), known.filter((rule) => !isAboutConditions(rule))];
    expect(rules.length - known.length).toBeLessThan(6);
    expect(others.length).toBeLessThan(150);
    expect(single.length).toBeLessThan(125);
    expect(driftOf(matrix, rules)).toEqual([]);
  });
});

/** Whether a rule says the conditions of one repository. */
function isAboutConditions({ repositories: { names }, entries }: Rule): boolean {
  return names.length === 1 && !/[*?]/.test(names[0] ?? '') && entries.some(({ when }) => when.length > 0);
}
