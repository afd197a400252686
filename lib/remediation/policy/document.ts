// A policy document as JSON that can be taken apart and put together again without losing what it says.
import { isObject } from '../../policy/parse/parse-report.ts';
import { readUniqueJson } from '../../text/json.ts';

export type StatementJson = Readonly<Record<string, unknown>>;
export type DocumentJson = Readonly<Record<string, unknown>>;

/** The document behind the text, or undefined where the text is none. */
export function documentOf(text: string): DocumentJson | undefined {
  const reading = readUniqueJson(text);
  return reading.kind === 'value' && isObject(reading.value) ? reading.value : undefined;
}

/** B2: one statement need not be a list. */
export function statementsOf({ Statement: statements }: DocumentJson): readonly StatementJson[] {
  const list: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
  return list.filter(isObject);
}

/** The document with other statements, everything else as it was; null when none is left. */
export function withStatements(document: DocumentJson, statements: readonly StatementJson[]): DocumentJson | null {
  const [first, ...others] = statements;
  if (!first) return null;
  const single = others.length === 0 && !Array.isArray(document['Statement']);
  return { ...document, Statement: single ? first : statements };
}

/** A policy of one statement. */
export function newDocument(statement: StatementJson): DocumentJson {
  return { Version: '2012-10-17', Statement: [statement] };
}

/** For people. */
export function prettyText(document: DocumentJson): string {
  return visible(JSON.stringify(document, null, 2));
}

/** For AWS. */
export function compactText(document: DocumentJson): string {
  return visible(JSON.stringify(document));
}

/** Characters that a terminal hides or obeys, as JSON escapes: the same text to AWS. */
function visible(json: string): string {
  return json.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => (char === '\n' ? char : escapes(char)));
}

function escapes(char: string): string {
  return [...Array(char.length).keys()].map((at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}
