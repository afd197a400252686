// Findings as JUnit XML, for whatever shows the results of a build: one case for each finding, and one for whether all was read.
import { groupBy } from '../../collections/group-by.ts';
import { joinedChunks } from '../../text/chunks.ts';
import { cut, visible } from '../../text/quote.ts';
import { leftOutWords } from '../completeness.ts';
import { evidenceLines } from '../evidence-lines.ts';
import { qualified } from '../qualified.ts';
import type { AuditView, FindingView } from '../schema.ts';

const LONGEST = 2_000;
const MOST_GAPS = 50;

/** What is open fails, what is accepted is skipped, what is over passes; that something was not read is an error. */
export function junitOf(view: AuditView): Iterable<string> {
  return joinedChunks(pieces(view));
}

function* pieces(view: AuditView): Iterable<string> {
  const { findings, account, asOf } = view;
  const suites = groupBy(findings, ({ region, repository }) =>
    repository === null ? `account ${account}` : `${repository} in ${region ?? 'no region'}`,
  );
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: `ecr-drift ${account}`, ...countsOf(view) })}>\n`;
  yield suite('completeness', asOf, { tests: 1, failures: 0, errors: view.complete ? 0 : 1, skipped: 0 });
  yield completeness(view);
  yield '</testsuite>\n';
  for (const [name, among] of suites) {
    yield suite(name, asOf, { ...tally(among), errors: 0 });
    for (const finding of among) yield caseOf(finding, name);
    yield '</testsuite>\n';
  }
  yield '</testsuites>\n';
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function countsOf({ findings, complete, leftOut }: AuditView): Counts {
  const { tests, failures, skipped } = tally(findings);
  return { tests: tests + 1, failures, errors: complete && leftOut === undefined ? 0 : 1, skipped };
}

function tally(findings: readonly FindingView[]): Omit<Counts, 'errors'> {
  const inState = (wanted: FindingView['state']): number => findings.filter(({ state }) => state === wanted).length;
  return { tests: findings.length, failures: inState('open'), skipped: inState('accepted') };
}

function suite(name: string, asOf: string, counts: Counts): string {
  return `<testsuite${attributes({ name, ...counts, timestamp: asOf.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length) })}>\n`;
}

function completeness({ complete, unread, leftOut }: AuditView): string {
  const head = `<testcase${attributes({ name: 'everything was read', classname: 'completeness' })}`;
  const isUnread = !complete && (unread.length > 0 || leftOut === undefined);
  const problems = [
    ...(isUnread ? [`${unread.length} parts were not read, nothing is concluded from them`] : []),
    ...(leftOut === undefined ? [] : [leftOutWords(leftOut)]),
  ];
  if (problems.length === 0) return `${head}/>\n`;
  const parts = unread.slice(0, MOST_GAPS).map(({ part, api, code }) => [part, api, code].filter((text) => text !== '').join(', '));
  const error = attributes({ message: problems.join('; '), type: isUnread ? 'unread' : 'leftOut' });
  return `${head}><error${error}>${parts.map(xmlText).join('\n')}</error></testcase>\n`;
}

function caseOf(finding: FindingView, classname: string): string {
  const { id, code, name, principal, capability, severity } = finding;
  const about = [principal, capability].filter((each) => each !== null).join(' ');
  const head = `<testcase${attributes({ name: `${code} ${name}${about === '' ? '' : `: ${about}`} [${id}]`, classname })}`;
  switch (finding.state) {
    case 'resolved':
      return `${head}/>\n`;
    case 'accepted': {
      const { acceptance } = finding;
      const message = acceptance ? `accepted until ${acceptance.until} by exception ${acceptance.exception}` : 'accepted';
      return `${head}><skipped${attributes({ message })}/></testcase>\n`;
    }
    case 'open': {
      const lines = [...evidenceLines(finding), ...(finding.remediation === '' ? [] : [`fix: ${finding.remediation}`])];
      return `${head}><failure${attributes({ message: qualified(finding), type: severity })}>${lines.map(xmlText).join('\n')}</failure></testcase>\n`;
    }
  }
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** The one escape: on one line, without characters that XML does not have, and with no markup in it. */
function xmlText(text: string): string {
  return cut(visible(text), LONGEST).replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
