// A state that cannot be continued: its account is told why and what to do, and the others are audited as ever.
import { describe, expect, test } from 'vitest';
import { handler as audit } from '../../../functions/audit/audit.ts';
import { handler as reportHandler } from '../../../functions/report/report.ts';
import { regionWith } from '../../support/aws-server/world.ts';
import { lets, publishBaseline, runAudit } from '../support/audits.ts';
import { type Deployment, deployment, OTHER, OWN } from '../support/deployment.ts';
import { readEvent } from '../support/events.ts';
import { invoke } from '../support/invoke.ts';

const STATE = `state/${OWN}.json`;
const COPY = `aws s3api copy-object --bucket deployed --key ${STATE} --copy-source 'deployed/${STATE}?versionId=`;
const FRESH = `{"schemaVersion":1,"account":"${OWN}","collectedAt":null,"findings":[],"unsent":[]}`;
const ANEW = `start over on purpose: \`echo '${FRESH}' | aws s3 cp - s3://deployed/${STATE}\``;

/** Audited once, with a finding open. */
async function audited(): Promise<Deployment> {
  const under = await deployment();
  publishBaseline(under);
  under.world.accounts[OWN]!.regions['eu-west-1'] = regionWith([
    { name: 'team/app', policyText: lets('arn:aws:iam::222222222222:role/puller') },
  ]);
  await runAudit('first');
  return under;
}

async function refusalOf(run: Promise<unknown>): Promise<Error> {
  const refusal = await run.catch((error: unknown) => error);
  if (refusal instanceof Error) return refusal;
  throw new Error('the run did not fail');
}

const newest = (versions: readonly string[]): string => versions.at(-1)!;

describe('a corrupt state', () => {
  test('fails the audit of its account with one line: account, place, reason, and the commands that mend it', async () => {
    const under = await audited();
    const good = newest(under.objects.versions(STATE));
    under.objects.plant(STATE, '{"schemaVersion":1');
    const refusal = await refusalOf(runAudit('second', { hours: 1 }));
    expect(refusal).toMatchObject({ name: 'FinalAuditError', code: 'damaged' });
    expect(refusal.message).toBe(
      `the state of account ${OWN}, s3://deployed/${STATE}, cannot be continued: not JSON: close brace expected at column 19 (line 1); ` +
        `restore the version before: \`${COPY}${good}'\`, or ${ANEW}`,
    );
  });

  test('is not replaced, and nobody is told anything', async () => {
    const under = await audited();
    const told = under.published('findings').length;
    under.objects.plant(STATE, '');
    await refusalOf(runAudit('second', { hours: 1 }));
    expect(under.objects.text(STATE)).toBe('');
    expect(under.published('findings')).toHaveLength(told);
  });

  test('does not touch the audits of other accounts', async () => {
    const under = await deployment({ ACCOUNTS: `this,${OTHER}` });
    publishBaseline(under);
    under.objects.plant(STATE, 'damaged');
    await refusalOf(runAudit('first'));
    expect(under.objects.keys()).toEqual(expect.arrayContaining([`state/${OTHER}.json`, `reports/${OTHER}/latest.json`]));
  });

  test('is mended by the command that the error names: the findings go on as if nothing had been', async () => {
    const under = await audited();
    under.objects.plant(STATE, 'damaged');
    const { message } = await refusalOf(runAudit('second', { hours: 1 }));
    under.objects.plant(STATE, bytesOf(under, /versionId=([\w-]+)/.exec(message)![1]!));
    expect(await runAudit('third', { hours: 2 })).toEqual([{ outcome: 'judged', unread: '' }]);
    expect(under.published('findings').map(({ body }) => JSON.parse(body).event)).toEqual(['onboarding']);
  });

  test('of which no older version is kept can only be started over', async () => {
    const under = await deployment();
    publishBaseline(under);
    under.objects.plant(STATE, 'damaged');
    expect((await refusalOf(runAudit('first'))).message).toMatch(/; no older version is kept; start over on purpose: /);
    under.objects.plant(STATE, FRESH);
    expect(await runAudit('second', { hours: 1 })).toEqual([{ outcome: 'judged', unread: '' }]);
  });

  test('is told with a placeholder for the version where nobody may list them', async () => {
    const under = await audited();
    under.objects.plant(STATE, 'damaged');
    under.server.faults.inject({ service: 's3', operation: 'ListObjectVersions', fault: { kind: 'deny' } });
    expect((await refusalOf(runAudit('second', { hours: 1 }))).message).toContain(`${COPY}ID'`);
  });
});

describe('a state that was deleted', () => {
  test('is no first audit: the account is told what happened and how to go on', async () => {
    const under = await audited();
    const good = newest(under.objects.versions(STATE));
    const told = under.published('findings').length;
    under.objects.remove(STATE);
    const refusal = await refusalOf(runAudit('second', { hours: 1 }));
    expect(refusal).toMatchObject({ name: 'FinalAuditError', code: 'deleted' });
    expect(refusal.message).toBe(
      `the state of account ${OWN}, s3://deployed/${STATE}, cannot be continued: it was deleted, and nobody said to start over; ` +
        `restore the version before: \`${COPY}${good}'\`, or ${ANEW}`,
    );
    expect(under.published('findings')).toHaveLength(told);
  });

  test('stays deleted however often it was', async () => {
    const under = await audited();
    const good = newest(under.objects.versions(STATE));
    under.objects.remove(STATE);
    under.objects.remove(STATE);
    expect((await refusalOf(runAudit('second', { hours: 1 }))).message).toContain(`${COPY}${good}'`);
  });

  test('cannot be told from a first audit where nobody may list versions, and then nothing is started over', async () => {
    const under = await audited();
    under.objects.remove(STATE);
    under.server.faults.inject({ service: 's3', operation: 'ListObjectVersions', fault: { kind: 'deny' } });
    expect(await refusalOf(runAudit('second', { hours: 1 }))).toMatchObject({
      code: 'denied',
      message: `cannot list the versions of s3://deployed/${STATE}: AccessDenied: allow s3:ListBucketVersions on it`,
    });
  });

  test.each([
    ['a web page', { kind: 'page', status: 200 } as const],
    ['nothing', { kind: 'blank' } as const],
  ])('is not taken for a first audit because %s comes for the list of versions', async (_, fault) => {
    const under = await audited();
    under.objects.remove(STATE);
    under.server.faults.inject({ service: 's3', operation: 'ListObjectVersions', fault });
    expect(await refusalOf(runAudit('second', { hours: 1 }))).toMatchObject({
      code: 'denied',
      message: expect.stringMatching(/^cannot list the versions of s3:[^\n]+: UnreadableAnswer: [^\n]+$/),
    });
  });

  test('is none where the state of another account begins alike', async () => {
    const under = await deployment();
    publishBaseline(under);
    under.objects.plant(`${STATE}.bak`, 'somebody kept it');
    expect(await runAudit('first')).toEqual([{ outcome: 'judged', unread: '' }]);
  });
});

describe('a live report', () => {
  test.each([
    ['corrupt', (under: Deployment) => under.objects.plant(STATE, 'damaged'), 'not JSON: '],
    ['deleted', (under: Deployment) => under.objects.remove(STATE), 'it was deleted'],
    [
      'of a later audit',
      (under: Deployment) => under.objects.plant(STATE, FRESH.replace('null', '"2999-01-01T00:00:00Z"')),
      'the state is of a later audit, of 2999-01-01T00:00:00Z',
    ],
  ])('works where the state is %s, and says that it knows nothing and why', async (_, harm, reason) => {
    const under = await audited();
    harm(under);
    const answer = await invoke<{ links: Record<'json' | 'markdown', string> }>(reportHandler, readEvent('report'));
    expect(answer).toMatchObject({
      kind: 'live',
      worst: [{ severity: 'high' }, {}],
      known: {
        status: 'unread',
        reason: expect.stringContaining(reason),
        message: expect.stringContaining('every finding counts as seen for the first time'),
      },
    });
    const report = JSON.parse(await (await fetch(answer.links.json)).text());
    expect(report).toMatchObject({ events: null, known: { status: 'unread' } });
    expect(report.findings[0].firstSeen).toBe(report.asOf);
    expect(await (await fetch(answer.links.markdown)).text()).toContain('judged without what earlier audits knew');
  });

  test('says so too where it took an execution', async () => {
    const under = await audited();
    under.objects.plant(STATE, 'damaged');
    expect(await runAudit(`report-${OWN}-friday`, { hours: 1, input: { mode: 'report' } })).toEqual([{ outcome: 'reported', unread: '' }]);
    expect(await invoke(reportHandler, { token: 'friday' })).toMatchObject({ kind: 'live', known: { status: 'unread' } });
  });

  test('has read what earlier audits knew where the state is well', async () => {
    await audited();
    expect(await invoke(reportHandler, readEvent('report'))).toMatchObject({ known: { status: 'read' } });
  });
});

describe('the clock', () => {
  test('of an event that is ahead of ours ends the audit before anything is saved', async () => {
    const under = await audited();
    const before = under.objects.text(STATE);
    const startedAt = new Date(Date.now() + 3_600_000).toISOString();
    const refusal = await refusalOf(invoke(audit, { ...(readEvent('audit') as object), startedAt }));
    expect(refusal).toMatchObject({ name: 'FinalAuditError', code: 'early' });
    expect(refusal.message).toMatch(
      /^startedAt \S+Z is in the future, the clock here says \S+Z: give the event the time at which the account was read, or correct the clock$/,
    );
    expect(under.objects.text(STATE)).toBe(before);
  });

  test('may be a little ahead, as clocks are', async () => {
    await audited();
    const ahead = (Date.now() + 60_000 - Date.parse('2026-11-21T20:00:00Z')) / 3_600_000;
    expect(await runAudit('second', { hours: ahead })).toEqual([{ outcome: 'judged', unread: '' }]);
  });

  test('of an event that is behind the state changes nothing, in one line', async () => {
    const under = await audited();
    const before = under.objects.text(STATE);
    const refusal = await refusalOf(runAudit('second', { hours: -1 }));
    expect(refusal).toMatchObject({ name: 'FinalAuditError', code: 'stale' });
    expect(refusal.message).toBe(
      `the findings of ${OWN} were last followed at 2026-11-21T20:00:00Z, and this snapshot is older: 2026-11-21T19:00:00Z`,
    );
    expect(under.objects.text(STATE)).toBe(before);
  });
});

/** What S3 has kept of a version. */
function bytesOf({ world }: Deployment, id: string): Buffer {
  return world.buckets['deployed']!.objects[STATE]!.find(({ versionId }) => versionId === id)!.body;
}
