// The corpus of claims: policies in a short form, a claim about each, and the answer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

type Words = string | readonly string[];
type Principal = string | Readonly<Record<string, unknown>> | null;
type Conditions = Readonly<Record<string, unknown>>;
type Line = readonly [effect: string, principal: Principal, action: Words, resource: Words | null, condition?: Conditions];

export interface Pair {
  readonly title: string;
  readonly reference: object;
  readonly candidate: object;
  readonly answer: string;
}

export interface ClaimCase {
  readonly title: string;
  readonly claim: string;
  readonly policy: object;
  readonly answer: string;
}

interface Sensitive {
  readonly name: string;
  readonly on: string;
  readonly other: string;
  readonly actions: readonly string[];
  readonly one: string;
  readonly wider?: Readonly<Record<string, string>>;
}

interface Reference {
  readonly name: string;
  readonly reference: readonly Line[];
  readonly candidates: readonly { readonly name: string; readonly answer: string; readonly statements: readonly Line[] }[];
}

/** A policy with the statements of lines. */
function policyOf(lines: readonly Line[]): object {
  return { Version: '2012-10-17', Statement: lines.map(statementOf) };
}

export function loadPairs(): readonly Pair[] {
  const references: readonly Reference[] = read('references.yaml');
  const sensitive: readonly Sensitive[] = read('sensitive-resources.yaml');
  return [
    ...sensitive.flatMap(pairsOf),
    ...references.flatMap(({ name, reference, candidates }) =>
      candidates.map(({ name: candidate, answer, statements }) => {
        return { title: `${name}: ${candidate}`, reference: policyOf(reference), candidate: policyOf(statements), answer };
      }),
    ),
  ];
}

export function loadClaims(): readonly ClaimCase[] {
  const cases: readonly { readonly name: string; readonly claim: string; readonly answer: string; readonly statements: readonly Line[] }[] =
    read('claims.yaml');
  return cases.map(({ name, claim, answer, statements }) => ({ title: `${claim}: ${name}`, claim, policy: policyOf(statements), answer }));
}

function read<T>(file: string): T {
  // INVARIANT: the files of the corpus are written by hand in this form.
  return parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as T;
}

function pairsOf({ name, on, other, actions, one, wider = {} }: Sensitive): readonly Pair[] {
  const everything = [one.split(':')[0], '*'].join(':');
  const reference = policyOf([
    ['Allow', null, '*', '*'],
    ['Deny', null, actions, on],
  ]);
  const pair = (title: string, answer: string, ...lines: readonly Line[]): Pair => {
    return { title: `${name}: ${title}`, reference, candidate: policyOf(lines), answer };
  };
  return [
    pair('another resource', 'yes', ['Allow', null, actions, other]),
    pair('a Deny of the resource', 'yes', ['Allow', null, everything, '*'], ['Deny', null, '*', on]),
    pair('an action on the resource', 'no', ['Allow', null, one, on]),
    ...Object.entries(wider).map(([action, pattern]) => pair('a pattern that the resource fits', 'no', ['Allow', null, action, pattern])),
    pair('every action of the service', 'no', ['Allow', null, everything, '*']),
  ];
}

function statementOf([Effect, principal, action, resource, Condition]: Line): object {
  const who =
    typeof principal === 'object' && principal !== null && 'not' in principal
      ? { NotPrincipal: principal['not'] }
      : { Principal: principal };
  return {
    Effect,
    ...(principal === null ? {} : who),
    ...elementOf('Action', action),
    ...(resource === null ? {} : elementOf('Resource', resource)),
    ...(Condition ? { Condition } : {}),
  };
}

function elementOf(name: string, words: Words): object {
  const texts = typeof words === 'string' ? [words] : words;
  const isNegated = texts.some((each) => each.startsWith('!'));
  return { [isNegated ? `Not${name}` : name]: texts.map((each) => each.replace(/^!/, '')) };
}
