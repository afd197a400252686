// The Condition element: does it hold for this context? 'unsettled' where the documentation does not say.
import { BlockList, isIP } from 'node:net';
import { type Condition, many } from './grammar.ts';
import { arnMatches, type Context, glob, literally, type Pattern, plain, substitute } from './patterns.ts';

export type Truth = boolean | 'unsettled';
type Test = (given: string, wanted: Pattern) => boolean;

/** A statement applies when all of its parts do; one certain no is enough. */
export function all(parts: readonly Truth[]): Truth {
  if (parts.includes(false)) return false;
  return parts.includes('unsettled') ? 'unsettled' : true;
}

/** C1: every operator, and every key of it, has to hold; C7: an empty condition holds. */
export function holds(condition: Condition | undefined, policy: { variables: boolean; context: Context }): Truth {
  const blocks = Object.entries(condition ?? {});
  return all(
    blocks.flatMap(([operator, keys]) =>
      // C5: two spellings of one key are two conditions; B7: key names ignore case
      Object.entries(keys).map(([key, values]) => {
        const wanted = many(values).map(String); // B4
        return keyHolds(operator, { given: policy.context.get(key.toLowerCase()), wanted }, policy);
      }),
    ),
  );
}

interface Values {
  readonly given: readonly string[] | undefined;
  readonly wanted: readonly string[];
}

function keyHolds(written: string, { given, wanted }: Values, policy: { variables: boolean; context: Context }): Truth {
  const [, set, base = '', ifExists] = /^(forallvalues:|foranyvalue:)?(.*?)(ifexists)?$/.exec(written.toLowerCase()) ?? []; // B7
  if (base === 'null') return nullHolds(set, given === undefined, wanted);
  const negated = base in POSITIVE;
  const absent = given === undefined;
  if (wanted.length === 0) return emptyListHolds(set, ifExists, absent); // C6
  if (absent && ifExists) return true; // C3, C18
  if (absent) return set === undefined ? negated : set === 'forallvalues:'; // C2, C12, C13
  const { test, variables } = operatorNamed(base);
  const patterns = wanted.map((text) => (variables && policy.variables ? substitute(text, policy.context) : literally(text))); // B1, B31
  // C1: one value suffices, or for a negated operator none may match; B33: a value with an unset variable matches nothing
  const fits = (value: string) => patterns.some((pattern) => pattern !== undefined && test(value, pattern)) !== negated;
  if (set === 'forallvalues:') return given.every(fits); // C12, C14, C16
  if (set === 'foranyvalue:') return given.some(fits); // C13, C14, C16
  return given.length > 1 ? 'unsettled' : given.some(fits); // C17
}

/** C4: asks whether the key is there, not what it holds. */
function nullHolds(set: string | undefined, absent: boolean, wanted: readonly string[]): Truth {
  if (set !== undefined) return set === 'forallvalues:';
  return wanted.length === 0 ? 'unsettled' : wanted.some((value) => value.toLowerCase() === String(absent)); // C6
}

/** C6: no values to compare with. */
function emptyListHolds(set: string | undefined, ifExists: string | undefined, absent: boolean): Truth {
  if (ifExists !== undefined || set === 'forallvalues:') return absent;
  return set === 'foranyvalue:' ? false : 'unsettled';
}

/** Negated operators, and what they negate. */
const POSITIVE: Readonly<Record<string, string>> = {
  stringnotequals: 'stringequals',
  stringnotequalsignorecase: 'stringequalsignorecase',
  stringnotlike: 'stringlike',
  numericnotequals: 'numericequals',
  datenotequals: 'dateequals',
  notipaddress: 'ipaddress',
  arnnotequals: 'arnlike',
  arnnotlike: 'arnlike',
};

function operatorNamed(base: string): { readonly test: Test; readonly variables: boolean } {
  const positive = POSITIVE[base] ?? base;
  const test = TESTS[positive];
  if (test === undefined) throw new Error(`no operator ${base}`); // the grammar has refused it before
  return { test, variables: /^(string|arn|bool)/.test(positive) }; // B31
}

const compare =
  (read: (text: string) => number, is: (given: number, wanted: number) => boolean): Test =>
  (given, wanted) =>
    is(read(given), read(plain(wanted)));

const TESTS: Readonly<Record<string, Test>> = {
  stringequals: (given, wanted) => given === plain(wanted),
  stringequalsignorecase: (given, wanted) => given.toLowerCase() === plain(wanted).toLowerCase(),
  stringlike: (given, wanted) => glob(wanted, given),
  numericequals: compare(numberIn, (a, b) => a === b),
  numericlessthan: compare(numberIn, (a, b) => a < b),
  numericlessthanequals: compare(numberIn, (a, b) => a <= b),
  numericgreaterthan: compare(numberIn, (a, b) => a > b),
  numericgreaterthanequals: compare(numberIn, (a, b) => a >= b),
  dateequals: compare(timeIn, (a, b) => a === b),
  datelessthan: compare(timeIn, (a, b) => a < b),
  datelessthanequals: compare(timeIn, (a, b) => a <= b),
  dategreaterthan: compare(timeIn, (a, b) => a > b),
  dategreaterthanequals: compare(timeIn, (a, b) => a >= b),
  bool: (given, wanted) => ['true', 'false'].includes(given.toLowerCase()) && given.toLowerCase() === plain(wanted).toLowerCase(),
  binaryequals: (given, wanted) => Buffer.from(given, 'base64').equals(Buffer.from(plain(wanted), 'base64')),
  ipaddress: (given, wanted) => inRange(given, plain(wanted)),
  arnequals: (given, wanted) => arnMatches(wanted, given), // C8: ArnEquals knows wildcards too
  arnlike: (given, wanted) => arnMatches(wanted, given), // C8
};

/** NaN, which compares with nothing, unless the text is an integer or a decimal. */
function numberIn(text: string): number {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/** Milliseconds of an ISO 8601 (W3C profile) date or of seconds since 1970; NaN for anything else. */
function timeIn(text: string): number {
  if (/^\d{5,}$/.test(text)) return Number(text) * 1000;
  const iso = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/;
  return iso.test(text) ? Date.parse(text) : Number.NaN;
}

/** C11: an address of one family is in no range of the other; bits of the address below the prefix do not count. */
function inRange(address: string, range: string): boolean {
  const [network = '', prefix] = range.split('/');
  const family = isIP(network);
  const bits = family === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : numberIn(prefix);
  if (family === 0 || isIP(address) !== family || !Number.isInteger(length) || length < 0 || length > bits) return false;
  const list = new BlockList();
  list.addSubnet(network, length, family === 4 ? 'ipv4' : 'ipv6');
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
