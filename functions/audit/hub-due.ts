// Which findings Security Hub has to be sent: what it does not have, what is another there, what it would forget, and what is no more.
import { createHash } from 'node:crypto';
import { type HubFinding, type HubPlace, hubFindings } from '../../lib/report/formats/asff.ts';
import type { AuditView } from '../../lib/report/schema.ts';
import type { HubMemory, SentFinding, SentFindings } from './hub-memory.ts';

/** A finding to send, and what is remembered when it was taken. */
export interface DueFinding {
  readonly finding: HubFinding | GoneFinding;
  readonly sent: SentFinding;
}

export interface DueAt {
  readonly place: HubPlace;
  readonly partition: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const DAY = 86_400_000;
/** Security Hub deletes what was not updated for 90 days. */
const MOST_DAYS = 30;

/** In this order: what has changed, the gravest first; what is no more; what is only kept alive. */
export function dueFindings(view: AuditView, { sent: known, isWhole }: HubMemory, at: DueAt): readonly DueFinding[] {
  const [changed, old]: [DueFinding[], DueFinding[]] = [[], []];
  const seen = new Set<string>();
  for (const finding of hubFindings(view, at.place)) {
    seen.add(finding.Id);
    const before = known.get(finding.Id);
    const due = { finding, sent: sentAs(finding, at.now) };
    // What Security Hub never heard of need not be archived there.
    if (before === undefined ? isWhole && due.sent.isArchived : before.digest === due.sent.digest && !isFading(before, at.now)) continue;
    (before?.digest === due.sent.digest ? old : changed).push(due);
  }
  // Where something was not read, what is not in the view may still be there.
  const gone = view.complete ? [...known].filter(([id, { isArchived }]) => !isArchived && !seen.has(id)) : [];
  return [...changed, ...gone.map(([id, before]) => goneAs(id, before, { view, at })), ...old];
}

/** What Security Hub has archived and no audit speaks of any more. */
export function isForgotten(view: AuditView, known: SentFindings): (id: string) => boolean {
  const seen = new Set(view.findings.map(({ id }) => id));
  return (id) => known.get(id)?.isArchived === true && !seen.has(id);
}

function isFading({ sentAt, isArchived }: SentFinding, now: number): boolean {
  return !isArchived && now - Date.parse(sentAt) >= MOST_DAYS * DAY;
}

function sentAs(finding: HubFinding, now: number): SentFinding {
  const { LastObservedAt: _, UpdatedAt: __, ...lasting } = finding;
  return {
    digest: createHash('sha256').update(JSON.stringify(lasting)).digest('hex').slice(0, 16),
    sentAt: new Date(now).toISOString(),
    isArchived: finding.RecordState === 'ARCHIVED',
    title: finding.Title,
    createdAt: finding.CreatedAt,
    label: finding.Severity.Label,
  };
}

type GoneFinding = ReturnType<typeof goneFinding>;

interface Gone {
  readonly view: AuditView;
  readonly at: DueAt;
}

function goneAs(id: string, before: SentFinding, { view, at }: Gone): DueFinding {
  const sent = { ...before, isArchived: true, sentAt: new Date(at.now).toISOString() };
  return { finding: goneFinding(id, before, { view, at }), sent };
}

function goneFinding(id: string, { title, createdAt, label }: SentFinding, { view, at: { place, partition } }: Gone) {
  const { account, region } = place;
  return {
    SchemaVersion: '2018-10-08',
    Id: id,
    ProductArn: `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`,
    GeneratorId: 'ecr-drift',
    AwsAccountId: account,
    Types: ['Software and Configuration Checks/AWS Security Best Practices'],
    CreatedAt: createdAt,
    UpdatedAt: view.asOf,
    Severity: { Label: label },
    Title: title,
    Description: 'no audit speaks of this any more',
    ProductFields: { 'ecr-drift/account': view.account },
    Resources: [{ Type: 'AwsAccount', Id: `AWS::::Account:${view.account}`, Region: region }],
    RecordState: 'ARCHIVED' as const,
  };
}
