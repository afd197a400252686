// Which causes a filter shows.
import { expect, test } from 'vitest';
import { type AuditFilter, NO_FILTER, shownCauses } from '../../lib/report/audit-filter.ts';
import type { PresentCause } from '../../lib/report/present.ts';
import type { EvidenceView } from '../../lib/report/schema.ts';

const PAYMENTS: AuditFilter = { ...NO_FILTER, repository: (name) => name.startsWith('payments/') };
const WEB = { region: 'eu-west-1', repository: 'web' };
const LEDGER = { region: 'eu-west-1', repository: 'payments/ledger' };

function isShown(repository: string | null, evidence: EvidenceView): boolean {
  // INVARIANT: the filter reads no more of a cause than this.
  const cause = { cause: { severity: 'high' }, findings: [{ code: 'ECRD-101', state: 'open', principal: null, repository, evidence }] };
  return shownCauses([cause as unknown as PresentCause], PAYMENTS).length > 0;
}

const CASES: readonly (readonly [what: string, repository: string | null, evidence: EvidenceView, expected: boolean])[] = [
  ['one of its name', 'payments/ledger', {}, true],
  ['one of another name', 'web', {}, false],
  ['what is about no repository', null, {}, false],
  ['a grant on everything that is drift there', '*', { repositories: [WEB, LEDGER], repositoryCount: 2 }, true],
  ['a grant on everything that is drift elsewhere', '*', { repositories: [WEB], repositoryCount: 1 }, false],
  ['a grant on everything that is drift at more repositories than are listed', '*', { repositories: [WEB], repositoryCount: 101 }, true],
];

test.each(CASES)('a repository asked for: %s', (_, repository, evidence, expected) => {
  expect(isShown(repository, evidence)).toBe(expected);
});
