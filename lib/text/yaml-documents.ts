// YAML text to the documents of the library, stopped at the first mistake and before hostile text costs seconds.
import { Composer, type CST, type Document, Lexer, LineCounter, Parser, type Tags } from 'yaml';
import { cut } from './quote.ts';
import { MAX_DEPTH, QUOTE_GLOB, TOO_DEEP, type YamlIssue } from './yaml.ts';

export type Composition =
  | { readonly kind: 'documents'; readonly documents: readonly Document.Parsed[]; readonly lineAt: (offset: number) => number }
  | ({ readonly kind: 'problem' } & YamlIssue);

// Keys that repeat are found by our own pass: the library compares each with each.
const YAML = { version: '1.2', schema: 'core', merge: false, resolveKnownTags: false, uniqueKeys: false, logLevel: 'silent' } as const;

/** A file that people write has one per two characters at most: a megabyte of them is garbage. */
const MAX_TOKENS = 600_000;
const MAX_DOCUMENTS = 1_000;

/** The documents of a YAML text, or its first mistake with the line; hostile text ends early. Of tags only `tags` are understood, such as `!Ref`. */
export function composeDocuments(text: string, tags: readonly string[] = []): Composition {
  const lines = new LineCounter();
  const end = text.trimEnd().length;
  const lineAt = (offset: number): number => lines.linePos(Math.min(offset, end)).line;
  const mistakes: Mistake[] = [];
  const composer = new Composer({ ...YAML, customTags: tags.flatMap(tagged) });
  // The library would make an error with a stack trace for each of what may be a million mistakes. Warnings count too: a tag
  // or a version that is not understood changes what is meant.
  const onError = (source: ErrorSource, code: string, message: string): void => {
    if (mistakes.length === 0) mistakes.push({ offset: offsetOf(source), reason: notYaml(code, message) });
  };
  Object.assign(composer, { onError });
  const documents: Document.Parsed[] = [];
  for (const document of composer.compose(tokensOf(text, lines, mistakes))) {
    documents.push(document);
    if (documents.length > MAX_DOCUMENTS) return { kind: 'problem', reason: `the file has more than ${MAX_DOCUMENTS} documents`, line: 1 };
  }
  const error = [...documents, composer.streamInfo()].find(({ errors }) => errors.length > 0)?.errors[0];
  const first = mistakes[0] ?? (error && { offset: error.pos[0], reason: notYaml(error.code, error.message) });
  return first ? { kind: 'problem', reason: first.reason, line: lineAt(first.offset) } : { kind: 'documents', documents, lineAt };
}

/** A tag before a value of any kind, which stays as it is. */
function tagged(tag: string): Exclude<Tags[number], string>[] {
  return [
    { tag, resolve: (text: string) => text },
    { tag, collection: 'map' },
    { tag, collection: 'seq' },
  ];
}

interface Mistake {
  readonly offset: number;
  readonly reason: string;
}

type ErrorSource = number | readonly number[] | { readonly offset: number };

function offsetOf(source: ErrorSource): number {
  if (typeof source === 'number') return source;
  return 'offset' in source ? source.offset : (source[0] ?? 0);
}

/** The tokens before the first mistake, whoever finds it. */
function* tokensOf(text: string, lines: LineCounter, mistakes: Mistake[]): Generator<CST.Token, void> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (mistakes.length > 0) return;
    yield* faultless(parser.next(lexeme), mistakes);
    count += 1;
    const reason = limitProblem(count, parser.stack.length);
    if (reason !== undefined) mistakes.push({ offset: parser.offset, reason });
  }
  yield* faultless(parser.end(), mistakes);
}

function limitProblem(tokens: number, depth: number): string | undefined {
  if (tokens > MAX_TOKENS) return `the file has more than ${MAX_TOKENS} YAML tokens`;
  // Each level has one place on the stack; the exact depth of what is not far too deep is found later.
  return depth > 2 * MAX_DEPTH ? TOO_DEEP : undefined;
}

function* faultless(tokens: Iterable<CST.Token>, mistakes: Mistake[]): Generator<CST.Token, void> {
  for (const token of tokens) {
    if (token.type === 'error') mistakes.push({ offset: token.offset, reason: notYaml('', `${token.message}${sourceOf(token)}`) });
    if (mistakes.length > 0) return;
    yield token;
  }
}

function sourceOf({ source }: CST.ErrorToken): string {
  return source ? `: ${JSON.stringify(cut(source))}` : '';
}

function notYaml(code: string, message: string): string {
  const words = `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  return `not YAML: ${words}${code === 'BAD_ALIAS' ? `: ${QUOTE_GLOB}` : ''}`;
}
