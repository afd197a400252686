// What some edits do to access: the grants that go, come and change, in every cell that they can reach.
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Repository } from '../../model/snapshot.ts';
import { accountAfter, type Edit } from '../policy/edit.ts';
import { type CellChange, type CellGrant, cellChanges } from './cell-change.ts';
import { type AccessAt, type Cells, cellsAfter } from './cells.ts';
import { type KeptByEdits, keptByEdits } from './kept.ts';
import { reachedIn, reachOf } from './reach.ts';
import type { WorkMeter } from './work.ts';

/** One grant by its place. */
export interface NamedGrant {
  readonly subject: Subject;
  readonly repository: Repository;
  /** A capability, or a raw action. */
  readonly capability: string;
}

/** A capability, with the actions that make it up. */
export interface PlacedGrant extends NamedGrant, CellGrant {
  readonly capability: CellGrant['capability'];
}

type Placed<T> = T extends CellGrant ? PlacedGrant : NamedGrant;

/** What becomes of all cells, each part with the grants in their places. */
export type CellEffect = { readonly [K in keyof CellChange]: readonly Placed<CellChange[K][number]>[] };

/** What effects are compared with. */
export interface EffectInput {
  readonly account: Account;
  readonly cells: Cells;
  readonly work: WorkMeter;
}

export interface AccessEffect extends CellEffect {
  readonly after: Account;
  /** The access that is left. */
  readonly at: AccessAt;
  readonly cells: Cells;
  /** Names of the principals whose own policies change. */
  readonly owners: ReadonlySet<string>;
}

/** So many principals, or cells of sides that are known, are passed by in the time that one side takes. */
const LOOKS = 10;

/** Effects on so many cells are kept for whoever asks again. */
const MOST_KEPT = 100_000;

const KEPT = new WeakMap<Cells, KeptByEdits<AccessEffect>>();

/** What the edits do to the account, cell by cell. To ask once more costs nothing. */
export function effectOf({ account, cells, work }: EffectInput, edits: readonly Edit[]): AccessEffect {
  const kept = getOrCreate(KEPT, cells, () => keptByEdits<AccessEffect>(MOST_KEPT));
  const before = kept.of(edits);
  if (before) return before;
  const { effect, reached } = workedOut(account, cells, edits);
  work.spend(Math.ceil(reached / LOOKS));
  kept.keep(edits, effect, reached);
  return effect;
}

function workedOut(account: Account, cells: Cells, edits: readonly Edit[]): { readonly effect: AccessEffect; readonly reached: number } {
  const after = accountAfter(account, edits);
  const left = cellsAfter(cells, after, edits);
  const { at } = left;
  const changeOf = cellChanges();
  const sum = noEffect();
  let reached = (1 + edits.length) * account.locals.length;
  for (const pair of reachOf(account, after, edits)) {
    reached += 1;
    const change = changeOf(pair, cells.at(pair.before.subject, pair.before.repository), at(pair.after.subject, pair.after.repository));
    if (change === 'none') continue;
    const { subject, repository } = pair.before;
    for (const part of GRANTS)
      for (const { capability, actions } of change[part]) sum[part].push({ subject, repository, capability, actions });
    for (const part of NAMES) for (const capability of change[part]) sum[part].push({ subject, repository, capability });
  }
  const owners = new Set(reachedIn(account.locals, edits).flatMap((number) => account.locals[number]?.principal.name ?? []));
  return { effect: { after, at, cells: left, owners, ...sum }, reached };
}

const GRANTS = ['lost', 'gained', 'altered'] as const satisfies readonly (keyof CellChange)[];
const NAMES = ['lostActions', 'alteredActions', 'unreported', 'lockedOut', 'halved'] as const satisfies readonly (keyof CellChange)[];

type Sum = Record<(typeof GRANTS)[number], PlacedGrant[]> & Record<(typeof NAMES)[number], NamedGrant[]>;

function noEffect(): Sum {
  return { lost: [], gained: [], altered: [], lostActions: [], alteredActions: [], unreported: [], lockedOut: [], halved: [] };
}
