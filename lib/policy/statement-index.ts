// The statements of a policy that can be about a caller and some actions, found by their names instead of one by one.
import { getOrCreate } from '../collections/get-or-create.ts';
import type { Caller } from '../model/principal.ts';
import type { CompiledPolicy, CompiledStatement } from './compile.ts';
import { type ActionMask, hasBit } from './logic/mask.ts';
import { namesOf, writtenNames } from './principal-match.ts';

/** Up to here, asking each statement takes less than looking them up. */
const FEW = 8;

type Statements = readonly CompiledStatement[];

interface StatementIndex {
  /** By the position of an action; made for those that are asked for. */
  readonly ofAction: Map<number, NamedStatements>;
  readonly ofAll: NamedStatements;
}

/** Places in `statements`, ascending. */
interface NamedStatements {
  readonly statements: Statements;
  /** Of statements about callers whom they do not name. */
  readonly unnamed: readonly number[];
  readonly named: ReadonlyMap<string, readonly number[]>;
}

const INDEXES = new WeakMap<Statements, StatementIndex>();

/** In the order of the document. All that apply are among them; of the others, none that is about another action alone or about others by name. */
export function statementsAbout({ statements }: CompiledPolicy, caller: Caller, actions: ActionMask): Statements {
  if (statements.length <= FEW) return statements;
  const index = getOrCreate(INDEXES, statements, () => ({ ofAction: new Map(), ofAll: byName(statements) }));
  const bit = singleBit(actions);
  const about =
    bit === undefined
      ? index.ofAll
      : getOrCreate(index.ofAction, bit, () => byName(statements.filter((each) => hasBit(each.actions, bit))));
  return about.statements.length <= FEW || about.unnamed.length === about.statements.length ? about.statements : meaning(about, caller);
}

/** The one action of a mask, where it is one. */
function singleBit({ lo, hi }: ActionMask): number | undefined {
  const isSingle = (lo === 0) !== (hi === 0) && (lo & (lo - 1)) === 0 && (hi & (hi - 1)) === 0;
  return isSingle ? 31 - Math.clz32(lo | hi) + (lo === 0 ? 32 : 0) : undefined;
}

function byName(statements: Statements): NamedStatements {
  const unnamed: number[] = [];
  const named = new Map<string, number[]>();
  statements.forEach(({ principal }, place) => {
    const names = writtenNames(principal.written);
    if (!names) unnamed.push(place);
    else for (const name of new Set(names)) getOrCreate(named, name, () => []).push(place);
  });
  return { statements, unnamed, named };
}

/** Those that name a caller, or callers in general. */
function meaning({ statements, unnamed, named }: NamedStatements, caller: Caller): Statements {
  const places = new Set(unnamed);
  for (const name of namesOf(caller)) for (const place of named.get(name) ?? []) places.add(place);
  return [...places].sort((a, b) => a - b).flatMap((place) => statements[place] ?? []);
}
