// Who names whom in a template: names that nothing has, and resources or conditions that wait for each other.
import { jsonPath, type PathPart } from '../../text/path.ts';
import { quoted } from '../../text/quote.ts';
import { didYouMean } from '../../text/suggest.ts';
import { callIn, SUBSTITUTION } from './evaluate.ts';
import { isTreeMap, member, type Tree, type TreeMap } from './value.ts';

export interface TemplateProblem {
  readonly reason: string;
  readonly path: readonly PathPart[];
}

interface Reference {
  readonly name: string;
  readonly path: readonly PathPart[];
  /** `GetAtt` asks resources alone. */
  readonly isAttribute: boolean;
}

/** What AWS would refuse the template for before it makes anything; undefined where nothing is found. */
export function referenceProblem(root: TreeMap): TemplateProblem | undefined {
  const resources = mapIn(root, 'Resources');
  const parameters = mapIn(root, 'Parameters');
  const conditions = mapIn(root, 'Conditions');
  const all = [...referencesIn(resources, ['Resources']), ...referencesIn(mapIn(root, 'Outputs'), ['Outputs'])];
  return (
    unknownName(all, resources, parameters) ??
    unknownCondition(resources, conditions) ??
    circle('resources', edgesOf(resources), ['Resources']) ??
    circle(
      'conditions',
      Object.entries(conditions).map(([name, tree]) => [name, conditionsIn(tree)]),
      ['Conditions'],
    )
  );
}

function mapIn(root: TreeMap, name: string): TreeMap {
  const tree = member(root, name);
  return isTreeMap(tree) ? tree : {};
}

function unknownName(all: readonly Reference[], resources: TreeMap, parameters: TreeMap): TemplateProblem | undefined {
  // What a macro writes may be what is asked for.
  if (Object.keys(resources).some((key) => key.startsWith('Fn::'))) return undefined;
  const known = (name: string): boolean => member(resources, name) !== undefined;
  const stranger = all.find(
    ({ name, isAttribute }) => !name.startsWith('AWS::') && !known(name) && (isAttribute || member(parameters, name) === undefined),
  );
  if (!stranger) return undefined;
  const names = [...Object.keys(resources), ...(stranger.isAttribute ? [] : Object.keys(parameters))];
  const what = stranger.isAttribute ? 'resource' : 'parameter or resource';
  return {
    reason: `${jsonPath(stranger.path)}: the template has no ${what} ${quoted(stranger.name)}${didYouMean(stranger.name, names)}`,
    path: stranger.path,
  };
}

function unknownCondition(resources: TreeMap, conditions: TreeMap): TemplateProblem | undefined {
  for (const [id, resource] of Object.entries(resources)) {
    const name = isTreeMap(resource) ? member(resource, 'Condition') : undefined;
    if (typeof name === 'string' && member(conditions, name) === undefined) {
      const path = ['Resources', id, 'Condition'];
      return {
        reason: `${jsonPath(path)}: the template has no condition ${quoted(name)}${didYouMean(name, Object.keys(conditions))}`,
        path,
      };
    }
  }
  return undefined;
}

type Edges = readonly (readonly [string, readonly string[]])[];

function edgesOf(resources: TreeMap): Edges {
  return Object.entries(resources).map(([id, resource]) => {
    const waits = [isTreeMap(resource) ? (member(resource, 'DependsOn') ?? []) : []].flat();
    const named = waits.filter((each) => typeof each === 'string');
    const properties = isTreeMap(resource) ? (member(resource, 'Properties') ?? null) : null;
    return [id, [...named, ...referencesIn(properties, []).map(({ name }) => name)]];
  });
}

/** The first circle; without recursion, so that a long chain hurts nobody. */
function circle(what: string, edges: Edges, path: readonly PathPart[]): TemplateProblem | undefined {
  const targets = new Map(edges);
  const done = new Set<string>();
  for (const [start] of edges) {
    const open: string[] = [];
    const stack: { readonly name: string; readonly leave: boolean }[] = [{ name: start, leave: false }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { name, leave } = next;
      if (leave) {
        open.pop();
        done.add(name);
        continue;
      }
      if (open.includes(name)) {
        const round = [...open.slice(open.indexOf(name)), name].map(quoted).join(' -> ');
        return { reason: `a circle of ${what}: ${round}: AWS would refuse the template`, path: [...path, name] };
      }
      if (done.has(name) || !targets.has(name)) continue;
      open.push(name);
      stack.push({ name, leave: true }, ...(targets.get(name) ?? []).map((each) => ({ name: each, leave: false })));
    }
  }
  return undefined;
}

function conditionsIn(tree: Tree): readonly string[] {
  if (Array.isArray(tree)) return tree.flatMap((each: Tree) => conditionsIn(each));
  if (!isTreeMap(tree)) return [];
  return Object.entries(tree).flatMap(([key, each]) => (key === 'Condition' && typeof each === 'string' ? [each] : conditionsIn(each)));
}

function referencesIn(tree: Tree, path: readonly PathPart[]): readonly Reference[] {
  if (Array.isArray(tree)) return tree.flatMap((each: Tree, at) => referencesIn(each, [...path, at]));
  if (!isTreeMap(tree)) return [];
  const call = callIn(tree);
  const inside = (): readonly Reference[] => Object.entries(tree).flatMap(([key, each]) => referencesIn(each, [...path, key]));
  if (!call) return inside();
  const { name, argument } = call;
  if (name === 'Ref') return typeof argument === 'string' ? [{ name: argument, path, isAttribute: false }] : [];
  if (name === 'Fn::GetAtt') {
    const [id] = typeof argument === 'string' ? argument.split('.') : [argument].flat();
    return [...(typeof id === 'string' ? [{ name: id, path, isAttribute: true }] : []), ...(Array.isArray(argument) ? inside() : [])];
  }
  return name === 'Fn::Sub' ? [...substitutions(argument, path), ...inside()] : inside();
}

function substitutions(argument: Tree, path: readonly PathPart[]): readonly Reference[] {
  const [template, own] = Array.isArray(argument) ? argument : [argument, undefined];
  if (typeof template !== 'string') return [];
  const given = isTreeMap(own) ? own : {};
  return [...template.matchAll(SUBSTITUTION)].flatMap(([, inside = '']) => {
    const name = inside.trim();
    if (name.startsWith('!') || member(given, name) !== undefined) return [];
    const dot = name.indexOf('.');
    return [{ name: dot < 0 ? name : name.slice(0, dot), path, isAttribute: dot >= 0 }];
  });
}
