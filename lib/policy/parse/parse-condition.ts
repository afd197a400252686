// The Condition element: operators, keys and values as written (B4, B7, C1-C7 of docs/semantics.md).
import type { Condition, Quantifier } from '../../model/policy.ts';
import type { PathPart } from '../../text/path.ts';
import { didYouMean } from '../../text/suggest.ts';
import { isMultivalued } from '../condition/multivalued.ts';
import { operatorNamed, operatorNames } from '../condition/operators.ts';
import { isObject, kindOf, type Report, shown } from './parse-report.ts';

/** C7: an empty block is no condition. C5: two spellings of a key are two conditions, and both must hold. */
export function readConditions(value: unknown, path: readonly PathPart[], report: Report): readonly Condition[] {
  if (value === undefined) return [];
  if (!isObject(value)) {
    report.error(path, `a condition block is an object, this is ${kindOf(value)}`, 'C1');
    return [];
  }
  return Object.entries(value).flatMap(([operator, keys]) => readOperator(operator, keys, [...path, operator], report));
}

function readOperator(written: string, keys: unknown, path: readonly PathPart[], report: Report): readonly Condition[] {
  const operator = operatorOf(written);
  if (!operator) {
    report.error(path, `unknown condition operator \`${shown(written)}\`${didYouMean(written, operatorNames())}`, 'C1');
    return [];
  }
  if (!isObject(keys)) {
    report.error(path, `a condition operator holds an object of keys, this is ${kindOf(keys)}`, 'C1');
    return [];
  }
  return Object.entries(keys).map(([key, value]) => {
    const values = readValues(value, [...path, key], report);
    noteOddities({ ...operator, operator: written, key, values }, [...path, key], report);
    return { ...operator, operator: written, key, values };
  });
}

type Parts = Pick<Condition, 'base' | 'quantifier' | 'ifExists'>;

const IF_EXISTS = 'ifexists';

/** `ForAnyValue:StringLikeIfExists` taken apart; undefined when there is no such operator. */
function operatorOf(written: string): Parts | undefined {
  const colon = written.indexOf(':');
  const quantifier = colon < 0 ? 'none' : QUANTIFIERS.get(written.slice(0, colon).toLowerCase());
  if (!quantifier) return undefined;
  const name = written.slice(colon + 1);
  const ifExists = name.toLowerCase().endsWith(IF_EXISTS);
  const base = ifExists ? name.slice(0, -IF_EXISTS.length) : name;
  // C3: IfExists cannot be appended to Null.
  if (base.toLowerCase() === 'null') return ifExists ? undefined : { base: 'Null', quantifier, ifExists };
  const operator = operatorNamed(base);
  return operator ? { base: operator.name, quantifier, ifExists } : undefined;
}

const QUANTIFIERS: ReadonlyMap<string, Quantifier> = new Map([
  ['forallvalues', 'ForAllValues'],
  ['foranyvalue', 'ForAnyValue'],
]);

/** B4: strings, numbers and booleans, one or a list. */
function readValues(value: unknown, path: readonly PathPart[], report: Report): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((each, index) => {
    if (typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean') return [String(each)];
    report.error(
      Array.isArray(value) ? [...path, index] : path,
      `a condition value is a string, a number or a boolean, this is ${kindOf(each)}`,
      'B4',
    );
    return [];
  });
}

function noteOddities({ base, quantifier, key, values, operator }: Condition, path: readonly PathPart[], report: Report): void {
  const several = isMultivalued(key);
  if (values.length === 0) report.note(path, 'a condition without values', 'C6');
  if (several && quantifier === 'none' && base !== 'Null')
    report.note(path, `\`${shown(key)}\` holds several values: use a set operator`, 'C17');
  if (!several && quantifier === 'ForAllValues') report.note(path, `\`${shown(operator)}\` also holds when the key is missing`, 'C16');
}
