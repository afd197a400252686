// Findings in the AWS Security Finding Format: each line is a request of BatchImportFindings, as the AWS CLI takes it.
import type { Severity } from '../../model/severity.ts';
import { joinedChunks } from '../../text/chunks.ts';
import { cut, visible } from '../../text/quote.ts';
import { qualified } from '../qualified.ts';
import type { AuditView, FindingView } from '../schema.ts';
import { causeIds, filingRegion, partitionIn, repositoriesOfFinding } from './subject.ts';

/** A request takes so many findings. */
const MOST_FINDINGS = 100;
/** A finding takes so many resources; 240 KB in all, which these limits keep. */
const MOST_RESOURCES = 32;
const LONGEST = { title: 256, description: 1_024, recommendation: 512, field: 1_024, id: 512 } as const;
const DOTS = 3;

const LABELS = { info: 'INFORMATIONAL', low: 'LOW', medium: 'MEDIUM', high: 'HIGH', critical: 'CRITICAL' } as const satisfies Record<
  Severity,
  string
>;
const WORKFLOW = { open: 'NEW', accepted: 'SUPPRESSED', resolved: 'RESOLVED' } as const satisfies Record<FindingView['state'], string>;
const TYPE = 'Software and Configuration Checks/AWS Security Best Practices';

/** Every finding; those that are over are archived. */
export function asffOf(view: AuditView): Iterable<string> {
  return joinedChunks(requests(view));
}

function* requests(view: AuditView): Iterable<string> {
  const regionOf = filingRegion(view);
  const causes = causeIds(view);
  for (let from = 0; from < view.findings.length; from += MOST_FINDINGS) {
    const batch = view.findings.slice(from, from + MOST_FINDINGS);
    const findings = batch.map((finding) => {
      const region = regionOf(finding);
      return asffFinding(view, finding, { region, at: { account: view.account, region }, cause: causes.get(finding.id) });
    });
    yield `${JSON.stringify({ Findings: findings })}\n`;
  }
}

/** Where Security Hub is asked: it takes findings of the account that asks, and of no other. */
export interface HubPlace {
  readonly account: string;
  readonly region: string;
}

/** A finding as Security Hub is sent it. */
export type HubFinding = ReturnType<typeof hubFinding>;

/**
 * Every finding as one of the account that asks Security Hub, whichever account it is about. What is not open is archived: what is accepted
 * too, because an import cannot suppress a finding that is there already; how people work on it is theirs, and left out.
 */
export function* hubFindings(view: AuditView, at: HubPlace): Iterable<HubFinding> {
  const regionOf = filingRegion(view);
  const causes = causeIds(view);
  for (const finding of view.findings) yield hubFinding(view, finding, { region: regionOf(finding), at, cause: causes.get(finding.id) });
}

function hubFinding(view: AuditView, finding: FindingView, filing: Filing) {
  const { Workflow: _, ...filed } = asffFinding(view, finding, filing);
  return {
    ...filed,
    ProductFields: { ...filed.ProductFields, 'ecr-drift/account': view.account },
    RecordState: finding.state === 'open' ? ('ACTIVE' as const) : ('ARCHIVED' as const),
  };
}

interface Filing {
  /** Of what it is about. */
  readonly region: string;
  readonly at: HubPlace;
  readonly cause: string | undefined;
}

function asffFinding({ account, asOf }: AuditView, finding: FindingView, { region, at, cause }: Filing) {
  const { id, code, name, severity, state, firstSeen, lastSeen, remediation } = finding;
  const label = { Label: LABELS[severity], Original: severity };
  const place = finding.repository ?? finding.principal ?? `account ${account}`;
  return {
    SchemaVersion: '2018-10-08',
    Id: id,
    ProductArn: `arn:${partitionIn(at.region)}:securityhub:${at.region}:${at.account}:product/${at.account}/default`,
    ProductName: 'ecr-drift',
    CompanyName: 'ecr-drift',
    Region: at.region,
    GeneratorId: `ecr-drift/${code}`,
    AwsAccountId: at.account,
    Types: [TYPE],
    FirstObservedAt: firstSeen,
    LastObservedAt: lastSeen,
    CreatedAt: firstSeen,
    UpdatedAt: state === 'resolved' || asOf > lastSeen ? asOf : lastSeen,
    Severity: label,
    FindingProviderFields: { Severity: label, Types: [TYPE] },
    Title: fitted(`${code} ${name}: ${place}`, LONGEST.title),
    Description: fitted(qualified(finding), LONGEST.description),
    ...(remediation === '' ? {} : { Remediation: { Recommendation: { Text: fitted(remediation, LONGEST.recommendation) } } }),
    ProductFields: fields({
      code,
      cause,
      capability: finding.capability,
      principal: finding.principal,
      principalClass: finding.evidence.principalClass,
      decision: finding.evidence.decision,
      rule: finding.evidence.rule && `${finding.evidence.rule.id} (${finding.evidence.rule.file}:${finding.evidence.rule.line})`,
      exception: finding.acceptance?.exception,
      acceptedUntil: finding.acceptance?.until,
      because: finding.because,
      unverifiedSince: finding.unverifiedSince,
    }),
    Resources: resourcesOf(account, finding, region),
    Compliance: { Status: complianceOf(finding) },
    Workflow: { Status: WORKFLOW[state] },
    RecordState: state === 'resolved' ? ('ARCHIVED' as const) : ('ACTIVE' as const),
  };
}

function complianceOf({ state, evidence, unverifiedSince }: FindingView): 'PASSED' | 'NOT_AVAILABLE' | 'FAILED' {
  if (state === 'resolved') return 'PASSED';
  return [evidence.unread, evidence.unsettled, unverifiedSince].some((each) => each !== undefined) ? 'NOT_AVAILABLE' : 'FAILED';
}

function fields(values: Readonly<Record<string, string | null | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === null || value === undefined || value.trim() === '' ? [] : [[`ecr-drift/${name}`, fitted(value, LONGEST.field)]],
    ),
  );
}

function resourcesOf(account: string, finding: FindingView, region: string) {
  const repositories = repositoriesOfFinding(account, finding).map(({ arn, repository, region: at }) => ({
    Type: 'AwsEcrRepository',
    Id: fitted(arn, LONGEST.id),
    ...partition(at),
    Region: at,
    Details: { AwsEcrRepository: { Arn: fitted(arn, LONGEST.id), RepositoryName: fitted(repository, LONGEST.id) } },
  }));
  const { principal } = finding;
  const who =
    principal === null || principal.trim() === ''
      ? []
      : [{ Type: principalType(principal), Id: fitted(principal, LONGEST.id), ...partition(region), Region: region }];
  const named = [...repositories.slice(0, MOST_RESOURCES - who.length), ...who];
  return named.length > 0 ? named : [{ Type: 'AwsAccount', Id: `AWS::::Account:${account}`, ...partition(region), Region: region }];
}

/** Security Hub knows these partitions. */
const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'] as const;

function partition(region: string) {
  const name = PARTITIONS.find((each) => each === partitionIn(region));
  return name === undefined ? {} : { Partition: name };
}

function principalType(name: string): string {
  if (/^arn:[\w-]+:iam::\d{12}:role\//.test(name)) return 'AwsIamRole';
  return /^arn:[\w-]+:iam::\d{12}:user\//.test(name) ? 'AwsIamUser' : 'Other';
}

/** On one line, and no longer than the field. */
function fitted(text: string, longest: number): string {
  const line = visible(text);
  return line.length <= longest ? line : cut(line, longest - DOTS);
}
