// Arguments and nested blocks as values, `dynamic` blocks written out.
import { bodiesOf, bodyOf, type SourceBody } from './configuration.ts';
import { evaluated, type HclBudget, type HclNames, pairsOf } from './evaluate.ts';
import { type HclExpression, partsOf } from './hcl-expression.ts';
import { gap, type HclValue, isItems, itemsOf, object, textOf, tuple } from './hcl-value.ts';
import { parseTemplate, type TemplateReading } from './parse-template.ts';

/** What is the same in all of an evaluation. */
export interface BodyContext {
  readonly names: HclNames;
  readonly budget: HclBudget;
  readonly read: ReadTemplate;
}

export type ReadTemplate = (text: string) => TemplateReading;

/** Reads each text once. */
export function templateReader(): ReadTemplate {
  const known = new Map<string, TemplateReading>();
  return (text) => {
    const before = known.get(text);
    if (before) return before;
    const made = parseTemplate(text);
    known.set(text, made);
    return made;
  };
}

/** One argument, or all blocks of a name; undefined where the body has neither. */
export function argumentOf(body: SourceBody, name: string, context: BodyContext): HclValue | undefined {
  return filledBody(pick(body, name), context).get(name);
}

/** Whether a body has an argument or block of the name. */
export function hasArgument(body: SourceBody, name: string): boolean {
  return body.has(name) || dynamicOf(body).has(name);
}

function pick(body: SourceBody, name: string): SourceBody {
  const [own, dynamic] = [body.get(name), dynamicOf(body).get(name)];
  return new Map([...(own === undefined ? [] : [[name, own] as const]), ...(dynamic ? [['dynamic', { [name]: dynamic }] as const] : [])]);
}

/** What `hcl2json` makes of an argument, as a value. */
export function argumentValue(json: unknown, context: BodyContext): HclValue {
  if (typeof json === 'string') return templateValue(json, context);
  if (Array.isArray(json)) return tuple(json.map((each) => argumentValue(each, context)));
  if (typeof json !== 'object') return typeof json === 'number' || typeof json === 'boolean' ? json : null;
  if (json === null) return null;
  const entries: (readonly [string, HclValue])[] = [];
  for (const [key, value] of filledBody(bodyOf(json), context)) {
    const name = textOf(templateValue(key, context));
    if (typeof name !== 'string') return name;
    entries.push([name, value]);
  }
  return object(entries);
}

function templateValue(text: string, { names, budget, read }: BodyContext): HclValue {
  const reading = read(text);
  return reading.kind === 'problem'
    ? gap(`an expression that is not understood (${reading.reason})`)
    : evaluated(reading.expression, names, budget);
}

function filledBody(body: SourceBody, context: BodyContext): ReadonlyMap<string, HclValue> {
  const dynamic = dynamicOf(body);
  const filled = new Map<string, HclValue>();
  for (const [key, value] of body) if (key !== 'dynamic' || dynamic.size === 0) filled.set(key, argumentValue(value, context));
  for (const [name, blocks] of dynamic) {
    const before = itemsOf(filled.get(name) ?? tuple([]));
    const parts = bodiesOf(blocks).map((block) => writtenOut(name, block, context));
    const open = [before, ...parts].find((each) => !isItems(each));
    filled.set(name, open === undefined ? tuple([before, ...parts].filter(isItems).flat()) : toGap(open));
  }
  return filled;
}

function toGap(value: ReturnType<typeof itemsOf>): HclValue {
  return isItems(value) ? tuple(value) : value;
}

/** `dynamic` blocks by the name of what they make; none where it is an argument of that name. */
function dynamicOf(body: SourceBody): ReadonlyMap<string, unknown> {
  const blocks = bodyOf(body.get('dynamic'));
  const isBlock = (each: SourceBody): boolean => each.has('content') && each.has('for_each');
  return [...blocks.values()].every((each) => Array.isArray(each) && bodiesOf(each).every(isBlock)) ? blocks : new Map();
}

function writtenOut(name: string, block: SourceBody, context: BodyContext): ReturnType<typeof itemsOf> {
  const pairs = pairsOf(argumentValue(block.get('for_each'), context));
  if ('kind' in pairs) return pairs;
  const iterator = iteratorOf(name, block, context.read);
  const [content] = bodiesOf(block.get('content'));
  return pairs.map(([key, value]) => {
    const item = object([
      ['key', key],
      ['value', value],
    ]);
    const names: HclNames = (each) => (each === iterator ? item : context.names(each));
    return argumentValue(Object.fromEntries(content ?? []), { ...context, names });
  });
}

function iteratorOf(name: string, block: SourceBody, read: ReadTemplate): string {
  const written = block.get('iterator');
  const reading = typeof written === 'string' ? read(written) : undefined;
  return reading?.kind === 'expression' && reading.expression.kind === 'name' ? reading.expression.name : name;
}

/** `TYPE.NAME`, `var.NAME` and the like that are referred to anywhere in a value; names of its own iterations are not among them. */
export function referredIn(json: unknown, read: ReadTemplate): ReadonlySet<string> {
  const [found, own] = [new Set<string>(), new Set<string>()];
  for (const text of textsIn(json)) {
    const reading = read(text);
    if (reading.kind === 'problem') continue;
    for (const part of partsOf(reading.expression)) {
      if (part.kind === 'for') for (const name of [part.keyName, part.valueName]) if (name !== undefined) own.add(name);
      const head = headOf(part);
      if (head !== undefined) found.add(head);
    }
  }
  return new Set([...found].filter((head) => !own.has(head.split('.')[0] ?? '')));
}

function headOf(part: HclExpression): string | undefined {
  if (part.kind !== 'step' || part.step.kind !== 'attribute') return undefined;
  const { of, step } = part;
  if (of.kind === 'name') return of.name === 'data' ? undefined : `${of.name}.${step.name}`;
  if (of.kind !== 'step' || of.step.kind !== 'attribute' || of.of.kind !== 'name' || of.of.name !== 'data') return undefined;
  return `data.${of.step.name}.${step.name}`;
}

function textsIn(json: unknown): readonly string[] {
  if (typeof json === 'string') return [json];
  if (typeof json !== 'object' || json === null) return [];
  return [...(Array.isArray(json) ? [] : Object.keys(json)), ...Object.values(json).flatMap(textsIn)];
}
