// One file of a baseline: what can be wrong before any document in it is looked at.
import { type Document, isScalar, type ParsedNode } from 'yaml';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { BaselineIssue, SourceFile } from '../../model/baseline.ts';
import { readJson } from '../../text/json.ts';
import { readContents, type YamlIssue, type YamlNode } from '../../text/yaml.ts';
import { composeDocuments } from '../../text/yaml-documents.ts';
import { textOf, textProblem } from './text.ts';

export interface BaselineDocument {
  readonly file: string;
  readonly root: YamlNode;
}

export interface FileReading {
  readonly documents: readonly BaselineDocument[];
  readonly issues: readonly BaselineIssue[];
  /** False where a document could not be read, so that what it defines is not known. */
  readonly complete: boolean;
}

const MAX_MEBIBYTES = 1;
/** More than that no file of rules may have. */
export const MAX_FILE_BYTES = MAX_MEBIBYTES * 1024 * 1024;

/** Which policies files name is asked before what they mean. */
const known = new WeakMap<SourceFile, FileReading>();

/** The documents of one file as trees whose nodes know their lines, or the first reason why it cannot be read. One file is read once. */
export function readFile(file: SourceFile): FileReading {
  return getOrCreate(known, file, () => readingOf(file));
}

function readingOf(file: SourceFile): FileReading {
  const text = textOf(file);
  const problem = kindProblem(file.path) ?? textProblem(text, MAX_MEBIBYTES) ?? (isJson(file.path) ? jsonProblem(text) : undefined);
  if (problem) return unread(file, problem);
  const composed = composeDocuments(text);
  return composed.kind === 'problem' ? unread(file, composed) : readDocuments(file, composed.documents, composed.lineAt);
}

/** Whether a path ends like a file that holds documents. */
export function holdsDocuments(path: string): boolean {
  return /\.(ya?ml|json)$/i.test(path);
}

function kindProblem(path: string): YamlIssue | undefined {
  if (holdsDocuments(path)) return undefined;
  return { reason: 'not a baseline file: its name must end in `.yaml`, `.yml`, `.json` or `.lock.jsonl`', line: 1 };
}

function isJson(path: string): boolean {
  return /\.json$/i.test(path);
}

function jsonProblem(text: string): YamlIssue | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    const reading = readJson(text);
    return reading.kind === 'problem' ? reading : undefined;
  }
}

function readDocuments(file: SourceFile, parsed: readonly Document.Parsed[], lineAt: (offset: number) => number): FileReading {
  const readings = parsed.flatMap(({ contents }) => (hasContent(contents) ? [readContents(contents, lineAt)] : []));
  if (readings.length === 0) return unread(file, { reason: 'the file is empty', line: 1 });
  return {
    documents: readings.flatMap(({ root }) => (root ? [{ file: file.path, root }] : [])),
    issues: readings.flatMap(({ issues }) => issues.map(({ reason, line }) => ({ reason, at: { file: file.path, line } }))),
    complete: readings.every(({ root }) => root !== undefined),
  };
}

/** False for `---` with nothing after it, or with comments only. */
function hasContent(contents: ParsedNode | null): contents is ParsedNode {
  return contents !== null && !(isScalar(contents) && contents.value === null && contents.source === '');
}

function unread(file: SourceFile, { reason, line }: YamlIssue): FileReading {
  return { documents: [], issues: [{ reason, at: { file: file.path, line } }], complete: false };
}
