// What a resource of a template makes of the account: the single changes, and what each reader of a type has at hand for them.
import type { DocumentFile } from '../../snapshot/schema.ts';
import { jsonPath } from '../../text/path.ts';
import type { ProposedChange, UnreadChange, UnreadPlace } from '../change.ts';
import type { DocumentUse, documentOf } from './documents.ts';
import type { Existing } from './existing.ts';
import type { GivenName } from './names.ts';
import type { StackPlace } from './stack-input.ts';
import { firstUnknown, isValueMap, listOf, member, scalarText, type TemplateValue, UnknownValue, type ValueMap } from './value.ts';

/** What a resource comes to. */
export interface MadeByResource {
  /** In words: `repository team/app in eu-west-1`. */
  readonly what: string;
  /** What AWS replaces the resource for when it changes. */
  readonly identity: string;
  /** Whether the snapshot holds it; undefined where nobody can tell. */
  readonly exists: boolean | undefined;
  readonly changes: readonly ProposedChange[];
  readonly assumed: readonly string[];
}

/** A resource whose properties are worked out, and where it is. */
export interface ResourceReading {
  readonly id: string;
  readonly type: string;
  readonly properties: ValueMap;
  readonly place: StackPlace;
  readonly existing: Existing;
  readonly name: () => GivenName | UnknownValue;
  /** Keys of tags that the template before had here. */
  readonly formerTags: readonly string[];
  /** Policies as AWS would get them; of a template that is no more, where only the places count, whatever is in them. */
  readonly document: typeof documentOf;
}

export type TypeReader = (reading: ResourceReading) => MadeByResource;

/** A property; undefined where it is not there. */
export function propertyOf({ properties }: ResourceReading, name: string): TemplateValue | undefined {
  return member(properties, name);
}

/** What could not be read of a property. */
export function unreadAt(place: UnreadPlace, property: string, value: TemplateValue | undefined): UnreadChange {
  const found = firstUnknown(value);
  return {
    kind: 'unread',
    place,
    attribute: jsonPath([...property.split('.'), ...(found?.path ?? [])]),
    why: found?.unknown.why ?? 'it is not of the form that AWS expects',
  };
}

export interface DocumentAt {
  readonly property: string;
  readonly value: TemplateValue;
  readonly use: DocumentUse;
  /** What is unknown where the document is. */
  readonly place: UnreadPlace;
}

/** The changes that a policy makes; where it cannot be read, its place is unknown. */
export function documentChanges(
  { document: read }: ResourceReading,
  { property, value, use, place }: DocumentAt,
  changes: (document: DocumentFile) => readonly ProposedChange[],
): readonly ProposedChange[] {
  const reading = read(value, use);
  if (reading.kind === 'document') return changes(reading.document);
  return [{ kind: 'unread', place, attribute: jsonPath([property, ...reading.path]), why: reading.why }];
}

/** The tags that the resource has afterwards; undefined where the template says nothing of them. */
export function tagsAfter(
  { formerTags }: ResourceReading,
  value: TemplateValue | undefined,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined {
  if (value === undefined && formerTags.length === 0) return undefined;
  const kept = Object.entries(before).filter(([key]) => !formerTags.includes(key));
  return Object.fromEntries([...kept, ...tagEntries(value)]);
}

/** Tags as the template has them, as far as they are known. */
export function tagEntries(value: TemplateValue | undefined): readonly (readonly [string, string])[] {
  return listOf(value).flatMap((tag) => {
    const [key, text] = isValueMap(tag)
      ? [scalarText(member<TemplateValue>(tag, 'Key')), scalarText(member<TemplateValue>(tag, 'Value'))]
      : [];
    return key === undefined || text === undefined ? [] : [[key, text] as const];
  });
}

/** The name of a resource; the logical id where nobody can tell it, with what is unknown then. */
export function nameOr(reading: ResourceReading): {
  readonly name: string;
  readonly assumed: readonly string[];
  readonly unknown: UnknownValue | undefined;
} {
  const given = reading.name();
  return given instanceof UnknownValue ? { name: reading.id, assumed: [], unknown: given } : { ...given, unknown: undefined };
}
