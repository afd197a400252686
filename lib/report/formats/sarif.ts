// Findings as SARIF 2.1.0: where in the baseline the intent is written that was violated, and the ARN of what violates it.

import { groupBy } from '../../collections/group-by.ts';
import { SEVERITIES, type Severity } from '../../model/severity.ts';
import type { FindingEventKind } from '../../model/state.ts';
import { joinedChunks } from '../../text/chunks.ts';
import { visible } from '../../text/quote.ts';
import { leftOutWords } from '../completeness.ts';
import { meaningOf } from '../meaning.ts';
import { qualified } from '../qualified.ts';
import type { AuditView, FindingView } from '../schema.ts';
import { causeIds, repositoriesOfFinding } from './subject.ts';

const LEVELS = { info: 'note', low: 'note', medium: 'warning', high: 'error', critical: 'error' } as const satisfies Record<
  Severity,
  string
>;
/** What code scanning sorts by: from 9 critical, from 7 high, from 4 medium. */
const SCORES = { info: '0.0', low: '3.0', medium: '5.5', high: '8.0', critical: '9.5' } as const satisfies Record<Severity, string>;
const RANKS = { info: 5, low: 30, medium: 55, high: 80, critical: 95 } as const satisfies Record<Severity, number>;

/** What is open, as results of one run. What was accepted or is over is counted in the properties of the run, and is no result. */
export function sarifOf(view: AuditView, origin: OriginOf = () => NOWHERE): Iterable<string> {
  return joinedChunks(pieces(view, origin));
}

/** Where a finding comes from, where it is of a proposal: addresses of its resources, and the files that were given for some of them. */
export type OriginOf = (finding: FindingView) => ProposalOrigin;

export interface ProposalOrigin {
  readonly addresses: readonly string[];
  readonly files: ReadonlyMap<string, string>;
}

/** Of an audit, which judges what is there. */
export const NOWHERE: ProposalOrigin = { addresses: [], files: new Map() };

function* pieces(view: AuditView, origin: OriginOf): Iterable<string> {
  const open = view.findings.filter(({ state }) => state === 'open');
  const rules = rulesOf(open);
  const causes = causeIds(view);
  const events = view.events && new Map(view.events.map(({ id, event }) => [id, event]));
  const places = new Map(rules.map(({ id }, index) => [id, index]));
  const run = {
    tool: { driver: { name: 'ecr-drift', informationUri: 'https://www.npmjs.com/package/ecr-drift', rules } },
    automationDetails: { id: `ecr-drift/${view.account}/` },
    invocations: [{ executionSuccessful: true, endTimeUtc: view.asOf, toolExecutionNotifications: notificationsOf(view) }],
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'the folder from which the baseline was named' } } },
    columnKind: 'utf16CodeUnits',
    properties: { account: view.account, asOf: view.asOf, complete: view.complete, summary: view.summary, baseline: view.baseline },
  };
  yield `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[${JSON.stringify(run).slice(0, -1)},"results":[`;
  for (const [at, finding] of open.entries()) {
    const context = {
      account: view.account,
      ruleIndex: places.get(finding.code) ?? -1,
      cause: causes.get(finding.id),
      origin: origin(finding),
    };
    const baselineState = events && (BASELINE_STATES[events.get(finding.id) ?? 'unchanged'] ?? 'unchanged');
    yield `${at === 0 ? '' : ','}\n${JSON.stringify({ ...resultOf(finding, context), ...(baselineState ? { baselineState } : {}) })}`;
  }
  yield '\n]}]}\n';
}

const BASELINE_STATES: Readonly<Partial<Record<FindingEventKind | 'unchanged', string>>> = {
  opened: 'new',
  reopened: 'new',
  'exception-expired': 'new',
  updated: 'updated',
};

function rulesOf(findings: readonly FindingView[]) {
  return [...groupBy(findings, ({ code }) => code)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, among]) => {
      const gravest = SEVERITIES.findLast((severity) => among.some((finding) => finding.severity === severity)) ?? 'info';
      const known = meaningOf(code);
      return {
        id: code,
        name: known?.name ?? code,
        shortDescription: { text: plain(known?.meaning.replaceAll('`', '') ?? code) },
        ...(known ? { help: { text: plain(known.remedy), markdown: known.remedy } } : {}),
        defaultConfiguration: { level: LEVELS[gravest], rank: RANKS[gravest] },
        properties: { 'security-severity': SCORES[gravest], tags: ['security', 'access'] },
      };
    });
}

interface ResultContext {
  readonly account: string;
  readonly ruleIndex: number;
  readonly cause: string | undefined;
  readonly origin: ProposalOrigin;
}

function resultOf(finding: FindingView, { account, ruleIndex, cause, origin }: ResultContext) {
  const { id, code, severity, evidence } = finding;
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    rank: RANKS[severity],
    message: { text: plain(qualified(finding)) },
    locations: [
      { ...(proposed(origin) ?? physical(evidence.rule)), logicalLocations: [...addressed(origin), ...logical(account, finding)] },
    ],
    partialFingerprints: { 'ecrDriftFinding/v1': id },
    properties: {
      id,
      ...(cause === undefined ? {} : { cause }),
      ...{ severity, remediation: finding.remediation, firstSeen: finding.firstSeen, lastSeen: finding.lastSeen },
      ...(finding.unverifiedSince === undefined ? {} : { unverifiedSince: finding.unverifiedSince }),
    },
  };
}

/** The file of the policy that somebody proposes, where one was given. */
function proposed({ addresses, files }: ProposalOrigin) {
  const file = addresses.map((address) => files.get(address)).find((each) => each !== undefined);
  return file === undefined ? undefined : { physicalLocation: { artifactLocation: fileUri(file), region: { startLine: 1 } } };
}

function addressed({ addresses }: ProposalOrigin) {
  return addresses.map((address) => ({ name: visible(address), fullyQualifiedName: visible(address), kind: 'resource' }));
}

function physical(rule: FindingView['evidence']['rule']) {
  if (!rule) return {};
  return { physicalLocation: { artifactLocation: fileUri(rule.file), region: { startLine: Math.max(1, rule.line) } } };
}

/** Relative to where the baseline was named from, which is where a repository of code is checked out. */
function fileUri(path: string) {
  const uri = path
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/');
  return path.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: '%SRCROOT%' };
}

const MOST_LOCATIONS = 20;

function logical(account: string, finding: FindingView) {
  const repositories = repositoriesOfFinding(account, finding).slice(0, MOST_LOCATIONS);
  const places = repositories.map(({ arn, repository }) => ({
    name: visible(repository),
    fullyQualifiedName: visible(arn),
    kind: 'resource',
  }));
  const { principal } = finding;
  const who = principal === null ? [] : [{ name: visible(principal), fullyQualifiedName: visible(principal), kind: 'principal' }];
  const all = [...places, ...who];
  return all.length > 0 ? all : [{ name: account, fullyQualifiedName: `account:${account}`, kind: 'resource' }];
}

/** What was not read, and what is not listed. */
function notificationsOf({ unread, leftOut }: AuditView) {
  const parts = unread.map(({ part, api, code, message }) => [part, api, code, message].filter((each) => each !== '').join(', '));
  const texts = [...parts.map((part) => `not read: ${part}`), ...(leftOut === undefined ? [] : [leftOutWords(leftOut)])];
  return texts.map((text) => ({ level: 'warning', message: { text: plain(text) } }));
}

/** On one line, and without the links that brackets make in a message of SARIF. */
function plain(text: string): string {
  return visible(text).replaceAll(/[\\[\]]/g, (char) => `\\${char}`);
}
