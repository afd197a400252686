// Patterns over ARNs: in a Resource element, and in the Arn condition operators.
import { forgetful } from '../../collections/forgetful.ts';
import { ANY_RUN, compileIamPattern, isEverything, type Matcher, type Token } from './pattern.ts';

/** Fields before the resource field of an ARN. */
export const HEAD_FIELDS = 5;

/** A pattern of a Resource element. */
export interface ResourcePattern {
  readonly matches: Matcher;
  /** Matches every resource, and the `*` of actions without resource. */
  readonly everything: boolean;
  /** The six fields, for an index over repositories; undefined when the pattern can match no ARN. */
  readonly fields: readonly (readonly Token[])[] | undefined;
}

/** How an ARN of fewer than six fields is read: filled up with `*`, or as matching nothing (B12). */
export type IncompleteArn = 'completed' | 'matchesNothing';

/** B10: `*` crosses `/` everywhere, and colons only as the last character of a field or in the resource field. */
export function compileResourcePattern(tokens: readonly Token[], incomplete: IncompleteArn): ResourcePattern {
  if (isEverything(tokens)) return { matches: () => true, everything: true, fields: undefined };
  const written = fieldsOf(tokens);
  if (written.length <= HEAD_FIELDS && incomplete === 'matchesNothing')
    return { matches: () => false, everything: false, fields: undefined };
  const missing = Array.from({ length: Math.max(0, HEAD_FIELDS + 1 - written.length) }, (): readonly Token[] => [ANY_RUN]);
  const fields = [...written, ...missing];
  const head = headOf(fields.slice(0, HEAD_FIELDS));
  const name = fields[HEAD_FIELDS] ?? [];
  return { matches: fieldMatcher(head.matchers, compileIamPattern(name)), everything: false, fields: [...head.fields, name] };
}

/** C8: each of the six fields is matched separately; a malformed pattern has no matcher, and a malformed text no match. */
export function compileArnCondition(tokens: readonly Token[]): Matcher | undefined {
  const fields = fieldsOf(tokens);
  if (fields.length <= HEAD_FIELDS) return undefined;
  const matchers = fields.map(compileIamPattern);
  return (text) => {
    const parts = splitArn(text);
    return parts !== undefined && matchers.every((matches, index) => matches(parts[index] ?? ''));
  };
}

/** The fields of a pattern, at most six: the last one keeps its colons. */
export function fieldsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const fields: Token[][] = [[]];
  for (const token of tokens) {
    const pieces: readonly Token[] = typeof token === 'string' ? splitAtColons(token, HEAD_FIELDS + 1 - fields.length) : [token];
    pieces.forEach((piece, index) => {
      if (index > 0) fields.push([]);
      if (piece !== '') fields.at(-1)?.push(piece);
    });
  }
  return fields;
}

/** `text` cut at its first `most` colons. */
function splitAtColons(text: string, most: number): readonly string[] {
  const pieces: string[] = [];
  let from = 0;
  for (let cuts = 0; cuts < most; cuts += 1) {
    const colon = text.indexOf(':', from);
    if (colon < 0) break;
    pieces.push(text.slice(from, colon));
    from = colon + 1;
  }
  return [...pieces, text.slice(from)];
}

function splitArn(text: string): readonly string[] | undefined {
  const parts = splitAtColons(text, HEAD_FIELDS);
  return parts.length > HEAD_FIELDS ? parts : undefined;
}

interface Field {
  readonly matches: Matcher;
  /** Ends in `*`, which may then run on over colons. */
  readonly open: boolean;
}

/** The fields before the resource field. */
interface Head {
  readonly fields: readonly (readonly Token[])[];
  readonly matchers: readonly Field[];
}

/** Most patterns of an account have one of a few heads. */
const MOST_HEADS = 1_000;
const sharedHead = forgetful<Head>(MOST_HEADS);

function headOf(fields: readonly (readonly Token[])[]): Head {
  const name = JSON.stringify(fields.map((tokens) => tokens.map((token) => (typeof token === 'string' ? token : token === ANY_RUN))));
  return sharedHead(name, () => ({
    fields,
    matchers: fields.map((tokens) => ({ matches: compileIamPattern(tokens), open: tokens.at(-1) === ANY_RUN })),
  }));
}

function fieldMatcher(heads: readonly Field[], resource: Matcher): Matcher {
  return (text) => {
    const parts = partsOf(text);
    if (parts.length <= HEAD_FIELDS) return false;
    // A text of six fields leaves an open field nothing to run over.
    if (parts.length === HEAD_FIELDS + 1) {
      if (!resource(parts[HEAD_FIELDS] ?? '')) return false;
      for (let index = 0; index < HEAD_FIELDS; index += 1) if (heads[index]?.matches(parts[index] ?? '') === false) return false;
      return true;
    }
    return matchAcrossColons(heads, resource, parts);
  };
}

/** The parts of one text: the resource of a request, which many patterns are asked about, one after another. */
let last: { readonly text: string; readonly parts: readonly string[] } = { text: '', parts: [''] };

function partsOf(text: string): readonly string[] {
  if (text !== last.text) last = { text, parts: text.split(':') };
  return last.parts;
}

/** The set of parts at which the next field can begin, carried from field to field: no choice is tried twice. */
function matchAcrossColons(heads: readonly Field[], resource: Matcher, parts: readonly string[]): boolean {
  let starts: ReadonlySet<number> = new Set([0]);
  for (const field of heads) {
    const next = new Set<number>();
    for (const start of starts) {
      if (!field.matches(parts[start] ?? '')) continue;
      const furthest = field.open ? parts.length - 1 : start + 1;
      for (let at = start + 1; at <= furthest && at < parts.length; at += 1) next.add(at);
    }
    starts = next;
  }
  return [...starts].some((start) => resource(parts.slice(start).join(':')));
}
