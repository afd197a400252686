// A formula as a diagram over the questions that it leaves open.
import type { Atom, Formula } from '../logic/formula.ts';
import { type Diagram, emptyDiagram, NO, type Node, UNKNOWN, YES } from './diagram.ts';
import { type OpenQuestion, questionsOf } from './questions.ts';
import type { KeyValues } from './worlds.ts';

/** A formula as a diagram of its questions; `root` is where it begins. */
export interface Examined {
  readonly questions: readonly OpenQuestion[];
  readonly diagram: Diagram;
  readonly root: Node;
}

/** More questions than these are not asked. */
const MOST_QUESTIONS = 1_000;

/** Every part of a formula as a node, up to the whole; `UNKNOWN` where too much would have to be asked. */
export function examine(formula: Formula, values: KeyValues): Examined {
  const diagram = emptyDiagram();
  const questions = questionsOf(formula, values);
  if (questions.length > MOST_QUESTIONS) return { questions, diagram, root: UNKNOWN };
  const nodes = new Map<Formula, Node>();
  for (const [number, { answers }] of questions.entries()) {
    for (const [atom, asked] of atomNodes(diagram, number, answers)) nodes.set(atom, diagram.either(nodes.get(atom) ?? NO, asked));
  }
  const nodeOf = (part: Formula): Node => {
    const found = nodes.get(part);
    if (found !== undefined) return found;
    const node = joinedNode(part);
    nodes.set(part, node);
    return node;
  };
  const joinedNode = (part: Formula): Node => {
    switch (part.kind) {
      case 'true':
        return YES;
      // An atom that no answer makes true.
      case 'false':
      case 'atom':
        return NO;
      case 'not':
        return diagram.not(nodeOf(part.of));
      // The last part first: what is asked later lies below what is asked earlier.
      case 'all':
        return part.of.reduceRight((node: Node, each) => (node === NO ? NO : diagram.both(nodeOf(each), node)), YES);
      case 'any':
        return part.of.reduceRight((node: Node, each) => (node === YES ? YES : diagram.either(nodeOf(each), node)), NO);
    }
  };
  return { questions, diagram, root: nodeOf(formula) };
}

const NO_OR_YES: readonly Node[] = [NO, YES];

/** Where one question makes its atoms true. */
function atomNodes(diagram: Diagram, number: number, answers: OpenQuestion['answers']): readonly (readonly [Atom, Node])[] {
  const [first, second] = answers;
  if (answers.length === 2 && first?.length === 0 && second) {
    const asked = diagram.ask(number, NO_OR_YES);
    return second.map((atom) => [atom, asked]);
  }
  return [...new Set(answers.flat())].map((atom) => [
    atom,
    diagram.ask(
      number,
      answers.map((atoms) => (atoms.includes(atom) ? YES : NO)),
    ),
  ]);
}
