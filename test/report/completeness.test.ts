import { describe, expect, test } from 'vitest';
import { accessTable } from '../../lib/report/access-table.ts';
import { auditTable } from '../../lib/report/audit-table.ts';
import { incompleteness } from '../../lib/report/completeness.ts';
import { REFUSED, region, repository, snapshotFile } from '../snapshot/support/files.ts';
import { accessOf, auditOf } from './support/views.ts';

const BOUND = 'organization not read: the access shown is an upper bound';
const ORGANIZATION = { part: 'organization', api: 'organizations:DescribeOrganization', code: 'AccessDenied', message: '' };
const POLICY = { part: 'repository policy of a in b', api: 'ecr:GetRepositoryPolicy', code: 'Throttled', message: 'slow down' };

describe('what was not read is told in every result', () => {
  test.each([
    ['nothing, where everything was read', { complete: true, unread: [] }, []],
    ['an upper bound, where only the organization is missing', { complete: true, unread: [ORGANIZATION] }, [BOUND]],
    [
      'each part with its call and the error code, where others are missing',
      { complete: false, unread: [POLICY] },
      ['INCOMPLETE: 1 part not read, nothing is concluded from them', '  repository policy of a in b, ecr:GetRepositoryPolicy, Throttled'],
    ],
    [
      'one access that is not listed',
      { complete: true, unread: [], leftOut: 1 },
      [
        'LISTED IN PART: 1 more access or policy is not what was meant, or was not looked into; mend what is listed, or let the baseline say more, and audit again',
      ],
    ],
    [
      'all that is not listed, after what was not read',
      { complete: true, unread: [ORGANIZATION], leftOut: 20 },
      [
        BOUND,
        'LISTED IN PART: 20 more accesses or policies are not what was meant, or were not looked into; mend what is listed, or let the baseline say more, and audit again',
      ],
    ],
    [
      'both, where both are missing: the organization is not counted',
      { complete: false, unread: [ORGANIZATION, POLICY, { ...POLICY, part: 'identity', api: '' }] },
      [
        BOUND,
        'INCOMPLETE: 2 parts not read, nothing is concluded from them',
        '  repository policy of a in b, ecr:GetRepositoryPolicy, Throttled',
        '  identity, Throttled',
      ],
    ],
  ])('%s', (_, result, lines) => {
    expect(incompleteness(result)).toEqual(lines);
  });

  test('a call that failed a thousand times over is counted, not listed', () => {
    const unread = Array.from({ length: 1_000 }, (_, index) => ({ ...POLICY, part: `tags of r${index}`, api: 'tag:GetResources' }));
    const lines = incompleteness({ complete: false, unread: [...unread, { ...POLICY, api: '' }] });
    expect(lines).toHaveLength(52);
    expect(lines[0]).toContain('1001 parts not read');
    expect(lines.at(-1)).toBe('  and 951 more: tag:GetResources 950, malformed 1');
  });

  test.each<readonly [string, Parameters<typeof snapshotFile>[0], readonly string[]]>([
    ['nothing', {}, ['scan complete']],
    ['the organization', { organization: REFUSED }, ['scan complete', BOUND]],
    [
      'the identities',
      { identity: REFUSED },
      ['INCOMPLETE: 1 part not read, nothing is concluded from them', '  identity, test:Call, AccessDeniedException'],
    ],
    [
      'the repositories of a region',
      { regions: [region('us-east-1', [], { repositories: REFUSED })] },
      ['INCOMPLETE: 1 part not read, nothing is concluded from them', '  repositories of us-east-1, test:Call, AccessDeniedException'],
    ],
    [
      'the registry policy, the tags and the replication of a region',
      { regions: [region('us-east-1', [repository('a', { tags: REFUSED })], { registryPolicy: REFUSED, replication: REFUSED })] },
      [
        'INCOMPLETE: 3 parts not read, nothing is concluded from them',
        '  registry policy of us-east-1, test:Call, AccessDeniedException',
        '  replication of us-east-1, test:Call, AccessDeniedException',
        '  tags of a in us-east-1, test:Call, AccessDeniedException',
      ],
    ],
  ])('an audit and a list of access that lack %s end in saying so', (_, fields, lines) => {
    const file = snapshotFile(fields);
    expect(auditTable(auditOf(file)).trimEnd().split('\n').slice(-lines.length)).toEqual(lines);
    const gaps = lines.filter((line) => line !== 'scan complete');
    const access = accessTable(accessOf(file), { by: 'repository' }).trimEnd().split('\n');
    expect(access.slice(access.length - gaps.length)).toEqual(gaps);
  });
});
