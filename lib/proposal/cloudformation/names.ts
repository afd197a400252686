// The names of resources: given by the template, found again in the account, or decided at deployment, when the logical id stands for them.
import { quoted } from '../../text/quote.ts';
import type { Existing, NamedKind } from './existing.ts';
import { scalarText, type TemplateValue, UnknownValue } from './value.ts';

export interface GivenName {
  readonly name: string;
  /** What could be otherwise. */
  readonly assumed: readonly string[];
}

/** Where a name is asked for. */
export interface Naming {
  readonly kind: NamedKind;
  /** The logical id; below a nested stack with those of the stacks. */
  readonly id: string;
  /** What the template gives. */
  readonly given: TemplateValue | undefined;
  readonly stackName: string | undefined;
  /** The name of the stack is that of a file: the stack can have another one. */
  readonly isStackGuessed: boolean;
}

/** The name of a resource, or why it cannot be told. */
export function nameFor({ names }: Existing, { kind, id, given, stackName, isStackGuessed }: Naming): GivenName | UnknownValue {
  const text = scalarText(given);
  if (text !== undefined && text !== '') return { name: text, assumed: [] };
  if (given instanceof UnknownValue && !given.parts.ofDeployment) return given;
  if (given !== undefined && !(given instanceof UnknownValue)) return new UnknownValue('a name is text');
  const known = names[kind];
  const madeIn = (stack: string | undefined): readonly string[] =>
    given === undefined ? [...known].filter((name) => isMadeFor(name, { kind, id, stackName: stack })) : [];
  const exact = madeIn(stackName);
  const made = exact.length === 0 && isStackGuessed ? madeIn(undefined) : exact;
  const [only, another] = made;
  if (only !== undefined && another === undefined)
    return { name: only, assumed: [`AWS named it: ${quoted(only)}, which is there, is taken for it`] };
  const why =
    another === undefined ? '' : `; ${quoted(only ?? '')} and ${quoted(another)} are there: say which, as --parameters AWS::StackName=NAME`;
  return {
    name: known.has(id) ? `${id}${UNLIKE}` : id,
    assumed: [`its name is decided at deployment: ${quoted(id)} stands for it${why}`],
  };
}

/** After a logical id that somebody else has for a name. */
const UNLIKE = '-decided-at-deployment';

/** Names that AWS makes end in so many letters and digits. */
const RANDOM = /^[A-Za-z0-9]{12,13}$/;
/** Of a logical id that is longer AWS may take the beginning. */
const LONG = 20;

/** Whether AWS can have made a name of stack, logical id and chance. */
function isMadeFor(name: string, { kind, id, stackName }: Omit<Naming, 'given' | 'isStackGuessed'>): boolean {
  const parts = name.split('-');
  const random = parts.pop() ?? '';
  const middle = parts.pop() ?? '';
  const stack = parts.join('-');
  const own = id.slice(id.lastIndexOf('-') + 1);
  if (!RANDOM.test(random) || stack === '' || middle === '') return false;
  const [one, other, whole] =
    kind === 'repository' ? [middle.toLowerCase(), own.toLowerCase(), stackName?.toLowerCase()] : [middle, own, stackName];
  if (one !== other && !(one.length >= LONG && other.startsWith(one))) return false;
  return whole === undefined || own !== id || stack === whole || (stack.length >= LONG && whole.startsWith(stack));
}
