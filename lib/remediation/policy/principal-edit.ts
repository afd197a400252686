// Who a statement of a resource policy is for: finds a principal there, takes it out, writes it into a new statement.
import type { Subject } from '../../access/account/subjects.ts';
import { isSessionOf } from '../../model/ids.ts';
import type { PrincipalPattern } from '../../model/policy.ts';
import { PRINCIPAL_TYPES, readPrincipal } from '../../policy/match/principal-pattern.ts';
import { isObject } from '../../policy/parse/parse-report.ts';
import type { StatementJson } from './document.ts';

type Written = Readonly<Record<string, readonly string[]>>;
type Element = 'Principal' | 'NotPrincipal';

/** The patterns of an element, each under its type and as it is written. */
export interface WrittenPrincipal {
  readonly text: string;
  readonly pattern: PrincipalPattern;
}

/** The principals that an element names, as written and as understood. */
export function principalsIn(json: StatementJson, element: Element): readonly WrittenPrincipal[] {
  const written = Object.entries(writtenIn(json[element]));
  return written.flatMap(([type, texts]) => texts.map((text) => ({ text, pattern: patternOf(type, text) })));
}

/** The statement without some of its principals; `empty` where none is left. */
export function withoutPrincipals(
  json: StatementJson,
  element: Element,
  isOut: (pattern: PrincipalPattern) => boolean,
): StatementJson | 'empty' {
  const written = Object.entries(writtenIn(json[element]));
  const isLeft = (type: string, text: string): boolean => !isOut(patternOf(type, text));
  const left = written.flatMap(([type, texts]) => {
    const own = texts.filter((text) => isLeft(type, text));
    return own.length > 0 ? [[type, own] as const] : [];
  });
  if (left.length === 0) return 'empty';
  if (written.every(([type, texts]) => texts.every((text) => isLeft(type, text)))) return json;
  return { ...json, [element]: Object.fromEntries(left.map(([type, texts]) => [type, asWritten(json[element], type, texts)])) };
}

function patternOf(type: string, text: string): PrincipalPattern {
  const known = PRINCIPAL_TYPES.find((each) => each === type);
  return known ? readPrincipal(known, text).pattern : { kind: 'nobody', text };
}

/** `*` is written by itself or under AWS. */
function writtenIn(value: unknown): Written {
  if (typeof value === 'string') return { AWS: [value] };
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([type, texts]) => [type, textsOf(texts)]));
}

function textsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((text) => typeof text === 'string');
}

/** B2: a list stays a list. */
function asWritten(before: unknown, type: string, texts: readonly string[]): string | readonly string[] {
  const wasList = isObject(before) && Array.isArray(before[type]);
  const [first, ...others] = texts;
  return first === undefined || wasList || others.length > 0 ? texts : first;
}

/** Whether the pattern names the principal itself, and not everybody or a whole account that it belongs to. */
export function isOwnName(pattern: PrincipalPattern, { principal, local }: Subject): boolean {
  switch (pattern.kind) {
    case 'entity':
      return pattern.arn === principal.name || (local?.kind === 'role' && isSessionOf(pattern.arn, local.arn));
    case 'account':
      return principal.name === `account:${pattern.account}`;
    case 'service':
      return principal.name === `service:${pattern.service}`;
    case 'uniqueId':
      return pattern.id === principal.uniqueId;
    case 'everyone':
      return principal.name === '*';
    case 'nobody':
      return false;
  }
}

/** How a statement says that it is for one principal. */
export interface PrincipalElements {
  readonly Principal: '*' | Readonly<Record<string, string>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The elements for a principal by the name that grants have for it. */
export function elementsFor(name: string, partition: string): PrincipalElements {
  const [kind, ...rest] = name.split(':');
  const text = rest.join(':');
  switch (kind) {
    case '*':
      return { Principal: '*' };
    case 'service':
      return { Principal: { Service: text } };
    case 'account':
      return { Principal: { AWS: `arn:${partition}:iam::${text}:root` } };
    case 'org':
      return { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': text } } };
    case 'ou':
      return { Principal: '*', Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': `${text}*` } } };
    default:
      return { Principal: { AWS: name } };
  }
}
