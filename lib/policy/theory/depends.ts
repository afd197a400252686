// What an open outcome hangs on: the atoms of the smallest changes that turn it.
import type { Atom } from '../logic/formula.ts';
import type { Node } from './diagram.ts';
import type { Examined } from './examine.ts';
import type { OpenQuestion } from './questions.ts';

/** Beyond this many pairs of answers all atoms of a question count. */
const MOST_PAIRS = 250_000;

/** The atoms of the smallest changes of the answer to one question that change the outcome. */
export function dependsOn({ questions, diagram, root }: Examined): ReadonlySet<Atom> {
  const asked = new Map<number, (readonly Node[])[]>();
  const seen = new Set<Node>();
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const found = diagram.at(node);
    if (!found || seen.has(node)) continue;
    seen.add(node);
    const before = asked.get(found.question);
    if (before) before.push(found.answers);
    else asked.set(found.question, [found.answers]);
    open.push(...found.answers);
  }
  const depends = new Set<Atom>();
  for (const [number, nodes] of [...asked].sort(([a], [b]) => a - b)) {
    const answers = questions[number]?.answers ?? [];
    const changes =
      answers.length ** 2 * nodes.length > MOST_PAIRS ? answers.map((atoms) => new Set(atoms)) : smallest(changesOf(answers, nodes));
    for (const change of changes) for (const atom of change) depends.add(atom);
  }
  return depends;
}

/** For each two answers between which the outcome changes somewhere, the atoms that are true of one of them only. */
function changesOf(answers: OpenQuestion['answers'], nodes: readonly (readonly Node[])[]): readonly ReadonlySet<Atom>[] {
  return answers.flatMap((left, a) =>
    answers.slice(a + 1).flatMap((right, offset) => {
      const differs = nodes.some((next) => next[a] !== next[a + 1 + offset]);
      return differs ? [difference(new Set(left), new Set(right))] : [];
    }),
  );
}

function difference(a: ReadonlySet<Atom>, b: ReadonlySet<Atom>): ReadonlySet<Atom> {
  return new Set([...[...a].filter((atom) => !b.has(atom)), ...[...b].filter((atom) => !a.has(atom))]);
}

/** Those of which no other is a part. */
function smallest(changes: readonly ReadonlySet<Atom>[]): readonly ReadonlySet<Atom>[] {
  const sorted = changes.toSorted((a, b) => a.size - b.size);
  const found: ReadonlySet<Atom>[] = [];
  for (const change of sorted) {
    if (!found.some((each) => [...each].every((atom) => change.has(atom)))) found.push(change);
  }
  return found;
}
