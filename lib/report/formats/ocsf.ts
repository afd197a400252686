// Findings as events of OCSF 1.6, class Detection Finding: one event a line of a JSON list.
import type { Severity } from '../../model/severity.ts';
import type { FindingEventKind } from '../../model/state.ts';
import { joinedChunks } from '../../text/chunks.ts';
import { visible } from '../../text/quote.ts';
import { qualified } from '../qualified.ts';
import type { AuditView, FindingView } from '../schema.ts';
import { causeIds, filingRegion, partitionIn, repositoriesOfFinding } from './subject.ts';

const CATEGORY = { category_uid: 2, category_name: 'Findings' } as const;
const CLASS = { class_uid: 2004, class_name: 'Detection Finding' } as const;
const TYPES_OF_CLASS = 100;

const SEVERITY_IDS = {
  info: { severity_id: 1, severity: 'Informational' },
  low: { severity_id: 2, severity: 'Low' },
  medium: { severity_id: 3, severity: 'Medium' },
  high: { severity_id: 4, severity: 'High' },
  critical: { severity_id: 5, severity: 'Critical' },
} as const satisfies Record<Severity, object>;

const STATUSES = {
  open: { status_id: 1, status: 'New' },
  accepted: { status_id: 3, status: 'Suppressed' },
  resolved: { status_id: 4, status: 'Resolved' },
} as const satisfies Record<FindingView['state'], object>;

const CREATE = { activity_id: 1, activity_name: 'Create' } as const;
const UPDATE = { activity_id: 2, activity_name: 'Update' } as const;
const CLOSE = { activity_id: 3, activity_name: 'Close' } as const;

/** Every finding, with what happened to it. */
export function ocsfOf(view: AuditView): Iterable<string> {
  return joinedChunks(pieces(view));
}

function* pieces(view: AuditView): Iterable<string> {
  const regionOf = filingRegion(view);
  const causes = causeIds(view);
  const events = new Map(view.events?.map(({ id, event }) => [id, event]));
  yield '[';
  for (const [at, finding] of view.findings.entries()) {
    const filing = { region: regionOf(finding), cause: causes.get(finding.id), event: events.get(finding.id) };
    yield `${at === 0 ? '' : ','}\n${JSON.stringify(ocsfEvent(view, finding, filing))}`;
  }
  yield '\n]\n';
}

interface Filing {
  readonly region: string;
  readonly cause: string | undefined;
  readonly event: FindingEventKind | undefined;
}

function ocsfEvent({ account, asOf }: AuditView, finding: FindingView, { region, cause, event }: Filing) {
  const { id, code, name, severity, state, remediation } = finding;
  const activity = activityOf(finding, event);
  const message = visible(qualified(finding));
  const resources = resourcesOf(account, finding);
  return {
    ...activity,
    ...CATEGORY,
    ...CLASS,
    type_uid: CLASS.class_uid * TYPES_OF_CLASS + activity.activity_id,
    type_name: `${CLASS.class_name}: ${activity.activity_name}`,
    time: Date.parse(asOf),
    ...SEVERITY_IDS[severity],
    ...STATUSES[state],
    message,
    metadata: {
      version: '1.6.0',
      profiles: ['cloud'],
      product: { name: 'ecr-drift', vendor_name: 'ecr-drift' },
      uid: id,
      event_code: code,
    },
    cloud: { provider: 'AWS', account: { uid: account, type: 'AWS Account', type_id: 10 }, region, cloud_partition: partitionIn(region) },
    finding_info: {
      uid: id,
      title: `${code} ${name}`,
      desc: message,
      types: [name],
      analytic: { type_id: 1, type: 'Rule', uid: code, name },
      created_time: Date.parse(finding.firstSeen),
      first_seen_time: Date.parse(finding.firstSeen),
      last_seen_time: Date.parse(finding.lastSeen),
      modified_time: Date.parse(asOf),
    },
    ...(resources.length > 0 ? { resources } : {}),
    ...(remediation === '' ? {} : { remediation: { desc: visible(remediation) } }),
    unmapped: unmapped({
      cause,
      principal: finding.principal,
      principal_class: finding.evidence.principalClass,
      capability: finding.capability,
      decision: finding.evidence.decision,
      rule: finding.evidence.rule?.id,
      exception: finding.acceptance?.exception,
      because: finding.because,
      unverified_since: finding.unverifiedSince,
    }),
  };
}

/** Where nobody follows findings, all of them are new. */
function activityOf({ state, firstSeen, lastSeen }: FindingView, event: FindingEventKind | undefined) {
  if (state === 'resolved') return CLOSE;
  if (event === 'opened' || (event === undefined && firstSeen === lastSeen)) return CREATE;
  return UPDATE;
}

const MOST_RESOURCES = 100;

function resourcesOf(account: string, finding: FindingView) {
  const repositories = repositoriesOfFinding(account, finding).slice(0, MOST_RESOURCES);
  const places = repositories.map(({ arn, repository, region }) => ({
    uid: visible(arn),
    name: visible(repository),
    type: 'AWS::ECR::Repository',
    region,
    cloud_partition: partitionIn(region),
  }));
  const { principal } = finding;
  return [...places, ...(principal === null ? [] : [{ uid: visible(principal), name: visible(principal), type: 'principal' }])];
}

function unmapped(values: Readonly<Record<string, string | null | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, visible(value)]])),
  );
}
