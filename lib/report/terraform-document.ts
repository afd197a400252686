// A policy as a data source of Terraform, where that says the same; there is more that a policy may say.
import { hclAttributes, hclList, hclString } from './hcl.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the data source writes of a policy; undefined where that would be another one. */
export function policyDocument(name: string, document: Json): string | undefined {
  const { Version: version, Id: id, Statement: written, ...others } = document;
  const statements: readonly unknown[] = Array.isArray(written) ? written : [written];
  const blocks = statements.map((each) => (isJson(each) ? statementBlock(each) : undefined));
  const sids = statements.flatMap((each) => (isJson(each) && each['Sid'] !== undefined ? [each['Sid']] : []));
  // It writes `${` for `&{`, and refuses a Sid that it knows already.
  const isOther = Object.keys(others).length > 0 || JSON.stringify(document).includes('&{') || new Set(sids).size < sids.length;
  if (isOther || !isVersion(version) || (id !== undefined && typeof id !== 'string') || blocks.includes(undefined)) return undefined;
  const head = hclAttributes(
    [
      ...(version === CURRENT ? [] : [{ name: 'version', value: hclString(version) }]),
      ...(id === undefined ? [] : [{ name: 'policy_id', value: hclString(id) }]),
    ],
    '  ',
  );
  return `data "aws_iam_policy_document" ${hclString(name)} {\n${head}${head === '' ? '' : '\n'}${blocks.join('\n')}}\n`;
}

const CURRENT = '2012-10-17';

function isVersion(value: unknown): value is string {
  return value === CURRENT || value === '2008-10-17';
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LISTS = { Action: 'actions', NotAction: 'not_actions', Resource: 'resources', NotResource: 'not_resources' } as const;
const PRINCIPALS = { Principal: 'principals', NotPrincipal: 'not_principals' } as const;
const KNOWN = new Set([...Object.keys(LISTS), ...Object.keys(PRINCIPALS), 'Sid', 'Effect', 'Condition']);

function statementBlock(statement: Json): string | undefined {
  const { Sid: sid, Effect: effect } = statement;
  if (Object.keys(statement).some((key) => !KNOWN.has(key)) || (effect !== 'Allow' && effect !== 'Deny')) return undefined;
  if (sid !== undefined && (typeof sid !== 'string' || sid === '')) return undefined;
  const lists = Object.entries(LISTS).flatMap(([key, name]) =>
    statement[key] === undefined ? [] : [{ name, texts: textsOf(statement[key]) }],
  );
  const principals = Object.entries(PRINCIPALS).map(([key, name]) => principalBlocks(name, statement[key]));
  const conditions = conditionBlocks(statement['Condition']);
  if (lists.some(({ texts }) => texts === undefined) || principals.includes(undefined) || conditions === undefined) return undefined;
  const head = hclAttributes(
    [
      ...(sid === undefined ? [] : [{ name: 'sid', value: hclString(sid) }]),
      { name: 'effect', value: hclString(effect) },
      ...lists.map(({ name, texts = [] }) => ({ name, value: hclList(texts, '    ') })),
    ],
    '    ',
  );
  return `  statement {\n${[head, ...principals.flatMap((each) => each ?? []), ...conditions].join('\n')}  }\n`;
}

/** Undefined where it is not written as AWS has it, or where nothing is in it. */
function textsOf(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.filter((each) => typeof each === 'string');
  return texts.length === list.length && texts.length > 0 ? texts : undefined;
}

function principalBlocks(name: string, value: unknown): readonly string[] | undefined {
  if (value === undefined) return [];
  if (value === '*')
    return [
      block(name, [
        { name: 'type', value: hclString('*') },
        { name: 'identifiers', value: hclList(['*'], '      ') },
      ]),
    ];
  if (!isJson(value)) return undefined;
  const blocks = Object.entries(value).map(([type, written]) => {
    const texts = textsOf(written);
    return (
      texts &&
      block(name, [
        { name: 'type', value: hclString(type) },
        { name: 'identifiers', value: hclList(texts, '      ') },
      ])
    );
  });
  const found = blocks.filter((each) => each !== undefined);
  return found.length === blocks.length && found.length > 0 ? found : undefined;
}

function conditionBlocks(value: unknown): readonly string[] | undefined {
  if (value === undefined) return [];
  if (!isJson(value)) return undefined;
  const blocks = Object.entries(value).flatMap(([test, keys]): readonly (string | undefined)[] => {
    if (!isJson(keys) || Object.keys(keys).length === 0) return [undefined];
    return Object.entries(keys).map(([variable, written]) => {
      const texts = textsOf(scalars(written));
      const attributes = [
        { name: 'test', value: hclString(test) },
        { name: 'variable', value: hclString(variable) },
      ];
      return texts && block('condition', [...attributes, { name: 'values', value: hclList(texts, '      ') }]);
    });
  });
  const found = blocks.filter((each) => each !== undefined);
  return found.length === blocks.length ? found : undefined;
}

/** IAM takes `true` and `1` for their texts. */
function scalars(value: unknown): unknown {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((each) => (typeof each === 'boolean' || typeof each === 'number' ? String(each) : each));
}

function block(name: string, attributes: Parameters<typeof hclAttributes>[0]): string {
  return `    ${name} {\n${hclAttributes(attributes, '      ')}    }\n`;
}
