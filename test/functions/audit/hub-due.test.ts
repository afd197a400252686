import { describe, expect, test } from 'vitest';
import { type DueAt, dueFindings, isForgotten } from '../../../functions/audit/hub-due.ts';
import type { SentFindings } from '../../../functions/audit/hub-memory.ts';
import { judgeSnapshot } from '../../../lib/audit.ts';
import { hubFindings } from '../../../lib/report/formats/asff.ts';
import { problemsOfAsff } from '../../report/support/formats.ts';
import { aged, namedBy } from '../../report/support/states.ts';
import { acmeBaseline, acmeFile, snapshotFrom, viewOf } from '../../support/audited.ts';

const VIEW = viewOf(judgeSnapshot(snapshotFrom(acmeFile()), acmeBaseline()));
const NOW = Date.parse('2026-11-21T20:00:00Z');
const AT: DueAt = { place: { account: '999999999999', region: 'eu-central-1' }, partition: 'aws', now: NOW };
const NOTHING = { sent: new Map(), isWhole: true } as const;

const idsOf = (due: ReturnType<typeof dueFindings>) => due.map(({ finding }) => finding.Id);

/** What is remembered when all of it was taken. */
function taken(due: ReturnType<typeof dueFindings>): SentFindings {
  return new Map(due.map(({ finding, sent }) => [finding.Id, sent]));
}

describe('what Security Hub is sent', () => {
  test('first is what is open, the gravest first, and nothing that is over', () => {
    const view = aged(VIEW);
    const open = view.findings.filter(({ state }) => state === 'open').map(({ id }) => id);
    expect(idsOf(dueFindings(view, NOTHING, AT))).toEqual(open);
  });

  test('is everything where nobody knows what it has', () => {
    const view = aged(VIEW);
    expect(idsOf(dueFindings(view, { ...NOTHING, isWhole: false }, AT))).toEqual(view.findings.map(({ id }) => id));
  });

  test('is nothing where only the time is another', () => {
    const sent = taken(dueFindings(VIEW, NOTHING, AT));
    const later = {
      ...VIEW,
      asOf: '2026-11-29T20:00:00Z',
      findings: VIEW.findings.map((each) => ({ ...each, lastSeen: '2026-11-29T20:00:00Z' })),
    };
    expect(dueFindings(later, { sent, isWhole: true }, { ...AT, now: NOW + 8 * 86_400_000 })).toEqual([]);
  });

  test('is what no audit speaks of any more, archived, unless something was not read', () => {
    const sent = taken(dueFindings(VIEW, NOTHING, AT));
    const less = { ...VIEW, findings: VIEW.findings.slice(1) };
    const [gone, ...others] = dueFindings({ ...less, complete: true }, { sent, isWhole: true }, AT);
    expect(others).toEqual([]);
    expect(gone?.finding).toMatchObject({ Id: VIEW.findings[0]!.id, RecordState: 'ARCHIVED' });
    expect(dueFindings({ ...less, complete: false }, { sent, isWhole: true }, AT)).toEqual([]);
  });

  test('is forgotten once it is archived and no audit speaks of it', () => {
    const [first] = VIEW.findings;
    const sent = new Map([...taken(dueFindings(VIEW, NOTHING, AT))].map(([id, entry]) => [id, { ...entry, isArchived: true }] as const));
    const forgotten = isForgotten({ ...VIEW, findings: VIEW.findings.slice(1) }, sent);
    expect([...sent.keys()].filter(forgotten)).toEqual([first!.id]);
  });
});

describe('a finding for Security Hub', () => {
  test.each([
    ['of every state', aged(VIEW)],
    ['whose names are hostile', namedBy(aged(VIEW), '\u202e</script>"\u0000 ')],
    ['whose names are long', namedBy(VIEW, 'x'.repeat(3_000))],
  ])('%s is as the format wants it, and is no larger than may be', (_, view) => {
    const findings = [...hubFindings(view, AT.place)];
    expect(problemsOfAsff({ Findings: findings.slice(0, 100) })).toEqual([]);
    for (const finding of findings) expect(Buffer.byteLength(JSON.stringify(finding))).toBeLessThan(240_000);
  });

  test('is of the account and the region that ask, whichever it is about', () => {
    for (const finding of hubFindings(VIEW, AT.place))
      expect(finding).toMatchObject({
        AwsAccountId: '999999999999',
        Region: 'eu-central-1',
        ProductArn: 'arn:aws:securityhub:eu-central-1:999999999999:product/999999999999/default',
        ProductFields: { 'ecr-drift/account': VIEW.account },
      });
  });
});
