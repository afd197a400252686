// `data.aws_iam_policy_document` as the provider writes it, with what is not known yet filled in from what the plan refers to.
import type { Attributes, Instance } from './instances.ts';
import { type DocumentPart, filled, listOf, OpenAttribute, type Rebuilding } from './open-list.ts';
import { openPart } from './open-values.ts';
import { type ExpressionPlace, referencesOf } from './references.ts';

export type DocumentReading =
  | { readonly kind: 'document'; readonly text: string; readonly assumed: readonly string[] }
  | { readonly kind: 'unknown'; readonly attribute: string; readonly open: readonly string[] };

type Json = Record<string, unknown>;

/** The document; where something of it cannot be worked out, which attribute and what that refers to. */
export function policyDocumentOf(instance: Instance, resolve: Rebuilding['resolve']): DocumentReading {
  const assumed: string[] = [];
  try {
    const document = rebuilt({ instance, resolve, place: placeOf(instance), assumed });
    return { kind: 'document', text: JSON.stringify(document), assumed };
  } catch (error) {
    if (error instanceof OpenAttribute) return { kind: 'unknown', attribute: error.attribute, open: error.open };
    throw error;
  }
}

/** Where the expressions of a resource stand. */
export function placeOf({ module, key, config }: Instance): ExpressionPlace {
  return { module, key, forEach: config?.for_each_expression };
}

function rebuilt(given: Rebuilding): Json {
  const { known, unknown, config } = given.instance;
  const expressions: Attributes = config?.expressions ?? {};
  const [statements, open, written] = [listOf(known['statement']), openPart(unknown, 'statement'), listOf(expressions['statement'])];
  if (open === true)
    throw new OpenAttribute(
      'statement',
      written.flatMap((each) => allReferences(each)),
    );
  const own = statements.map((each, index) =>
    statementOf(given, each, { open: openPart(open, index), written: written[index], at: `statement[${index}]` }),
  );
  const sources = documentsIn(given, 'source_policy_documents', expressions);
  const overrides = documentsIn(given, 'override_policy_documents', expressions);
  const version = typeof known['version'] === 'string' ? known['version'] : '2012-10-17';
  return { Version: version, Statement: [...sources, own, ...overrides].reduce(merged, []) };
}

/** As the provider merges: a statement of a known Sid takes the place of that with the same Sid, all others are added. */
function merged(before: readonly Json[], next: readonly Json[]): readonly Json[] {
  const all = [...before];
  for (const statement of next) {
    const sid = statement['Sid'];
    const at = typeof sid === 'string' && sid !== '' ? all.findIndex(({ Sid }) => Sid === sid) : -1;
    if (at < 0) all.push(statement);
    else all[at] = statement;
  }
  return all;
}

function documentsIn(given: Rebuilding, attribute: string, expressions: Attributes): readonly (readonly Json[])[] {
  const { known, unknown } = given.instance;
  const texts = filled(given, listOf(known[attribute]), {
    open: openPart(unknown, attribute),
    written: expressions[attribute],
    at: attribute,
    wanted: 'json',
  });
  return texts.map((text) => {
    const parsed = typeof text === 'string' ? parsedJson(text) : undefined;
    if (!parsed) throw new OpenAttribute(attribute, []);
    return listOf(parsed['Statement']).filter(isObject);
  });
}

const LISTS = { actions: 'Action', not_actions: 'NotAction', resources: 'Resource', not_resources: 'NotResource' } as const;

function statementOf(given: Rebuilding, value: unknown, { open, written, at }: DocumentPart): Json {
  const known = isObject(value) ? value : {};
  const expressions = isObject(written) ? written : {};
  const statement: Json = {};
  if (typeof known['sid'] === 'string' && known['sid'] !== '') statement['Sid'] = known['sid'];
  if (openPart(open, 'effect') === true) throw new OpenAttribute(`${at}.effect`, referencesOf(expressions['effect']));
  statement['Effect'] = typeof known['effect'] === 'string' ? known['effect'] : 'Allow';
  for (const [attribute, element] of Object.entries(LISTS)) {
    const wanted = attribute.endsWith('resources') ? ('arn' as const) : ('name' as const);
    const list = filled(given, listOf(known[attribute]), {
      open: openPart(open, attribute),
      written: expressions[attribute],
      at: `${at}.${attribute}`,
      wanted,
    });
    if (list.length > 0) statement[element] = list.map(withVariables);
  }
  for (const [attribute, element] of [
    ['principals', 'Principal'],
    ['not_principals', 'NotPrincipal'],
  ] as const) {
    const principals = principalsOf(given, known[attribute], {
      open: openPart(open, attribute),
      written: expressions[attribute],
      at: `${at}.${attribute}`,
    });
    if (principals !== undefined) statement[element] = principals;
  }
  const conditions = conditionsOf(given, known['condition'], {
    open: openPart(open, 'condition'),
    written: expressions['condition'],
    at: `${at}.condition`,
  });
  if (conditions !== undefined) statement['Condition'] = conditions;
  return statement;
}

/** Blocks are sets: those of the plan are not in the order of the configuration, so that each looks for its expressions by what is known of it. */
function blocks(
  value: unknown,
  { open, written, at }: DocumentPart,
  keys: readonly string[],
): readonly { readonly block: Json; readonly open: unknown; readonly written: Json; readonly at: string }[] {
  if (open === true) throw new OpenAttribute(at, allReferences(written));
  const all = listOf(written).filter(isObject);
  return listOf(value)
    .filter(isObject)
    .map((block, index) => {
      const alike = all.filter((each) => keys.every((key) => constant(each[key]) === undefined || constant(each[key]) === block[key]));
      return {
        block,
        open: openPart(open, index),
        written: alike.length > 1 ? mergedExpressions(alike) : (alike[0] ?? {}),
        at: `${at}[${index}]`,
      };
    });
}

/** Where several blocks could be the one, what any of them refers to may be in it. */
function mergedExpressions(all: readonly Json[]): Json {
  const keys = new Set(all.flatMap((each) => Object.keys(each)));
  return Object.fromEntries([...keys].map((key) => [key, { references: all.flatMap((each) => referencesOf(each[key])) }]));
}

function principalsOf(given: Rebuilding, value: unknown, whole: DocumentPart): unknown {
  const found = blocks(value, whole, ['type']);
  if (found.length === 0) return undefined;
  const types = new Map<string, unknown[]>();
  for (const { block, open, written, at } of found) {
    const type = typeof block['type'] === 'string' ? block['type'] : '';
    const list = filled(given, listOf(block['identifiers']), {
      open: openPart(open, 'identifiers'),
      written: written['identifiers'],
      at: `${at}.identifiers`,
      wanted: 'arn',
    });
    types.set(type, [...(types.get(type) ?? []), ...list]);
  }
  const everybody = types.get('*');
  return types.size === 1 && everybody?.length === 1 && everybody[0] === '*' ? '*' : Object.fromEntries(types);
}

function conditionsOf(given: Rebuilding, value: unknown, whole: DocumentPart): Json | undefined {
  const found = blocks(value, whole, ['test', 'variable']);
  if (found.length === 0) return undefined;
  const conditions: Record<string, Record<string, unknown[]>> = {};
  for (const { block, open, written, at } of found) {
    const [test, variable] = [String(block['test']), String(block['variable'])];
    const list = filled(given, listOf(block['values']), {
      open: openPart(open, 'values'),
      written: written['values'],
      at: `${at}.values`,
      wanted: 'arn',
    });
    const keys = conditions[test] ?? {};
    conditions[test] = { ...keys, [variable]: [...(keys[variable] ?? []), ...list.map(withVariables)] };
  }
  return conditions;
}

/** The provider writes `&{aws:username}` for what Terraform would fill in itself. */
function withVariables(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('&{', '${') : value;
}

function constant(expression: unknown): unknown {
  return isObject(expression) ? expression['constant_value'] : undefined;
}

function allReferences(expression: unknown): readonly string[] {
  if (Array.isArray(expression)) return expression.flatMap(allReferences);
  if (!isObject(expression)) return [];
  return [
    ...referencesOf(expression),
    ...Object.values(expression)
      .filter((each) => typeof each === 'object')
      .flatMap(allReferences),
  ];
}

function parsedJson(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
