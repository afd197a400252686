// Alerts and their findings for tests of renderers: defaults say "nothing special".
import type { Notice } from '../../lib/notify/alerts.ts';
import { headlineOf } from '../../lib/notify/headline.ts';
import type { Alert } from '../../lib/notify/schema.ts';
import type { SlackBlock } from '../../lib/notify/slack.ts';
import type { CauseView, FindingView } from '../../lib/report/schema.ts';

export function finding(fields: Partial<FindingView> = {}): FindingView {
  return {
    id: `ecrd-${'a'.repeat(20)}`,
    code: 'ECRD-202',
    name: 'ExternalAccountAccess',
    severity: 'high',
    state: 'open',
    region: 'eu-west-1',
    repository: 'payments/api',
    principal: 'account:464622532012',
    capability: 'pull',
    message: 'account:464622532012 can pull from payments/api in eu-west-1: no rule allows it',
    evidence: {
      decision: 'allowed',
      principalClass: 'external',
      conditions: [],
      via: [{ policy: 'repository policy', sid: 'ScannerPull', index: 2 }],
    },
    remediation: 'remove the statement or narrow it to the role that needs it, or allow it in the baseline',
    firstSeen: '2026-11-21T14:02:00Z',
    lastSeen: '2026-11-21T14:02:00Z',
    acceptance: null,
    mend: null,
    ...fields,
  };
}

export function alert(fields: Partial<Alert> = {}): Alert {
  const all = fields.findings ?? [finding()];
  return {
    schemaVersion: 1,
    id: `alert-${'0'.repeat(32)}`,
    event: 'opened',
    severity: 'high',
    account: '111111111111',
    region: 'eu-west-1',
    cause: 'repository policy of payments/api in eu-west-1',
    causeId: null,
    total: all.length,
    complete: true,
    unread: [],
    reportUrl: null,
    ...fields,
    findings: all,
  };
}

export function notice(fields: Partial<Alert> = {}, others: Partial<Omit<Notice, 'alert'>> = {}): Notice {
  const whole = alert(fields);
  const { kind = whole.event } = others;
  const read = 'account 111111111111, read 2026-11-21 20:00 UTC';
  return { alert: whole, thread: 'thread', owner: null, headline: headlineOf({ alert: whole, kind }), read, ...others, kind };
}

/** Every text of a block that Slack reads as mrkdwn, or shows as it is. */
export function blockTexts(block: SlackBlock): readonly string[] {
  if (block.type === 'context') return block.elements.map(({ text }) => text);
  return block.type === 'actions' ? block.elements.map(({ text }) => text.text) : [block.text.text];
}

/** So many findings, told apart by their ids. */
export function findings(count: number, fields: Partial<FindingView> = {}): FindingView[] {
  return Array.from({ length: count }, (_, index) => finding({ id: `ecrd-${String(index).padStart(20, 'a')}`, ...fields }));
}

/** So many findings, each of a repository of its own. */
export function distinct(count: number, fields: Partial<FindingView> = {}): FindingView[] {
  return findings(count, fields).map((each, index) => ({ ...each, repository: `payments/api-${index}` }));
}

/** A cause for each finding, as an audit has them where nothing has several. */
export function causes(all: readonly FindingView[]): CauseView[] {
  return all.map(({ id, severity, message, evidence, mend }) => ({
    id: id.replace('ecrd-', 'ecrc-'),
    severity,
    kind: 'statement',
    message,
    statement: evidence.via?.[0] ?? null,
    findings: [id],
    principals: 1,
    repositories: 1,
    remediation: mend && { ...mend, leaves: [] },
  }));
}
