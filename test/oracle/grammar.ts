// What a policy may say: the shape that AWS would agree to store, and the reason where it would refuse.

export type PolicyKind = 'identity' | 'resource' | 'boundary' | 'session' | 'scp' | 'rcp';
export type OneOrMany<T> = T | readonly T[];
export type Scalar = string | number | boolean;
export type PrincipalList = string | readonly string[] | Readonly<Record<string, OneOrMany<string>>>;
export type Condition = Readonly<Record<string, Readonly<Record<string, OneOrMany<Scalar>>>>>;

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: PrincipalList;
  readonly NotPrincipal?: PrincipalList;
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Condition?: Condition;
}

export interface Policy {
  readonly kind: PolicyKind;
  readonly variables: boolean;
  readonly statements: readonly Statement[];
}

export class Malformed extends Error {}

const ELEMENTS = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];
const BASES =
  'StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals Bool BinaryEquals IpAddress NotIpAddress ArnEquals ArnNotEquals ArnLike ArnNotLike Null';
const OPERATORS = new Set(BASES.toLowerCase().split(' '));

/** B2: wherever the grammar takes a list, a single value means a list of one. */
export function many<T>(value: OneOrMany<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}

/** Reads one document, or throws Malformed. */
export function readPolicy(document: unknown, kind: PolicyKind): Policy {
  const object = objectIn(document, 'the policy');
  const { Version, Statement } = object;
  const named = ['resource', 'scp', 'rcp'].includes(kind) ? ['Id'] : []; // B18
  refuseOthers(object, ['Version', 'Statement', ...named]);
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17') throw new Malformed('Version'); // B1
  if (Statement === undefined) throw new Malformed('Statement is missing');
  const statements = many(Statement as OneOrMany<unknown>).map((statement) => readStatement(statement, kind)); // B2
  return { kind, variables: Version === '2012-10-17', statements }; // B1: before 2012 `${…}` is text
}

function readStatement(statement: unknown, kind: PolicyKind): Statement {
  const object = objectIn(statement, 'a statement');
  refuseOthers(object, ELEMENTS);
  const { Effect, Action, NotAction, Resource, NotResource, Condition: condition } = object;
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new Malformed('Effect'); // B5
  oneOf(object, ['Action', 'NotAction'], 'required'); // B16
  oneOf(object, ['Resource', 'NotResource'], kind === 'resource' ? 'optional' : 'required'); // B16, B20
  for (const list of [Action, NotAction, Resource, NotResource]) checkStrings(list);
  checkPrincipal(object, kind);
  if (kind === 'rcp' && NotAction !== undefined) throw new Malformed('NotAction in an RCP'); // A18
  if (kind === 'session') for (const entry of [...listOf(Resource), ...listOf(NotResource)]) checkComplete(entry); // B12
  if (condition !== undefined) checkCondition(condition);
  return object as unknown as Statement; // every element was checked above
}

function checkPrincipal(statement: Readonly<Record<string, unknown>>, kind: PolicyKind): void {
  const { Principal, NotPrincipal } = statement;
  const resourceBased = kind === 'resource' || kind === 'rcp';
  if (!resourceBased && (Principal !== undefined || NotPrincipal !== undefined)) throw new Malformed('Principal'); // B18, A12, A46
  if (!resourceBased) return;
  if (kind === 'rcp' && NotPrincipal !== undefined) throw new Malformed('NotPrincipal in an RCP'); // A18
  oneOf(statement, ['Principal', 'NotPrincipal'], 'required'); // B16, B18
  const list = Principal ?? NotPrincipal;
  if (list === '*' || (Array.isArray(list) && list.length === 0)) return; // B17
  for (const entries of Object.values(objectIn(list, 'Principal'))) checkStrings(entries);
}

function checkCondition(condition: unknown): void {
  for (const [operator, keys] of Object.entries(objectIn(condition, 'Condition'))) {
    const base = operator.toLowerCase().replace(/^(forallvalues|foranyvalue):/, ''); // B7
    if (!OPERATORS.has(base) && !OPERATORS.has(base.replace(/ifexists$/, ''))) throw new Malformed(`operator ${operator}`);
    if (base === 'nullifexists') throw new Malformed('NullIfExists'); // C3
    for (const values of Object.values(objectIn(keys, operator))) {
      if (listOf(values).some((value) => !['string', 'number', 'boolean'].includes(typeof value))) throw new Malformed(operator); // B4
    }
  }
}

function checkComplete(entry: unknown): void {
  if (entry !== '*' && String(entry).split(':').length < 6) throw new Malformed('incomplete ARN in a session policy'); // B12
}

function checkStrings(list: unknown): void {
  if (listOf(list).some((entry) => typeof entry !== 'string')) throw new Malformed('text expected');
}

function oneOf(object: Readonly<Record<string, unknown>>, names: readonly string[], presence: 'required' | 'optional'): void {
  const found = names.filter((name) => object[name] !== undefined).length;
  if (found > 1 || (found === 0 && presence === 'required')) throw new Malformed(`exactly one of ${names.join(', ')}`);
}

function refuseOthers(object: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const stranger = Object.keys(object).find((name) => !known.includes(name));
  if (stranger !== undefined) throw new Malformed(`unknown element ${stranger}`);
}

function objectIn(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed(`${what} is not an object`);
  return value as Readonly<Record<string, unknown>>;
}

const listOf = (value: unknown): readonly unknown[] => many(value as OneOrMany<unknown> | undefined);
