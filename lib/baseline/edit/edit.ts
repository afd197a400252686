// Adds an exception to the files of a baseline. Nothing that people wrote is touched: comments, order and layout stay.
import { Document, isMap, isSeq, Scalar, visit } from 'yaml';
import type { Baseline, BaselineIssue, Exception, SourceFile } from '../../model/baseline.ts';
import type { Instant } from '../../model/ids.ts';
import { composeDocuments } from '../../text/yaml-documents.ts';
import { parseBaseline } from '../parse/parse.ts';
import { matchKey } from '../review/compare-facts.ts';
import { API_VERSION, type WrittenException } from '../schema/schema.ts';

export interface ExceptionEdit {
  /** As it is now. */
  readonly baseline: Baseline;
  readonly files: readonly SourceFile[];
  /** The file for the exception, which need not be there yet. */
  readonly target: string;
  /** Its id is a proposal. */
  readonly exception: WrittenException;
  readonly now: Instant;
}

export type EditResult =
  | { readonly kind: 'edited'; readonly before: string | undefined; readonly after: string; readonly exception: Exception }
  /** A running exception is for the same. */
  | { readonly kind: 'duplicate'; readonly of: Exception }
  /** The baseline would be invalid. */
  | { readonly kind: 'refused'; readonly issues: readonly BaselineIssue[] };

/** The text of the target file with the exception added; a problem where the baseline would not be valid with it. Nothing is written. */
export function addException({ baseline, files, target, exception: written, now }: ExceptionEdit): EditResult {
  const before = files.find(({ path }) => path === target)?.text;
  const others = files.filter(({ path }) => path !== target);
  const exception = { ...written, id: freeId(written.id, baseline.exceptions) };
  const texts = before === undefined ? [withDocument('', exception)] : [...withItem(before, exception), withDocument(before, exception)];
  const tried = texts.map((after) => ({ after, parsed: parseBaseline(baseline.path, [...others, { path: target, text: after }]) }));
  for (const { after, parsed } of tried) {
    const added = parsed.kind === 'baseline' ? addedIn(parsed.baseline, baseline, exception.id) : undefined;
    if (!added) continue;
    const same = baseline.exceptions.find(({ match, expires }) => expires > now && matchKey(match) === matchKey(added.match));
    return same ? { kind: 'duplicate', of: same } : { kind: 'edited', before, after, exception: added };
  }
  return { kind: 'refused', issues: tried.flatMap(({ parsed }) => (parsed.kind === 'invalid' ? [parsed.issues] : [])).at(0) ?? [] };
}

function freeId(proposal: string, exceptions: readonly Exception[]): string {
  const taken = new Set(exceptions.map(({ id }) => id));
  let free = proposal;
  for (let number = 2; taken.has(free); number += 1) free = `${proposal}-${number}`;
  return free;
}

/** The exception, where it is all that is new. */
function addedIn(after: Baseline, before: Baseline, id: string): Exception | undefined {
  const isSame =
    after.exceptions.length === before.exceptions.length + 1 &&
    after.rules.length === before.rules.length &&
    after.lock.length === before.lock.length;
  return isSame ? after.exceptions.find((exception) => exception.id === id) : undefined;
}

/** The exception after the last element of the last list of exceptions; nothing where no list takes it. */
function withItem(text: string, exception: WrittenException): readonly string[] {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const body = text.slice(mark.length);
  const composed = composeDocuments(body);
  const place = composed.kind === 'documents' ? composed.documents.flatMap(listPlace).at(-1) : undefined;
  if (!place) return [];
  const indent = body.slice(body.lastIndexOf('\n', place.start - 1) + 1, place.start);
  if (indent.trim() !== '') return [];
  const newline = newlineOf(text);
  const end = lineEnd(body, place.end);
  const head = closed(body.slice(0, end), newline);
  const item = itemLines(exception).map((line) => `${indent}${line}${newline}`);
  return [`${mark}${head}${item.join('')}${body.slice(end)}`];
}

const BYTE_ORDER_MARK = '\uFEFF';

interface ListPlace {
  readonly start: number;
  /** Of the last element, with or without the end of its line. */
  readonly end: number;
}

function listPlace({ contents }: Document.Parsed): readonly ListPlace[] {
  const kind: unknown = isMap(contents) ? contents.get('kind') : undefined;
  if (!isMap(contents) || kind !== 'Exception') return [];
  const items = contents.get('items');
  if (!isSeq(items) || items.flow === true || !items.range) return [];
  const last = items.items.at(-1);
  return isMap(last) && last.range ? [{ start: items.range[0], end: last.range[1] }] : [];
}

function lineEnd(text: string, at: number): number {
  const next = text[at - 1] === '\n' ? at - 1 : text.indexOf('\n', at);
  return next < 0 ? text.length : next + 1;
}

/** The exception in a document of its own, after whatever is there. */
function withDocument(text: string, exception: WrittenException): string {
  const newline = newlineOf(text);
  const header = [`apiVersion: ${API_VERSION}`, 'kind: Exception', 'items:'];
  const lines = [...header, ...itemLines(exception).map((line) => `  ${line}`)];
  const isEmpty = text.split('\n').every((line) => line.trim() === '' || line.trimStart().startsWith('#'));
  return [closed(text, newline), ...(isEmpty ? [] : [`---${newline}`]), ...lines.map((line) => `${line}${newline}`)].join('');
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function closed(text: string, newline: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}${newline}`;
}

/** What a string never needs: longer lines are easier to read than folded ones, and a line break in a reason is written `\n`. */
const ONE_LINE = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER } as const;

function itemLines(exception: WrittenException): readonly string[] {
  const document = new Document([exception]);
  visit(document, {
    Seq: (key, node) => {
      if (key !== null) node.flow = true;
    },
    Scalar: (key, node) => {
      if (key !== 'key' && typeof node.value === 'string' && !PLAIN.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString(ONE_LINE).trimEnd().split('\n');
}

/** Ids, codes, dates and words of the language. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9-]*$/;
