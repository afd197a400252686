// What each format says of an audit, read back: the ids of its findings, and how many there are of each state.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvDraft04 from 'ajv-draft-04';
import ajvFormats from 'ajv-formats';
import type { AuditView } from '../../../lib/report/schema.ts';
import { embeddedIn } from '../../support/page.ts';

// INVARIANT: both packages are CommonJS, and their default is the property of that name.
const Ajv04 = ajvDraft04 as unknown as typeof ajvDraft04.default;
const addFormats = ajvFormats as unknown as typeof ajvFormats.default;

const SCHEMAS = join(import.meta.dirname, '../schemas');
/** OCSF has a pattern that is none under the flag `u`. */
const OPTIONS = { allErrors: false, strict: false, unicodeRegExp: false } as const;

type Check = (value: unknown) => readonly string[];

function checkedBy(ajv: InstanceType<typeof Ajv2020> | InstanceType<typeof Ajv04>, schema: object): Check {
  addFormats(ajv as InstanceType<typeof Ajv2020>);
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`));
}

function json(path: string): object {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** What is wrong with a text of the format by the schema of those who made the format; empty where nothing is. */
export const problemsOfSarif: Check = checkedBy(new Ajv04(OPTIONS), json(join(SCHEMAS, 'sarif-2.1.0.json')));
export const problemsOfAsff: Check = checkedBy(new Ajv2020(OPTIONS), json(join(SCHEMAS, 'asff-batch-import-findings.json')));
export const problemsOfOcsf: Check = checkedBy(new Ajv2020(OPTIONS), json(join(SCHEMAS, 'ocsf-detection-finding-1.6.json')));

/** The rows of a CSV file, by the names in its first. */
export function csvRows(text: string): readonly Readonly<Record<string, string>>[] {
  const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)];
  if (cells.map(([whole]) => whole).join('') !== text) throw new Error('not CSV');
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of cells) {
    lines.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') lines.push([]);
  }
  const [names = [], ...rows] = lines.slice(0, -1);
  return rows.map((row) => {
    if (row.length !== names.length) throw new Error(`${row.length} cells below ${names.length} names`);
    return Object.fromEntries(names.map((name, at) => [name, row[at]!]));
  });
}

export interface Told {
  /** By state, sorted. A format that leaves a state out has none of it. */
  readonly open: readonly string[];
  readonly accepted: readonly string[];
  readonly resolved: readonly string[];
}

type Entry = { readonly id: string; readonly state: keyof Told };

export function toldBy(entries: readonly Entry[]): Told {
  const of = (state: keyof Told): readonly string[] =>
    entries
      .filter((each) => each.state === state)
      .map(({ id }) => id)
      .sort();
  return { open: of('open'), accepted: of('accepted'), resolved: of('resolved') };
}

/** What each format tells, by its name. SARIF has what is open. */
export const TOLD: Readonly<Record<'json' | 'html' | 'csv' | 'sarif' | 'junit' | 'asff' | 'ocsf', (text: string) => Told>> = {
  json: (text) => toldBy((JSON.parse(text) as AuditView).findings),
  html: (text) => toldBy(embeddedIn(text).findings.first),
  csv: (text) => toldBy(csvRows(text).map(({ id, state }) => ({ id: id!, state: state as keyof Told }))),
  sarif: (text) =>
    toldBy(JSON.parse(text).runs[0].results.map((each: { properties: { id: string } }) => ({ id: each.properties.id, state: 'open' }))),
  junit: (text) =>
    toldBy(
      [...text.matchAll(/<testcase name="[^"]*\[(ecrd-\w+)\]"[^>]*?(?:\/>|><(failure|skipped))/g)].map(([, id, inside]) => ({
        id: id!,
        state: JUNIT_STATES[inside ?? 'passed']!,
      })),
    ),
  asff: (text) =>
    toldBy(
      asffRequests(text)
        .flatMap(({ Findings }) => Findings)
        .map(({ Id, Workflow }) => ({ id: Id, state: ASFF_STATES[Workflow.Status]! })),
    ),
  ocsf: (text) =>
    toldBy(
      (JSON.parse(text) as readonly { finding_info: { uid: string }; status: string }[]).map(({ finding_info, status }) => ({
        id: finding_info.uid,
        state: OCSF_STATES[status]!,
      })),
    ),
};

const JUNIT_STATES: Readonly<Record<string, keyof Told>> = { failure: 'open', skipped: 'accepted', passed: 'resolved' };
const ASFF_STATES: Readonly<Record<string, keyof Told>> = { NEW: 'open', SUPPRESSED: 'accepted', RESOLVED: 'resolved' };
const OCSF_STATES: Readonly<Record<string, keyof Told>> = { New: 'open', Suppressed: 'accepted', Resolved: 'resolved' };

interface AsffRequest {
  readonly Findings: readonly {
    readonly Id: string;
    readonly Workflow: { readonly Status: string };
    readonly RecordState: string;
    readonly Resources: readonly { readonly Type: string; readonly Id: string }[];
  }[];
}

export function asffRequests(text: string): readonly AsffRequest[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
