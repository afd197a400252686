// What a stack is made of: its template, the account and region, and what surrounds it.
import type { Existing } from './existing.ts';
import { STACK_NAME } from './parameters.ts';
import type { TemplateText } from './template-text.ts';
import { isTreeMap, member, type TemplateValue, type TreeMap, type UnknownValue } from './value.ts';

/** Where a stack is deployed. */
export interface StackPlace {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
}

export interface StackInput {
  /** The file, as messages name it. */
  readonly path: string;
  readonly text: TemplateText;
  readonly given: ReadonlyMap<string, TemplateValue | null>;
  readonly place: StackPlace;
  readonly existing: Existing;
  readonly stackName: string | undefined;
  /** Logical ids of the stacks that it is nested in. */
  readonly above: readonly string[];
  /** What stacks export that are deployed together with it. */
  readonly exported: (name: string) => TemplateValue | undefined;
  /** The template of a nested stack: its file or why there is none. */
  readonly nested: (file: string, from: StackInput) => { readonly path: string; readonly text: TemplateText } | UnknownValue;
}

/** A part of a template that is an object; an empty one where it has none. */
export function mapIn(root: TreeMap, name: string): TreeMap {
  const tree = member(root, name);
  return isTreeMap(tree) ? tree : {};
}

/** The name of the stack, and whether nobody gave it. */
export function stackNameOf({ stackName, given }: StackInput): {
  readonly stackName: string | undefined;
  readonly isStackGuessed: boolean;
} {
  return { stackName, isStackGuessed: !given.has(STACK_NAME) };
}

/** What the names of AWS's hosts end in. */
export function suffixOf({ partition }: StackPlace): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}
