// Proofs for whoever wants all of an account: one pair of sides is proved, and every pair of the same shapes is told by its own statements.
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Reason, Residual } from '../../model/decision.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { ActionMask } from '../../policy/logic/mask.ts';
import type { Account } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import type { BearingSide, PlacedStatement } from './bearing-sides.ts';
import { type CellSides, cellSides } from './cell-sides.ts';
import { proofsFor } from './grant-of.ts';
import type { CellProofs, Proof } from './proofs.ts';

/** A proof in parts: equal parts of many proofs are one object. */
export interface ProofParts {
  readonly via: readonly (readonly Reason[])[];
  readonly conditions: readonly (readonly Residual[])[];
}

/** A proof as one of parts. */
export function partsOf({ via, conditions }: Proof): ProofParts {
  return { via: [via], conditions: [conditions] };
}

/** The proof that parts come to. */
export function joinedParts({ via, conditions }: ProofParts): Proof {
  return { via: via.flat(), conditions: conditions.flat() };
}

/** The proofs of one cell, as parts. */
export type CellProofParts = (actions: ActionMask, login: boolean) => ProofParts;

/** The proofs of a cell; undefined where a cell has to be proved by itself. */
export type OutlinedProofs = (subject: Subject, repository: Repository) => CellProofParts | undefined;

/** Where a statement, or one of its conditions, stands in a cell. */
interface Place {
  readonly side: keyof CellSides;
  readonly statement: number;
}

interface ConditionPlace extends Place {
  readonly condition: number;
}

/** What comes one after the other from one side. */
interface Section<P> {
  readonly side: keyof CellSides;
  readonly places: readonly P[];
}

/** A proof by the places of its statements. */
interface Outline {
  readonly via: readonly Section<Place>[];
  readonly conditions: readonly Section<ConditionPlace>[];
}

/** The outlines of a pair of shapes by what was asked; null where the first pair could not be told by places. */
type Outlines = Map<string, Outline | null>;

/** Pairs of sides that ask about the same and are kept. */
const MOST_KEPT = 100_000;

/** The proofs of an account's users and roles, each outline found once. */
export function outlinedProofsIn(account: Account): OutlinedProofs {
  const sidesAt = cellSides(account);
  const proofsAt = proofsFor(account);
  const apart = new Map<number, Map<number, Outlines | 'meeting'>>();
  const meeting = new Map<string, Outlines>();
  /** Of pairs that ask about the same the values count as well. */
  const outlinesOf = ({ own, others }: CellSides): Outlines => {
    const ofOwn = getOrCreate(apart, own.shape, () => new Map<number, Outlines | 'meeting'>());
    const found = getOrCreate(ofOwn, others.shape, () => (haveCommon(own, others) ? 'meeting' : new Map()));
    if (found !== 'meeting') return found;
    if (meeting.size >= MOST_KEPT) meeting.clear();
    return getOrCreate(meeting, `${own.exact()} ${others.exact()}`, () => new Map());
  };
  let last: { readonly own: number; readonly others: number; readonly outlines: Outlines } | undefined;
  return (subject, repository) => {
    const sides = sidesAt(subject, repository);
    if (!sides) return undefined;
    const { own, others } = sides;
    // Most callers have the shape of the one before.
    const isLast = last?.own === own.shape && last.others === others.shape;
    const outlines = last && isLast ? last.outlines : outlinesOf(sides);
    if (!isLast && apart.get(own.shape)?.get(others.shape) === outlines) last = { own: own.shape, others: others.shape, outlines };
    let proofs: CellProofs | undefined;
    return (actions, login) => {
      const key = `${actions.lo} ${actions.hi} ${login}`;
      const known = outlines.get(key);
      if (known) return toldIn(known, sides);
      proofs ??= proofsAt(subject, repository);
      const proof = proofs(actions, login);
      if (known === undefined) outlines.set(key, outlineOf(proof, sides));
      return partsOf(proof);
    };
  };
}

/** Tests on what both sides ask about may exclude or imply each other. */
function haveCommon(own: BearingSide, others: BearingSide): boolean {
  return [...own.topics].some((topic) => others.topics.has(topic));
}

function outlineOf({ via, conditions }: Proof, sides: CellSides): Outline | null {
  const statements = via.map((reason) => placeIn(sides, (each) => isOf(each, reason)));
  const open = conditions.map((residual) => conditionPlace(sides, residual));
  if (!isComplete(statements) || !isComplete(open)) return null;
  return { via: sectionsOf(statements), conditions: sectionsOf(open) };
}

function isComplete<T>(items: readonly (T | undefined)[]): items is readonly T[] {
  return !items.includes(undefined);
}

function isOf({ layer, policy, statement }: PlacedStatement, reason: Reason): boolean {
  return statement.source === reason.source && policy === reason.policy && layer === reason.layer;
}

function placeIn(sides: CellSides, isIt: (each: PlacedStatement) => boolean): Place | undefined {
  for (const side of ['own', 'others'] as const) {
    const statement = sides[side].statements.findIndex(isIt);
    if (statement >= 0) return { side, statement };
  }
  return undefined;
}

/** Undefined for what no written condition of a statement says: another account's policies, a session, a variable of a Resource. */
function conditionPlace(sides: CellSides, residual: Residual): ConditionPlace | undefined {
  if ('account' in residual) return undefined;
  const conditionIn = ({ policy, statement: { source } }: PlacedStatement): number =>
    policy === residual.policy && source.index === residual.index
      ? source.conditions.findIndex(
          ({ operator, key, values }) => values === residual.values && operator === residual.operator && key === residual.key,
        )
      : -1;
  const place = placeIn(sides, (each) => conditionIn(each) >= 0);
  const placed = place && sides[place.side].statements[place.statement];
  return place && placed && { ...place, condition: conditionIn(placed) };
}

function sectionsOf<P extends Place>(places: readonly P[]): readonly Section<P>[] {
  const sections: { readonly side: keyof CellSides; readonly places: P[] }[] = [];
  for (const place of places) {
    const last = sections.at(-1);
    if (last?.side === place.side) last.places.push(place);
    else sections.push({ side: place.side, places: [place] });
  }
  return sections;
}

function toldIn({ via, conditions }: Outline, sides: CellSides): ProofParts {
  return { via: via.map((section) => reasonsIn(section, sides)), conditions: conditions.map((section) => residualsIn(section, sides)) };
}

function reasonsIn(section: Section<Place>, sides: CellSides): readonly Reason[] {
  const { statements, reasons } = sides[section.side];
  const before = reasons.get(section);
  return before ?? getOrCreate(reasons, section, () => section.places.flatMap(({ statement }) => reasonOf(statements[statement])));
}

function residualsIn(section: Section<ConditionPlace>, sides: CellSides): readonly Residual[] {
  const { statements, residuals } = sides[section.side];
  const before = residuals.get(section);
  return before ?? getOrCreate(residuals, section, () => section.places.flatMap((place) => residualOf(statements[place.statement], place)));
}

function reasonOf(placed: PlacedStatement | undefined): readonly Reason[] {
  return placed ? [{ layer: placed.layer, policy: placed.policy, source: placed.statement.source }] : [];
}

function residualOf(placed: PlacedStatement | undefined, { condition }: ConditionPlace): readonly Residual[] {
  const written = placed?.statement.source.conditions[condition];
  if (!placed || !written) return [];
  const { effect, index } = placed.statement.source;
  const { operator, key, values } = written;
  return [{ effect, operator, key, values, policy: placed.policy, index }];
}
