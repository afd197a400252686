// What a template says before and after its functions are worked out; what only the deployment knows stays unknown, with the reason.
import { arnFields } from '../../model/ids.ts';
import type { PathPart } from '../../text/path.ts';

/** A part of a template as it is written. */
export type Tree = string | number | boolean | null | readonly Tree[] | TreeMap;

export interface TreeMap {
  readonly [key: string]: Tree;
}

/** What a part of a template comes to. `AWS::NoValue` is undefined. */
export type TemplateValue = string | number | boolean | null | readonly TemplateValue[] | ValueMap | UnknownValue;

export interface ValueMap {
  readonly [key: string]: TemplateValue;
}

interface UnknownParts {
  /** The next deployment can find something else though the template is the same. */
  readonly moves?: boolean;
  /** It is the name of the stack or made of it, so that nothing in the account has it for a reason that is written down. */
  readonly ofDeployment?: boolean;
  /** The text with the logical id in the place of what AWS will name. */
  readonly standIn?: string;
}

/** A value that the template and the snapshot do not tell. */
export class UnknownValue {
  readonly why: string;
  readonly parts: UnknownParts;

  constructor(why: string, parts: UnknownParts = {}) {
    this.why = why;
    this.parts = parts;
  }
}

/** Whether a part of a template is an object. */
export function isTreeMap(tree: Tree | undefined): tree is TreeMap {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree);
}

/** Whether a value is an object. */
export function isValueMap(value: TemplateValue | undefined): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof UnknownValue);
}

/** Whether a value is a list. */
export function isValueList(value: TemplateValue | undefined): value is readonly TemplateValue[] {
  return Array.isArray(value);
}

/** The own member of an object: no key of a stranger finds what every object has. */
export function member<T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The elements of a list; one value by itself is taken for a list of it. */
export function listOf(value: TemplateValue | undefined): readonly TemplateValue[] {
  if (value === undefined) return [];
  return isValueList(value) ? value : [value];
}

/** A scalar as text; undefined for anything else. */
export function scalarText(value: TemplateValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export interface UnknownAt {
  readonly path: readonly PathPart[];
  readonly unknown: UnknownValue;
}

/** The first unknown part of a value, with where it is. */
export function firstUnknown(value: TemplateValue | undefined, path: readonly PathPart[] = []): UnknownAt | undefined {
  if (value instanceof UnknownValue) return { path, unknown: value };
  if (typeof value !== 'object' || value === null) return undefined;
  const parts: readonly (readonly [PathPart, TemplateValue])[] = isValueList(value)
    ? value.map((each, at) => [at, each])
    : Object.entries(value);
  for (const [part, each] of parts) {
    const found = firstUnknown(each, [...path, part]);
    if (found) return found;
  }
  return undefined;
}

/** Texts one after the other; where one is unknown, so is the whole, with a text that stands for it where each has one. */
export function joined(parts: readonly TemplateValue[], between: string): TemplateValue {
  const unknown = parts
    .map((part) => (isText(part) ? undefined : (firstUnknown(part)?.unknown ?? NO_TEXT)))
    .filter((each) => each !== undefined);
  const [first] = unknown;
  if (!first) return parts.map((part) => scalarText(part)).join(between);
  const texts = parts.map((part) => (part instanceof UnknownValue ? part.parts.standIn : scalarText(part)));
  return new UnknownValue(first.why, {
    ...(unknown.some(({ parts: { moves } }) => moves) ? { moves: true } : {}),
    ...(unknown.every(({ parts: { ofDeployment } }) => ofDeployment) ? { ofDeployment: true } : {}),
    ...(texts.includes(undefined) ? {} : { standIn: texts.join(between) }),
  });
}

const NO_TEXT = new UnknownValue('text is made of an object or a list');

function isText(value: TemplateValue): boolean {
  return scalarText(value) !== undefined;
}

const OWN_SERVICES: ReadonlySet<string> = new Set(['ecr', 'iam', 'sts', '*', '']);

/** The text that stands for an ARN of a service that has nothing to do with access to repositories; undefined where it could be one that has. */
export function harmlessStandIn({ parts: { standIn } }: UnknownValue): string | undefined {
  const fields = standIn === undefined ? undefined : arnFields(standIn);
  return fields && !OWN_SERVICES.has(fields.service) && !/[*?]/.test(fields.service) ? standIn : undefined;
}
