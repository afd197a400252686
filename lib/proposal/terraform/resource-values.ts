// What is read of a resource of a plan, and how one is read that may not be known.
import type { Tags } from '../../model/snapshot.ts';
import type { ProposedChange, UnreadPlace } from '../change.ts';
import type { Ground } from './ground.ts';
import type { WantedValue } from './references.ts';

export type AttributeReading =
  | { readonly kind: 'known'; readonly value: unknown }
  | { readonly kind: 'unknown'; readonly why: string }
  /** Nobody sets it: AWS does, or nobody. */
  | { readonly kind: 'unset' };

export interface ResourceValues {
  /** A `list` is not known where it is open as a whole: literals may be a part of it, which a plan does not keep. */
  readonly read: (attribute: string, wanted?: WantedValue, form?: 'list') => AttributeReading;
  /** Whether the configuration sets it. */
  readonly isWritten: (attribute: string) => boolean;
}

export interface ReaderInput {
  readonly ground: Ground;
  readonly address: string;
  readonly type: string;
  /** Undefined where the resource is new. */
  readonly before: ResourceValues | undefined;
  /** Undefined where it goes. */
  readonly after: ResourceValues | undefined;
  /** Whether Terraform takes it away and makes it anew, be it under the same name. */
  readonly isReplaced: boolean;
  readonly region: string | undefined;
  readonly formerRegion: string | undefined;
}

export interface ReadResource {
  readonly what: string;
  readonly changes: readonly ProposedChange[];
}

export type Reader = (input: ReaderInput) => ReadResource;

/** What a resource would be at a place cannot be read. */
export function unread(place: UnreadPlace, attribute: string, why: string): ProposedChange {
  return { kind: 'unread', place, attribute, why };
}

type TextReading = { readonly text: string } | { readonly attribute: string; readonly why: string };

/** An attribute that is a text, and not an empty one; or why it is not known. */
export function textIn(values: ResourceValues, attribute: string, wanted: WantedValue = 'name'): TextReading {
  const read = values.read(attribute, wanted);
  if (read.kind === 'known' && typeof read.value === 'string' && read.value !== '') return { text: read.value };
  return { attribute, why: read.kind === 'unknown' ? read.why : 'it is known only after apply' };
}

/** The name of a thing that may be given as an ARN or by its name. */
export function nameIn(values: ResourceValues, attribute: string): TextReading {
  const read = textIn(values, attribute);
  return 'text' in read && read.text.startsWith('arn:') ? { text: read.text.slice(read.text.lastIndexOf('/') + 1) } : read;
}

/** An attribute that is a list of texts, or one; or why it is not known. What nobody sets is an empty list. */
export function listIn(
  values: ResourceValues,
  attribute: string,
  wanted: WantedValue = 'name',
): readonly string[] | { readonly attribute: string; readonly why: string } {
  const read = values.read(attribute, wanted, 'list');
  if (read.kind === 'unknown') return { attribute, why: read.why };
  const list: unknown = read.kind === 'known' ? (read.value ?? []) : [];
  return (Array.isArray(list) ? list : [list]).filter((each) => typeof each === 'string');
}

/** Whether a list was read. */
export function isList(read: ReturnType<typeof listIn>): read is readonly string[] {
  return Array.isArray(read);
}

/** The path of something of IAM; `/` where none is written. */
export function pathIn(values: ResourceValues): string {
  const read = textIn(values, 'path');
  return 'text' in read ? read.text : '/';
}

/** `tags_all` has the provider's default tags; of a new resource it may be unknown, and then its own are what there is. */
function tagsIn(values: ResourceValues): Tags | undefined {
  for (const attribute of ['tags_all', 'tags']) {
    const read = values.read(attribute);
    if (read.kind !== 'known' || read.value === null || typeof read.value !== 'object') continue;
    const entries = Object.entries(read.value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return Object.fromEntries(entries);
  }
  return undefined;
}

/** The tags of a new resource, or that they are not known. */
export function withTags(
  values: ResourceValues,
  place: UnreadPlace,
): { readonly tags: Tags | undefined; readonly open: readonly ProposedChange[] } {
  const own = values.read('tags');
  return own.kind === 'unknown' ? { tags: undefined, open: [unread(place, 'tags', own.why)] } : { tags: tagsIn(values), open: [] };
}

/** A resource of which nobody can tell the region. */
export function noRegion(what: string): ReadResource {
  const why = 'nothing says which region it is in: add --region';
  return { what, changes: [unread({ kind: 'repositories', region: null }, 'region', why)] };
}

/** The objects of a list. */
export function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return (Array.isArray(value) ? value : []).filter((each) => typeof each === 'object' && each !== null);
}
