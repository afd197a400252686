// A request that gets in where it was not meant to, and what was asked of it, as a sentence.
import type { Atom, Formula, Probe } from '../logic/formula.ts';
import { shapeOfKey } from './key-shapes.ts';
import { keyTest, trueTests } from './key-tests.ts';
import { implies } from './solve.ts';

/** What a request does not meet: of one test, or the negation of one. */
interface Unmet {
  readonly probe: Probe;
  readonly isNegated: boolean;
}

/** More values than these are counted. */
const MOST_VALUES = 3;

/**
 * What gets in by `live` and not by `allowed`, and what `allowed` asks for, as in `a request from 10.9.0.1 gets in, the baseline asks for
 * 10.1.0.0/16`. `spelled` spells a key that is in lower case. Undefined where no request was found, or no key tells it apart.
 */
export function weakerWords(live: Formula, allowed: Formula, spelled: (key: string) => string): string | undefined {
  const found = implies(live, allowed, 'ofKind');
  if (found.kind !== 'no') return undefined;
  const { values } = found.witness;
  const keys = [...values.keys()];
  const isTrue = (probe: Probe): boolean => trueTests([keyTest(probe, 0, keys.indexOf(probe.key))], keys, [...values.values()]).has(0);
  const unmet = literalsOf(allowed, false).filter(({ probe, isNegated }) => values.has(probe.key) && isTrue(probe) === isNegated);
  if (unmet.length === 0) return undefined;
  const isOther = otherThan([...literalsOf(live, false), ...literalsOf(allowed, false)]);
  const brought = unique(unmet.map(({ probe: { key } }) => broughtWords(spelled(key), key, values.get(key) ?? [], isOther)));
  const asked = unique(unmet.map((each) => askedWords(each, spelled(each.probe.key))));
  return `a request ${brought.join(' and ')} gets in, the baseline asks for ${asked.join(' and ')}`;
}

function literalsOf(formula: Formula, isNegated: boolean): readonly Unmet[] {
  switch (formula.kind) {
    case 'true':
    case 'false':
      return [];
    case 'atom':
      return probesOf(formula).map((probe) => ({ probe, isNegated }));
    case 'not':
      return literalsOf(formula.of, !isNegated);
    case 'all':
    case 'any':
      return formula.of.flatMap((part) => literalsOf(part, isNegated));
  }
}

function probesOf({ about }: Atom): readonly Probe[] {
  return about.kind === 'test' && about.probe ? [about.probe] : [];
}

function broughtWords(name: string, key: string, values: readonly string[], isOther: (key: string, value: string) => boolean): string {
  if (values.length === 0) return `without ${name}`;
  if (key === ADDRESS) return `from ${listed(values, 'and')}`;
  const others = values.filter((value) => isOther(key, value));
  if (others.length === values.length) return `with another ${name}`;
  const own = values.filter((value) => !others.includes(value));
  return `with ${name} ${listed(others.length > 0 ? [...own, 'another one'] : own, 'and')}`;
}

/** What stands for any text that is not written, or for any of a known shape that no test is about. */
const OTHER = /^x+$/;

function otherThan(asked: readonly Unmet[]): (key: string, value: string) => boolean {
  return (key, value) =>
    OTHER.test(value) ||
    (shapeOfKey(key) !== undefined &&
      !asked.some(({ probe }) => probe.key === key && trueTests([keyTest(probe, 0, 0)], [key], [[value]]).has(0)));
}

const ADDRESS = 'aws:sourceip';

function askedWords({ probe: { key, of, values }, isNegated }: Unmet, name: string): string {
  if (of === 'absence') return isNegated ? name : `no ${name}`;
  const written = listed([...values.keys()], 'or');
  const asked = key === ADDRESS ? written : `${name} ${written}`;
  return isNegated ? `any but ${asked}` : asked;
}

function listed(values: readonly string[], word: string): string {
  const more = values.length - MOST_VALUES;
  const shown = more > 0 ? [...values.slice(0, MOST_VALUES), more === 1 ? '1 other' : `${more} others`] : values;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
