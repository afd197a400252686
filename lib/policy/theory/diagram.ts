// A formula as a diagram of decisions: question after question, each with several answers, and the same diagram wherever the same is left to ask.
// What comes to the same is one node, so that a formula holds always or never exactly where its diagram is that one node.

/** A node: `NO`, `YES`, or a question. */
export type Node = number;

export const NO: Node = 0;
export const YES: Node = 1;
/** Where too much was asked. */
export const UNKNOWN: Node = -1;

interface Asked {
  readonly question: number;
  /** What is left for each answer. */
  readonly answers: readonly Node[];
}

export interface Diagram {
  readonly at: (node: Node) => Asked | undefined;
  /** A question by itself. */
  readonly ask: (question: number, answers: readonly Node[]) => Node;
  readonly not: (node: Node) => Node;
  readonly both: (a: Node, b: Node) => Node;
  readonly either: (a: Node, b: Node) => Node;
}

/** So many answers are followed before giving up: the same on every machine. */
const MOST_STEPS = 500_000;

/** An empty diagram; questions are asked in the order of their numbers. */
export function emptyDiagram(): Diagram {
  const nodes: Asked[] = [];
  const byContent = new Map<string | number, Node>();
  const joined = [new Map<number, Node>(), new Map<number, Node>()];
  const negated = new Map<Node, Node>();
  let left = MOST_STEPS;
  const at = (node: Node): Asked | undefined => nodes[node - 2];
  const ask: Diagram['ask'] = (question, answers) => {
    const [first = NO] = answers;
    left -= answers.length;
    if (left < 0 || answers.includes(UNKNOWN)) return UNKNOWN;
    if (answers.every((each) => each === first)) return first;
    const [, second = NO] = answers;
    const content = answers.length === 2 ? (question * MOST_STEPS + first) * MOST_STEPS + second : `${question}:${answers.join()}`;
    const found = byContent.get(content);
    if (found !== undefined) return found;
    nodes.push({ question, answers });
    byContent.set(content, nodes.length + 1);
    return nodes.length + 1;
  };
  const not = (node: Node): Node => {
    const asked = at(node);
    if (!asked) return node === UNKNOWN ? node : 1 - node;
    const found = negated.get(node) ?? ask(asked.question, asked.answers.map(not));
    negated.set(node, found);
    return found;
  };
  /** `absorbing`: what one side makes of both, whatever the other. */
  const join = (a: Node, b: Node, absorbing: Node): Node => {
    if (a === b || b === 1 - absorbing || a === absorbing) return a;
    if (b === absorbing || a === 1 - absorbing) return b;
    if (a > b) return join(b, a, absorbing);
    const [one, other] = [at(a), at(b)];
    if (!one || !other || left < 0) return UNKNOWN;
    const known = joined[absorbing];
    const key = a * MOST_STEPS + b;
    const before = known?.get(key);
    if (before !== undefined) return before;
    const question = Math.min(one.question, other.question);
    const { answers } = one.question === question ? one : other;
    const pick = ({ question: own, answers: all }: Asked, node: Node, answer: number): Node =>
      own === question ? (all[answer] ?? NO) : node;
    const found = ask(
      question,
      answers.map((_, answer) => join(pick(one, a, answer), pick(other, b, answer), absorbing)),
    );
    known?.set(key, found);
    return found;
  };
  return { at, ask, not, both: (a, b) => join(a, b, NO), either: (a, b) => join(a, b, YES) };
}
