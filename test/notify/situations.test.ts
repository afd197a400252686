// What people read first in each situation: printed lines, as they go out.
import { expect, test } from 'vitest';
import { headlineOf } from '../../lib/notify/headline.ts';
import { summedRows } from '../../lib/notify/rows.ts';
import { accessWords } from '../../lib/report/access-words.ts';
import { alert, distinct, finding } from '../support/alerts.ts';
import { days, OUTSIDER, type Sent } from './support/days.ts';

/** The first two lines of a mail, those of what was not read after them, and its subject. */
function opening({ mail }: Sent): readonly string[] {
  if (!mail) return [];
  return [mail.subject, ...mail.body.slice(0, mail.body.indexOf('\n\n')).split('\n')];
}

const SHARED = { outsiders: [OUTSIDER] };
const READ = 'account acme-production (111111111111), read';

test('the first day without a baseline: who of outside can do what, of an account without a name', async () => {
  expect(opening(await days()('2026-11-21', { ...SHARED, open: true, intent: 'none', isNameless: true }))).toEqual([
    '[ECR drift][WATCHING] 111111111111: anyone can push to team/web in us-east-1; and 1 more finding',
    'WATCHING: anyone with an AWS account can push to team/web in us-east-1; and 1 more finding',
    'account 111111111111, read 2026-11-21 06:00 UTC, scan complete',
  ]);
});

test('the first day on which nothing is found', async () => {
  const sent = await days()('2026-11-21');
  expect(opening(sent).slice(1)).toEqual([
    'WATCHING: 0 grants captured and 1 rule, 0 findings need a decision',
    `${READ} 2026-11-21 06:00 UTC, scan complete`,
  ]);
  expect(sent.mail?.attributes).toEqual({ account: '111111111111', severity: 'info', event: 'onboarding', owner: 'none' });
});

test('a first day of 500 causes: the gravest first, one row for what one statement does everywhere, and the rest counted', async () => {
  const sent = await days()('2026-11-21', { ...SHARED, each: 500, many: 200 });
  const { body = '' } = sent.mail ?? {};
  expect(opening(sent)[1]).toBe('WATCHING: anyone with an AWS account can push to 200 repositories in us-east-1; and 501 more findings');
  expect(body.split('\n').length).toBeLessThanOrEqual(61);
  expect(body).toMatch(/\n {2}critical: anyone with an AWS account can push to 200 repositories in us-east-1 \(/);
  expect(body).toMatch(/\n {2}and 487 more findings\n/);
  expect(JSON.stringify(sent.posts).length).toBeLessThan(20_000);
});

test('500 causes in one run are one alert, headed by the gravest', async () => {
  const day = days();
  await day('2026-11-21');
  const sent = await day('2026-11-22', { ...SHARED, open: true, each: 500 });
  expect(sent.alerts).toHaveLength(1);
  expect(opening(sent)).toEqual([
    '[ECR drift][NEW critical] acme-production: anyone can push to team/web in us-east-1; and 501 mor...',
    'NEW critical: anyone with an AWS account can push to team/web in us-east-1; and 501 more changes',
    `${READ} 2026-11-22 06:00 UTC, scan complete`,
  ]);
  const [{ body = '', attributes = {} } = {}] = sent.alerts;
  expect(Buffer.byteLength(body) + Buffer.byteLength(JSON.stringify(attributes))).toBeLessThan(256 * 1024);
});

test('what ends by itself: who can no longer do what, without a command', async () => {
  const day = days();
  await day('2026-11-21', SHARED);
  const sent = await day('2026-11-21T07:00:00Z');
  expect(opening(sent)[1]).toBe(
    'RESOLVED high: role puller of 222222222222 can no longer pull from team/app in us-east-1 under conditions',
  );
  expect(sent.mail?.body).not.toMatch(/undo:|keep:|fix:/);
  expect(sent.posts[0]?.blocks[0]).toMatchObject({
    text: { text: expect.stringMatching(/^✅ role puller of 222222222222 can no longer/) },
  });
});

test('what one statement gave: its command, where it is short and takes away nothing else', async () => {
  const day = days();
  await day('2026-11-21');
  const { mail } = await day('2026-11-22', { each: 1 });
  expect(mail?.body).toContain('\n  undo: aws ecr delete-repository-policy --region us-east-1 --repository-name team/each-0\n');
  // A whole policy would be put back as it was when it was read.
  expect((await day('2026-11-23', { ...SHARED, each: 1 })).mail?.body).toContain(
    '\n  undo: the change and its command are in the report: https://',
  );
});

const EXCEPTION = `apiVersion: ecr-drift/v1
kind: Exception
items:
  - { id: EXC-1, match: { finding: FINDING }, reason: the trial of a scanner, owner: team, expires: 2026-11-30 }
`;

test('an exception begins, nears its end, and has ended', async () => {
  const day = days();
  const {
    alerts: [first],
  } = await day('2026-11-21', SHARED);
  const { id } = JSON.parse(first?.body ?? '').findings[0];
  const exceptions = EXCEPTION.replace('FINDING', id);
  const words = 'role puller of 222222222222 can pull from team/app in us-east-1 under conditions';
  const bodyOn = async (time: string) => (await day(time, { ...SHARED, exceptions })).mail?.body;
  expect(await bodyOn('2026-11-22')).toContain(`ACCEPTED high: accepted until 2026-11-30: ${words}\n`);
  expect(await bodyOn('2026-11-23')).toContain(`EXCEPTION ENDING high: accepted only until 2026-11-30: ${words}\n`);
  expect(await bodyOn('2026-12-01')).toContain(`EXCEPTION ENDED high: an exception has ended: ${words}`);
});

test('a scan that is not whole: what was not read, in the first lines of each', async () => {
  const day = days();
  await day('2026-11-21', SHARED);
  const sent = await day('2026-11-21T08:00:00Z', { ...SHARED, unread: true });
  expect(opening(sent).slice(1)).toEqual([
    'SCAN INCOMPLETE high: repository policy of team/web in us-east-1 was not read: AccessDeniedException: no',
    `${READ} 2026-11-21 08:00 UTC`,
    'INCOMPLETE: 1 part not read, nothing is concluded from them',
    '  repository policy of team/web in us-east-1, test:Call, AccessDeniedException',
  ]);
  const gap = 'INCOMPLETE: 1 part not read, nothing is concluded from them\nrepository policy of team/web in us-east-1, test:Call';
  expect(sent.posts[0]?.blocks[1]).toMatchObject({ elements: [{ text: expect.stringContaining(gap) }] });
  const read = await day('2026-11-21T09:00:00Z', SHARED);
  expect(opening(read)[1]).toMatch(/^RESOLVED high: read again; before, repository policy of team\/web in us-east-1 was not read/);
});

test('a baseline that is broken: where, and nothing to keep', async () => {
  const day = days();
  await day('2026-11-21', SHARED);
  const sent = await day('2026-11-21T08:00:00Z', { ...SHARED, intent: 'apiVersion: ecr-drift/v1\nkind: AccessPolicy\nrules: 7\n' });
  expect(opening(sent)[1]).toBe(
    'NEW critical: the baseline is invalid, so nothing is judged: baseline/team.yaml:3: `rules` must be a list, not a number',
  );
  expect(sent.mail?.body).not.toContain('keep:');
});

test('a severity that changed is said, whichever way', () => {
  const heading = { kind: 'updated', alert: alert({ event: 'updated' }) } as const;
  const words = 'account 464622532012 can pull from payments/api in eu-west-1';
  expect(headlineOf({ ...heading, change: 'milder (critical before, high now)' })).toBe(`milder (critical before, high now): ${words}`);
  expect(headlineOf(heading)).toBe(`changed: ${words}`);
});

const CONTEXT = { account: '111111111111', names: new Map([['464622532012', 'acme-scan']]) };

test('accounts go by their names, where they have some', () => {
  expect(accessWords([finding()], CONTEXT, 'now')).toBe('account acme-scan can pull from payments/api in eu-west-1');
});

test.each([
  [
    'all of it is alike',
    [
      ['a', 'pull', 'x'],
      ['b', 'pull', 'x'],
    ],
    'account a and 1 other can pull from x in eu-west-1',
  ],
  [
    'others have something else',
    [
      ['a', 'push', 'x'],
      ['b', 'pull', 'x'],
    ],
    'account a can push to x in eu-west-1; and 1 other in part',
  ],
  [
    'several places',
    [
      ['a', 'pull', 'x'],
      ['a', 'pull', 'y'],
    ],
    'account a can pull from 2 repositories in eu-west-1',
  ],
  [
    'several capabilities',
    [
      ['a', 'pull', 'x'],
      ['a', 'push', 'x'],
    ],
    'account a can push and pull on x in eu-west-1',
  ],
  [
    'other places give something else',
    [
      ['a', 'pull', 'x'],
      ['a', 'push', 'y'],
    ],
    'account a can push to y in eu-west-1; and other access elsewhere',
  ],
  ['every repository', [['a', 'pull', '*']], 'account a can pull from every repository in eu-west-1'],
] as const)('the sentence claims no more than is so where %s', (_, cells, expected) => {
  const found = cells.map(([who, capability, repository]) => finding({ principal: `account:${who}`, capability, repository }));
  expect(accessWords(found, CONTEXT, 'now')).toBe(expected);
});

test('rows of a list keep every finding, whatever they are summed to', () => {
  const found = [...distinct(40), finding({ principal: '*', capability: 'push' }), finding({ evidence: {}, principal: 'account:1' })];
  const rows = summedRows(found, CONTEXT);
  expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(found.length);
  expect(rows.map(({ words }) => words)).toEqual([
    'anyone with an AWS account can push to payments/api in eu-west-1',
    'account acme-scan can pull from 40 repositories in eu-west-1',
    'account 1 can pull from payments/api in eu-west-1',
  ]);
});
