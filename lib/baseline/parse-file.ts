// One file of a baseline: what can be wrong before any document in it is looked at.
import { type Document, isScalar, LineCounter, type ParsedNode, parseAllDocuments, type YAMLError } from 'yaml';
import type { BaselineIssue, SourceFile } from '../model/baseline.ts';
import { readJson } from '../text/json.ts';
import { QUOTE_GLOB, readContents, TOO_DEEP, type YamlNode } from './parse-yaml.ts';

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

const MAX_BYTES = 1024 * 1024;

// Keys that repeat are found by our own pass: the library compares each with each.
const YAML = { version: '1.2', schema: 'core', merge: false, resolveKnownTags: false, uniqueKeys: false, prettyErrors: false } as const;

export function readFile(file: SourceFile): FileReading {
  const text = file.text.startsWith('\uFEFF') ? file.text.slice(1) : file.text;
  const problem = kindProblem(file.path) ?? textProblem(text) ?? (isJson(file.path) ? jsonProblem(text) : undefined);
  if (problem) return unread(file, problem);
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { ...YAML, lineCounter: lines, logLevel: 'silent' });
  const end = text.trimEnd().length;
  const lineAt = (offset: number): number => lines.linePos(Math.min(offset, end)).line;
  const error = 'empty' in parsed ? parsed.errors[0] : firstError(parsed);
  if (error) return unread(file, { reason: reasonOf(error), line: lineAt(error.pos[0]) });
  return readDocuments(file, [...parsed], lineAt);
}

interface Problem {
  readonly reason: string;
  readonly line: number;
}

function kindProblem(path: string): Problem | undefined {
  if (/\.(ya?ml|json)$/i.test(path)) return undefined;
  if (/\.jsonl$/i.test(path)) return { reason: 'a lock file is not supported yet', line: 1 };
  return { reason: 'not a baseline file: its name must end in `.yaml`, `.yml` or `.json`', line: 1 };
}

function isJson(path: string): boolean {
  return /\.json$/i.test(path);
}

function textProblem(text: string): Problem | undefined {
  if (Buffer.byteLength(text) > MAX_BYTES) return { reason: 'the file is larger than 1 MiB', line: 1 };
  if (text.trim() === '') return { reason: 'the file is empty', line: 1 };
  // What a decoder puts in the place of bytes that are not UTF-8.
  const undecoded = text.indexOf('\uFFFD');
  return undecoded < 0 ? undefined : { reason: 'the file is not UTF-8', line: text.slice(0, undecoded).split('\n').length };
}

function jsonProblem(text: string): Problem | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    const reading = readJson(text);
    return reading.kind === 'problem' ? reading : undefined;
  }
}

/** Warnings count as errors: a tag or a version that is not understood changes what is meant. */
function firstError(documents: readonly Document.Parsed[]): YAMLError | undefined {
  const errors = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  return errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION') ?? errors[0];
}

function reasonOf({ code, message }: YAMLError): string {
  if (code === 'RESOURCE_EXHAUSTION') return TOO_DEEP;
  const words = `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  return `not YAML: ${words}${code === 'BAD_ALIAS' ? `: ${QUOTE_GLOB}` : ''}`;
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

function unread(file: SourceFile, { reason, line }: Problem): FileReading {
  return { documents: [], issues: [{ reason, at: { file: file.path, line } }], complete: false };
}
