// Which Denies of a policy shut everybody out: each that does so alone, or else as few together as do.
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';

/** Denies by the repository whose policy they are in. */
export type ClosingDenials = ReadonlyMap<Repository, readonly CompiledStatement[]>;

/** The repositories that nobody can open where only these of their Denies stand; asked about many at once. */
export type Closed = (kept: ClosingDenials) => ReadonlySet<Repository>;

/** Longer lists are named as a whole: each round of questions costs as much as the first. */
const MOST_TRIED = 10;

/** For each repository that is shut the sets of Denies that shut it: every single one that does, else one from which none can be taken away. */
export function closingSets(denials: ClosingDenials, closed: Closed): ReadonlyMap<Repository, readonly (readonly CompiledStatement[])[]> {
  const shut = only(denials, closed(denials));
  const few = new Map([...shut].filter(([, list]) => list.length <= MOST_TRIED));
  const alone = alonesIn(few, closed);
  const together = withoutIdle(new Map([...few].filter(([repository]) => !alone.has(repository))), closed);
  return new Map([...shut].map(([repository, list]) => [repository, alone.get(repository) ?? [together.get(repository) ?? list]]));
}

function alonesIn(denials: ClosingDenials, closed: Closed): ReadonlyMap<Repository, readonly (readonly CompiledStatement[])[]> {
  const alone = new Map<Repository, (readonly CompiledStatement[])[]>();
  for (const round of roundsOf(denials)) {
    const asked = new Map([...denials].flatMap(([repository, list]) => (list[round] ? [[repository, [list[round]]] as const] : [])));
    for (const [repository, single] of only(asked, closed(asked))) alone.set(repository, [...(alone.get(repository) ?? []), single]);
  }
  return alone;
}

/** Those that are needed, taking one after the other away. */
function withoutIdle(denials: ClosingDenials, closed: Closed): ClosingDenials {
  let kept = denials;
  for (const round of roundsOf(denials)) {
    const asked = new Map(
      [...kept].map(([repository, list]) => [repository, list.filter((each) => each !== denials.get(repository)?.[round])]),
    );
    kept = new Map([...kept, ...only(asked, closed(asked))]);
  }
  return kept;
}

function roundsOf(denials: ClosingDenials): Iterable<number> {
  return Array(Math.max(0, ...[...denials.values()].map(({ length }) => length))).keys();
}

function only(denials: ClosingDenials, repositories: ReadonlySet<Repository>): ClosingDenials {
  return new Map([...denials].filter(([repository]) => repositories.has(repository)));
}
