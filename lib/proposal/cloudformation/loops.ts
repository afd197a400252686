// `Fn::ForEach` written out: each loop of a template replaced by what it makes, before anything else is looked at.
import { quoted } from '../../text/quote.ts';
import { isTreeMap, isValueList, scalarText, type TemplateValue, type Tree, type TreeMap, UnknownValue } from './value.ts';

const LOOP = 'Fn::ForEach::';
/** AWS makes at most 500 resources of a template; nested loops in properties have more. */
const MOST_PARTS = 20_000;

export type Expansion =
  | { readonly kind: 'expanded'; readonly root: TreeMap }
  /** One line, without the place. */
  | { readonly kind: 'problem'; readonly reason: string };

/** The template without loops; `worth` works out what a loop goes over. */
export function withoutLoops(root: TreeMap, worth: (tree: Tree) => TemplateValue | undefined): Expansion {
  const walk: Walk = { worth, made: 0, problem: undefined };
  const expanded = expandMap(root, walk);
  return walk.problem === undefined ? { kind: 'expanded', root: expanded } : { kind: 'problem', reason: walk.problem };
}

interface Walk {
  readonly worth: (tree: Tree) => TemplateValue | undefined;
  made: number;
  problem: string | undefined;
}

function expand(tree: Tree, walk: Walk): Tree {
  if (Array.isArray(tree)) return tree.map((each: Tree) => expand(each, walk));
  return isTreeMap(tree) ? expandMap(tree, walk) : tree;
}

function expandMap(map: TreeMap, walk: Walk): TreeMap {
  const entries = Object.entries(map).flatMap(([key, tree]): readonly (readonly [string, Tree])[] =>
    key.startsWith(LOOP) ? loopEntries(key, tree, walk) : [[key, expand(tree, walk)]],
  );
  const seen = new Set<string>();
  for (const [key] of entries) {
    if (seen.has(key)) walk.problem ??= `a loop makes ${quoted(key)} twice`;
    seen.add(key);
  }
  return Object.fromEntries(entries);
}

function loopEntries(key: string, tree: Tree, walk: Walk): readonly (readonly [string, Tree])[] {
  const name = quoted(key);
  const [identifier, collection, output] = Array.isArray(tree) ? tree : [];
  if (typeof identifier !== 'string' || collection === undefined || !isTreeMap(output)) {
    walk.problem ??= `${name} expects an identifier, a list and an object`;
    return [];
  }
  const given = walk.worth(collection);
  const items = isValueList(given) ? given.map(scalarText) : undefined;
  if (!items || items.includes(undefined)) {
    walk.problem ??= `${name} goes over a list that is not known${given instanceof UnknownValue ? `: ${given.why}` : ''}`;
    return [];
  }
  return items.flatMap((item = '') => {
    walk.made += 1;
    if (walk.made > MOST_PARTS) walk.problem ??= `its loops make more than ${MOST_PARTS} parts`;
    return walk.problem === undefined ? Object.entries(expandMap(withItem(output, identifier, item), walk)) : [];
  });
}

function withItem(output: TreeMap, identifier: string, item: string): TreeMap {
  const text = (template: string): string =>
    template.replaceAll(`\${${identifier}}`, () => item).replaceAll(`&{${identifier}}`, () => item.replace(/[^A-Za-z0-9]/g, ''));
  const replace = (tree: Tree): Tree => {
    if (typeof tree === 'string') return text(tree);
    if (Array.isArray(tree)) return tree.map((each: Tree) => replace(each));
    if (!isTreeMap(tree)) return tree;
    if (Object.keys(tree).length === 1 && tree['Ref'] === identifier) return item;
    return mapOf(tree);
  };
  const mapOf = (map: TreeMap): TreeMap => Object.fromEntries(Object.entries(map).map(([key, each]) => [text(key), replace(each)]));
  return mapOf(output);
}
