// Every form of a check says that not everything was compared; that of an audit, as a whole process, test/cli/commands/audit-most.full.test.ts.
import { expect, test } from 'vitest';
import { judgeSnapshot } from '../../lib/audit.ts';
import { checkProposal } from '../../lib/check.ts';
import { rendered } from '../../lib/report/index.ts';
import { auditView } from '../../lib/report/view.ts';
import { proposalOf, sourceOf } from '../proposal/support/checked.ts';
import { acmeBaseline, acmeFile, snapshotFrom } from '../support/audited.ts';
import { textOf } from '../support/stored-text.ts';

const WORDS = 'more accesses or policies are not what was meant';
const change = { kind: 'repositoryPolicy', region: 'us-east-1', repository: 'ml/trainer', document: null } as const;
const around = { accountName: undefined, names: new Map<string, string>(), source: 'from account.json', repositories: 14 };

// Seen failing: Markdown, which went into comments without it; JUnit, which said that no part was not read.
test.each(['table', 'markdown', 'sarif', 'junit', 'html'] as const)('a check as %s', (format) => {
  const inPart = (most: number | undefined): string => {
    const { result } = checkProposal(sourceOf(acmeFile()), acmeBaseline(), proposalOf(change), { most });
    return textOf(rendered('check', format, { ...result, around }));
  };
  expect(inPart(1)).toContain(WORDS);
  expect(inPart(undefined)).not.toContain(WORDS);
  expect(inPart(1)).not.toContain('0 parts were not read');
});

// Seen failing: the one of the two that came first.
test('JUnit says both, what was not read and what is not listed', () => {
  const file = { ...acmeFile(), organization: undefined };
  const judged = judgeSnapshot(snapshotFrom(file), acmeBaseline(), { most: 1 });
  const view = {
    ...auditView({ ...judged, followed: undefined }),
    complete: false,
    unread: [{ part: 'a', api: 'b', code: 'c', message: 'd' }],
  };
  const text = textOf(rendered('audit', 'junit', { view, printed: view, remarks: [] }));
  expect(text).toContain('1 parts were not read, nothing is concluded from them; ');
  expect(text).toContain(WORDS);
});
