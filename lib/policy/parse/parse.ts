// Policy text to statements. Nothing is thrown: what is wrong comes back as issues with the path of the offending element.
import {
  LAYERS,
  type Layer,
  type Policy,
  type PolicyIssue,
  type PrincipalPattern,
  type Scope,
  type Statement,
} from '../../model/policy.ts';
import { readUniqueJson } from '../../text/json.ts';
import { jsonPath, type PathPart } from '../../text/path.ts';
import { didYouMean } from '../../text/suggest.ts';
import { PRINCIPAL_TYPES, readPrincipal } from '../match/principal-pattern.ts';
import { GRAMMAR, type Grammar } from './grammar.ts';
import { readConditions } from './parse-condition.ts';
import { isObject, kindOf, type Report, readTexts, shown } from './parse-report.ts';

export type PolicyReading =
  | { readonly kind: 'policy'; readonly policy: Policy; readonly notes: readonly PolicyIssue[] }
  /** At least one issue is an error; such a policy is reported and never evaluated (B18). */
  | { readonly kind: 'malformed'; readonly issues: readonly [PolicyIssue, ...PolicyIssue[]] };

/**
 * Reads a document as the policy of `layer`: an object, JSON text, or JSON text that is URL-encoded (B29). What is wrong with it comes back.
 * @throws Error for a layer that does not exist, which only a caller without types can ask for.
 */
export function parsePolicy(document: unknown, layer: Layer): PolicyReading {
  if (!LAYERS.includes(layer)) throw new Error(`no such layer: ${layer}`);
  const issues: PolicyIssue[] = [];
  const add = (severity: PolicyIssue['severity']) => (path: readonly PathPart[], reason: string, rule: string) => {
    issues.push({ severity, path: jsonPath(path), reason, rule });
  };
  const report: Report = { error: add('error'), note: add('note') };
  const policy = readDocument(typeof document === 'string' ? readText(document, report) : document, GRAMMAR[layer], report);
  const [first, ...others] = issues.filter(({ severity }) => severity === 'error');
  if (first) return { kind: 'malformed', issues: [first, ...others] };
  return { kind: 'policy', policy, notes: issues };
}

/** B29: the IAM API encodes documents, ECR and Organizations do not; `+` is literal. */
function readText(text: string, report: Report): unknown {
  const plain = readUniqueJson(text);
  if (plain.kind === 'value') return plain.value;
  const decoded = text.trimStart().startsWith('%') ? decoding(text) : undefined;
  const reading = decoded === undefined ? plain : readUniqueJson(decoded);
  if (reading.kind === 'value') return reading.value;
  report.error([], `${reading.reason} (line ${reading.line})`, 'B3');
  return undefined;
}

function decoding(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const TOP_ELEMENTS = ['Version', 'Id', 'Statement'];
const VERSIONS = ['2008-10-17', '2012-10-17'];
const NOTHING: Policy = { variables: false, statements: [] };

function readDocument(document: unknown, grammar: Grammar, report: Report): Policy {
  if (document === undefined) return NOTHING;
  if (!isObject(document)) {
    report.error([], `a policy is an object, this is ${kindOf(document)}`, 'B2');
    return NOTHING;
  }
  refuseUnknown(document, TOP_ELEMENTS, [], report);
  const { Version: version, Id: id, Statement: statement } = document;
  if (version !== undefined && (typeof version !== 'string' || !VERSIONS.includes(version))) {
    report.error(['Version'], `\`${shown(version)}\` is not a policy version: use 2012-10-17`, 'B1');
  }
  if (id !== undefined && !grammar.id) report.error(['Id'], `\`Id\` is not allowed in ${grammar.article}`, 'B18');
  if (statement === undefined) report.error(['Statement'], 'a policy needs `Statement`', 'B2');
  const single = isObject(statement);
  const statements = single ? [statement] : statement;
  if (statement !== undefined && !Array.isArray(statements))
    report.error(['Statement'], 'a statement is an object or a list of objects', 'B2');
  const list: readonly unknown[] = Array.isArray(statements) ? statements : [];
  return {
    variables: version === '2012-10-17',
    statements: list.flatMap(
      (value, index) => readStatement({ value, path: single ? ['Statement'] : ['Statement', index], grammar, report }, index) ?? [],
    ),
  };
}

const STATEMENT_ELEMENTS = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

function readStatement(element: Place<unknown>, index: number): Statement | undefined {
  const { value, path, report } = element;
  if (!isObject(value)) {
    report.error(path, `a statement is an object, this is ${kindOf(value)}`, 'B2');
    return undefined;
  }
  refuseUnknown(value, STATEMENT_ELEMENTS, path, report);
  const { Effect: effect, Sid: sid } = value;
  // B5: case-sensitive.
  if (effect !== 'Allow' && effect !== 'Deny') {
    report.error(
      [...path, 'Effect'],
      effect === undefined ? 'a statement needs `Effect`' : `\`${shown(effect)}\` is not an effect: use Allow or Deny`,
      'B5',
    );
  }
  if (sid !== undefined && typeof sid !== 'string') report.error([...path, 'Sid'], `a Sid is a string, this is ${kindOf(sid)}`, 'B19');
  const statement: Element = { ...element, value };
  const principal = readPrincipals(statement);
  if (effect === 'Allow' && principal.kind === 'except')
    report.note([...path, 'NotPrincipal'], 'Allow with NotPrincipal lets everybody else in', 'A46');
  return {
    index,
    sid: typeof sid === 'string' ? sid : null,
    effect: effect === 'Deny' ? 'Deny' : 'Allow',
    principal,
    action: readScope(statement, 'Action'),
    resource: readScope(statement, 'Resource'),
    conditions: readConditions(value['Condition'], [...path, 'Condition'], report),
  };
}

/** A value of the document, where it stands, and what is done with it. */
interface Place<T> {
  readonly value: T;
  readonly path: readonly PathPart[];
  readonly grammar: Grammar;
  readonly report: Report;
}

type Element = Place<Readonly<Record<string, unknown>>>;

/** `X` or `NotX` as a list of texts. */
function readScope(element: Element, name: 'Action' | 'Resource'): Scope<string> {
  const { value, path, grammar, report } = element;
  const negated = `Not${name}`;
  if (!isOneOf(element, name)) return { kind: 'every' };
  const used = value[name] === undefined ? negated : name;
  if (used === 'NotAction' && !grammar.notAction)
    report.error([...path, used], `\`NotAction\` is not allowed in ${grammar.article}`, 'A18');
  const texts = readTexts(value[used], [...path, used], report);
  if (texts.length === 0) report.note([...path, used], `an empty \`${used}\` gives the statement no effect`, 'B17');
  texts.forEach((text, index) => {
    const reason = name === 'Action' ? grammar.actionNote(text) : undefined;
    if (reason) report.note([...path, used, index], reason, 'A18');
  });
  if (name === 'Resource') checkArns(texts, [...path, used], grammar, report);
  // B17: `NotX: []` too leaves the statement without effect.
  return used === name || texts.length === 0 ? { kind: 'only', of: texts } : { kind: 'except', of: texts };
}

/** Whether exactly one of `X` and `NotX` is there; both, or neither where one is needed, is an error (B16). */
function isOneOf({ value, path, grammar, report }: Element, name: 'Action' | 'Resource' | 'Principal'): boolean {
  const negated = `Not${name}`;
  const both = value[name] !== undefined && value[negated] !== undefined;
  const neither = value[name] === undefined && value[negated] === undefined;
  if (both) report.error(path, `\`${name}\` and \`${negated}\` exclude each other`, 'B16');
  if (neither && grammar.required.has(name))
    report.error(path, `a statement of ${grammar.article} needs \`${name}\``, name === 'Principal' ? 'B18' : 'B13');
  return !both && !neither;
}

function checkArns(texts: readonly string[], path: readonly PathPart[], grammar: Grammar, report: Report): void {
  texts.forEach((text, index) => {
    if (text === '*' || text.split(':').length > 5) return;
    const reason = `\`${shown(text)}\` is an incomplete ARN`;
    if (grammar.incompleteArn === 'refused') report.error([...path, index], reason, 'B12');
    if (grammar.incompleteArn === 'matchesNothing') report.note([...path, index], `${reason} and matches nothing`, 'B12');
  });
}

function readPrincipals(element: Element): Scope<PrincipalPattern> {
  const { value, path, grammar, report } = element;
  if (!grammar.principal) {
    for (const name of ['Principal', 'NotPrincipal']) {
      if (value[name] !== undefined) report.error([...path, name], `\`${name}\` is not allowed in ${grammar.article}`, 'B18');
    }
    return { kind: 'every' };
  }
  if (!isOneOf(element, 'Principal')) return { kind: 'every' };
  const negated = value['Principal'] === undefined;
  const name = negated ? 'NotPrincipal' : 'Principal';
  if (negated && !grammar.notPrincipal) report.error([...path, name], `\`NotPrincipal\` is not allowed in ${grammar.article}`, 'A46');
  const patterns = readPrincipalMap(value[name], [...path, name], report);
  return negated ? { kind: 'except', of: patterns } : { kind: 'only', of: patterns };
}

function readPrincipalMap(value: unknown, path: readonly PathPart[], report: Report): readonly PrincipalPattern[] {
  if (value === '*') return [{ kind: 'everyone' }];
  // B17: an empty list names nobody.
  if (Array.isArray(value) && value.length === 0) return [];
  if (!isObject(value)) {
    report.error(path, 'a principal is `*` or an object such as {"AWS": "..."}', 'B18');
    return [];
  }
  refuseUnknown(value, PRINCIPAL_TYPES, path, report);
  return PRINCIPAL_TYPES.flatMap((type) => {
    if (value[type] === undefined) return [];
    return readTexts(value[type], [...path, type], report).map((text, index) => {
      const { pattern, note } = readPrincipal(type, text);
      if (note) report.note([...path, type, index], `\`${shown(text)}\` matches nobody: ${note.reason}`, note.rule);
      return pattern;
    });
  });
}

function refuseUnknown(
  value: Readonly<Record<string, unknown>>,
  allowed: readonly string[],
  path: readonly PathPart[],
  report: Report,
): void {
  for (const name of Object.keys(value)) {
    if (!allowed.includes(name)) report.error([...path, name], `unknown element \`${shown(name)}\`${didYouMean(name, allowed)}`, 'B2');
  }
}
