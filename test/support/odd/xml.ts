// Every odd answer that can be made of an XML answer by one change.
import type { Oddity } from './oddity.ts';

interface Element {
  readonly name: string;
  /** What stands after the name in the tag. */
  readonly attributes: string;
  readonly content: string | readonly Element[];
}

/** The elements that take the place of one. */
type Change = (element: Element) => readonly Element[];
type Path = readonly number[];

const CHANGES: Readonly<Record<string, Change>> = {
  removed: () => [],
  emptied: (element) => [{ ...element, content: '' }],
  doubled: (element) => [element, element],
  'doubled, the second empty,': (element) => [element, { ...element, content: '' }],
  'as a text': (element) => [{ ...element, content: 'odd' }],
  'as an element': (element) => [{ ...element, content: [{ name: 'odd', attributes: '', content: '1' }] }],
  'of another name': (element) => [{ ...element, name: 'odd' }],
  'with a text before it': (element) => [{ name: '', attributes: '', content: 'odd' }, element],
  'one more empty member in': (element) =>
    typeof element.content === 'string'
      ? [element]
      : [{ ...element, content: [...element.content, { name: 'member', attributes: '', content: '' }] }],
};

/** One oddity per place and change. The record of the request is left alone. */
export function xmlOddities(body: string): readonly Oddity[] {
  return placesIn(treeOf(body), [], '').flatMap(({ path, place }) =>
    Object.entries(CHANGES).map(
      ([name, change]): Oddity => ({ name: `${name} ${place}`, rewrite: (text) => textOf(changed(treeOf(text), path, change)) }),
    ),
  );
}

interface Place {
  readonly path: Path;
  readonly place: string;
}

function placesIn({ content }: Element, path: Path, above: string): readonly Place[] {
  if (typeof content === 'string') return [];
  return content.flatMap((child, index) => {
    if (['ResponseMetadata', 'requestId'].includes(child.name)) return [];
    const at = { path: [...path, index], place: `${above}${child.name}${child.name === 'member' || child.name === 'item' ? index : ''}` };
    return [at, ...placesIn(child, at.path, `${at.place}.`)];
  });
}

function changed(element: Element, [index, ...rest]: Path, change: Change): Element {
  const { content } = element;
  const child = typeof content === 'string' || index === undefined ? undefined : content[index];
  if (typeof content === 'string' || index === undefined || child === undefined) return element;
  const made = rest.length === 0 ? change(child) : [changed(child, rest, change)];
  return { ...element, content: content.toSpliced(index, 1, ...made) };
}

const TAG = /<(\/?)([\w:]+)([^>]*?)(\/?)>/g;

/** The server writes neither comments nor text beside elements. */
function treeOf(body: string): Element {
  interface Open {
    readonly name: string;
    readonly attributes: string;
    readonly children: Element[];
    readonly start: number;
  }
  const open: Open[] = [{ name: '', attributes: '', children: [], start: 0 }];
  for (const { index, 0: tag, 1: isEnd, 2: name = '', 3: attributes = '', 4: isEmpty } of body.matchAll(TAG)) {
    if (!isEnd) open.push({ name, attributes, children: [], start: index + tag.length });
    if (!isEnd && !isEmpty) continue;
    const { children, start, ...element } = open.pop()!;
    const text = isEmpty ? '' : body.slice(start, index);
    open.at(-1)!.children.push({ ...element, content: children.length > 0 ? children : text });
  }
  return open[0]!.children[0]!;
}

function textOf({ name, attributes, content }: Element): string {
  const inside = typeof content === 'string' ? content : content.map(textOf).join('');
  return name === '' ? inside : `<${name}${attributes}>${inside}</${name}>`;
}
