// Findings and grants as CSV (RFC 4180), for spreadsheets: a cell is never taken for a formula.
import { joinedChunks } from '../../text/chunks.ts';
import { cut, visible } from '../../text/quote.ts';
import { qualified } from '../qualified.ts';
import type { AccessView, AuditView, FindingView, GrantView } from '../schema.ts';
import { causeIds } from './subject.ts';

/** A spreadsheet holds 32,767 characters in a cell. */
const LONGEST_CELL = 32_000;
/** What spreadsheets take for the beginning of a formula, with the wide forms of these characters. */
const FORMULA = /^[\s'"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

/** The one escape: text on one line, in quotes, with an apostrophe before what would be computed. */
export function csvCell(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  const text = cut(visible(value ?? ''), LONGEST_CELL);
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

type Column<T> = readonly [name: string, cell: (entry: T) => string | number | null];

interface Row {
  readonly view: AuditView;
  readonly finding: FindingView;
  readonly cause: string | null;
}

const FINDING_COLUMNS: readonly Column<Row>[] = [
  ['id', ({ finding }) => finding.id],
  ['cause', ({ cause }) => cause],
  ['severity', ({ finding }) => finding.severity],
  ['state', ({ finding }) => finding.state],
  ['code', ({ finding }) => finding.code],
  ['name', ({ finding }) => finding.name],
  ['account', ({ view }) => view.account],
  ['region', ({ finding }) => finding.region],
  ['repository', ({ finding }) => finding.repository],
  ['principal', ({ finding }) => finding.principal],
  ['principalClass', ({ finding }) => finding.evidence.principalClass ?? null],
  ['capability', ({ finding }) => finding.capability],
  ['decision', ({ finding }) => finding.evidence.decision ?? null],
  ['message', ({ finding }) => qualified(finding)],
  ['via', ({ finding }) => viaText(finding.evidence.via ?? [])],
  ['conditions', ({ finding }) => conditionText(finding.evidence.conditions ?? [])],
  ['repositories', ({ finding }) => finding.evidence.repositoryCount ?? null],
  ['rule', ({ finding }) => finding.evidence.rule?.id ?? null],
  ['ruleFile', ({ finding }) => finding.evidence.rule?.file ?? null],
  ['ruleLine', ({ finding }) => finding.evidence.rule?.line ?? null],
  ['remediation', ({ finding }) => finding.remediation],
  ['exception', ({ finding }) => finding.acceptance?.exception ?? null],
  ['acceptedUntil', ({ finding }) => finding.acceptance?.until ?? null],
  ['firstSeen', ({ finding }) => finding.firstSeen],
  ['lastSeen', ({ finding }) => finding.lastSeen],
  ['unverifiedSince', ({ finding }) => finding.unverifiedSince ?? null],
  ['because', ({ finding }) => finding.because ?? null],
  ['asOf', ({ view }) => view.asOf],
  ['complete', ({ view }) => String(view.complete)],
];

/** The findings of an audit, one a row, below a row of names. */
export function findingsCsv(view: AuditView): Iterable<string> {
  const causes = causeIds(view);
  return joinedChunks(
    rows(
      FINDING_COLUMNS,
      view.findings.map((finding) => ({ view, finding, cause: causes.get(finding.id) ?? null })),
    ),
  );
}

type GrantRow = { readonly account: string; readonly grant: GrantView };

const GRANT_COLUMNS: readonly Column<GrantRow>[] = [
  ['account', ({ account }) => account],
  ['region', ({ grant }) => grant.region],
  ['repository', ({ grant }) => grant.repository],
  ['principal', ({ grant }) => grant.principal],
  ['principalClass', ({ grant }) => grant.principalClass],
  ['capability', ({ grant }) => grant.capability],
  ['decision', ({ grant }) => grant.decision],
  ['conditions', ({ grant }) => conditionText(grant.conditions)],
  ['via', ({ grant }) => viaText(grant.via)],
];

/** Effective access, one grant a row, below a row of names. */
export function grantsCsv({ account }: Pick<AccessView, 'account'>, grants: Iterable<GrantView>): Iterable<string> {
  return joinedChunks(rows(GRANT_COLUMNS, withAccount(account, grants)));
}

function* withAccount(account: string, grants: Iterable<GrantView>): Iterable<GrantRow> {
  for (const grant of grants) yield { account, grant };
}

const LINE_END = '\r\n';

function* rows<T>(columns: readonly Column<T>[], entries: Iterable<T>): Iterable<string> {
  yield `${columns.map(([name]) => csvCell(name)).join()}${LINE_END}`;
  for (const entry of entries) yield `${columns.map(([, cell]) => csvCell(cell(entry))).join()}${LINE_END}`;
}

/** `repository policy, statement 1 (Sid)`; several are separated by semicolons. */
function viaText(via: GrantView['via']): string {
  return via.map(({ policy, sid, index }) => `${policy}, statement ${index}${sid === null ? '' : ` (${sid})`}`).join('; ');
}

/** `StringEquals aws:SourceVpc vpc-1 (Allow)`; several are separated by semicolons. */
function conditionText(conditions: GrantView['conditions']): string {
  return conditions
    .map((each) =>
      'account' in each ? `account ${each.account} allows it` : `${each.operator} ${each.key} ${each.values.join(', ')} (${each.effect})`,
    )
    .join('; ');
}
