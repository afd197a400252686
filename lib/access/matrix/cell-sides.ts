// The two sides of a cell, statement by statement: found anew only where a statement bears otherwise on the repository or on the caller.
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { LOGIN } from '../../ecr/capabilities.ts';
import type { Layer } from '../../model/policy.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { PolicySet, PrincipalLayers } from '../../policy/layers.ts';
import { FALSE, type Formula, TRUE } from '../../policy/logic/formula.ts';
import { hasBit } from '../../policy/logic/mask.ts';
import type { Context } from '../../policy/match/context.ts';
import { hasBoundary, isSubjectTo } from '../../policy/order.ts';
import type { PrincipalMatch } from '../../policy/principal-match.ts';
import { statementsAbout } from '../../policy/statement-index.ts';
import { type Account, ownLayers, resourceLayers } from '../account/account.ts';
import { isCallerKey, isRepositoryKey, isTaggingKey, requestContext } from '../account/request-context.ts';
import type { Subject } from '../account/subjects.ts';
import { EVERY_BIT } from '../cell/action-formulas.ts';
import { type BearingSide, type BearingSideOf, bearingSides, type CellContexts, type PlacedStatement } from './bearing-sides.ts';

export interface CellSides {
  readonly own: BearingSide;
  readonly others: BearingSide;
}

/**
 * The sides of a cell of one of the account's users or roles. Undefined where they cannot be told from what is certain: where something was
 * not read, or where it is open which statement is about the repository or the caller.
 */
export type CellSidesAt = (subject: Subject, repository: Repository) => CellSides | undefined;

/** The sides of the cells of an account; those of one repository are kept until another one is asked about. */
export function cellSides(account: Account): CellSidesAt {
  const sideOf = bearingSides();
  const asking = memoize((subject: Subject) => askingCaller(account, subject, sideOf));
  let last: { readonly repository: Repository; readonly othersOf: SideAt<AskingCaller> } | undefined;
  return (subject, repository) => {
    if (!subject.local) return undefined;
    const caller = asking(subject);
    const own = caller.sideAt(repository);
    if (!own) return undefined;
    if (last?.repository !== repository) last = { repository, othersOf: otherSides(account, repository, sideOf) };
    const others = last.othersOf(caller);
    return others && { own, others };
  };
}

/** One of the account's users and roles, with what is the same of it at all repositories. */
interface AskingCaller {
  readonly subject: Subject;
  readonly bounded: Formula;
  readonly isUnderRcps: boolean;
  readonly sideAt: SideAt<Repository>;
}

function askingCaller(account: Account, subject: Subject, sideOf: BearingSideOf): AskingCaller {
  const layers = ownLayers(account, subject);
  const bounded = hasBoundary(layers);
  const isUnderRcps = isSubjectTo(subject.caller, 'rcp');
  return { subject, bounded, isUnderRcps, sideAt: ownSides(account, { subject, layers, bounded, isUnderRcps }, sideOf) };
}

type SideAt<T> = (at: T) => BearingSide | undefined;

interface PlacedSet {
  readonly layer: Layer;
  readonly level: number;
  readonly set: PolicySet;
}

/** What a caller's own policies say, by repository. */
function ownSides(
  account: Account,
  { subject, layers, bounded, isUnderRcps }: Omit<AskingCaller, 'sideAt'> & { readonly layers: PrincipalLayers },
  sideOf: BearingSideOf,
): SideAt<Repository> {
  const { identity, boundary, session, scp } = layers;
  if (identity === 'delegated') return nothing;
  const sets: readonly PlacedSet[] = [
    { layer: 'identity', level: 0, set: identity },
    ...(boundary ? [{ layer: 'boundary' as const, level: 0, set: boundary }] : []),
    ...(session ? [{ layer: 'session' as const, level: 0, set: session }] : []),
    ...scp.map((set, level) => ({ layer: 'scp' as const, level, set })),
  ];
  if (!sets.every(({ set }) => isCertain(set))) return nothing;
  const { caller } = subject;
  const placed = sets.flatMap(({ layer, level, set }) =>
    isSubjectTo(caller, layer)
      ? set.policies.flatMap(({ ref, compiled }) =>
          compiled.statements.map((statement): PlacedStatement => {
            return { layer, level, policy: ref, statement, match: statement.principal.match(caller, bounded) };
          }),
        )
      : [],
  );
  const about = `${caller.kind} ${isUnderRcps} ${boundary !== undefined} ${session !== undefined} ${scp.length}`;
  const telling = placed.filter(({ statement }) => isAboutRepository(statement));
  // A Resource is about the repository, whatever its variables ask for.
  const isTagged = ({ statement }: PlacedStatement): boolean =>
    tellsByTags(statement, isRepositoryKey) || statement.resource.templates.some(({ keys }) => keys.some(isTaggingKey));
  if (telling.some(isTagged)) return nothing;
  const known = new Map<string, BearingSide>();
  return (repository) => {
    const before = telling.length === 0 ? known.get(repository.region) : undefined;
    if (before) return before;
    const contexts = contextsOf(account, subject, repository);
    let key = repository.region;
    for (const { statement } of telling) {
      const bears = bearsOn(statement, contexts);
      if (bears === undefined) return undefined;
      key += bears ? '1' : '0';
    }
    return getOrCreate(known, key, () => sideOf(placed, contexts, about));
  };
}

/** What a repository's policies say, by caller. */
function otherSides(account: Account, repository: Repository, sideOf: BearingSideOf): SideAt<AskingCaller> {
  const { resource, rcp } = resourceLayers(account, repository.region, repository);
  if (!isCertain(resource) || !isCertain(rcp)) return nothing;
  const sets: readonly PlacedSet[] = [
    { layer: 'resource', level: 0, set: resource },
    { layer: 'rcp', level: 0, set: rcp },
  ];
  const isBlind = memoize(meansAllAlike);
  const statements = sets.flatMap(({ set }) => set.policies.flatMap(({ compiled }) => compiled.statements));
  const places = new Map(statements.map((statement, place) => [statement, place]));
  const known = new Map<string, BearingSide>();
  const blind = statements.every(isBlind);
  return ({ subject, bounded, isUnderRcps }) => {
    const before = blind ? known.get(String(isUnderRcps)) : undefined;
    if (before) return before;
    const { caller } = subject;
    const contexts = contextsOf(account, subject, repository);
    const placed: PlacedStatement[] = [];
    let key = String(isUnderRcps);
    for (const { layer, level, set } of sets) {
      if (layer === 'rcp' && !isUnderRcps) continue;
      for (const { ref, compiled } of set.policies) {
        for (const statement of statementsAbout(compiled, caller, EVERY_BIT)) {
          const match = statement.principal.match(caller, bounded);
          if (match.some === FALSE) continue;
          if (!isBlind(statement)) {
            const told = isSettled(match) ? toldBy(statement, contexts) : undefined;
            if (told === undefined) return undefined;
            key += ` ${places.get(statement)}:${match.direct.kind},${match.role.kind},${told}`;
          }
          placed.push({ layer, level, policy: ref, statement, match });
        }
      }
    }
    return getOrCreate(known, key, () => sideOf(placed, contexts, String(isUnderRcps)));
  };
}

function nothing(): undefined {
  return undefined;
}

function isCertain({ policies, gaps }: PolicySet): boolean {
  return gaps.length === 0 && policies.every(({ inForce }) => inForce === undefined || inForce === TRUE);
}

function isSettled({ direct, role, some }: PrincipalMatch): boolean {
  return [direct, role, some].every((each) => each === TRUE || each === FALSE);
}

/** Whether a statement of a repository's policies says the same to all users and roles of the account. */
export function meansAllAlike({ principal: { written }, conditions, resource }: CompiledStatement): boolean {
  const isEverybody = written.kind === 'every' || (written.kind === 'only' && written.of.some(({ kind }) => kind === 'everyone'));
  return isEverybody && ![...conditions, ...resource.templates].some(({ keys }) => keys.some(isCallerKey));
}

/** What the conditions about the caller and the Resource come to, each in its place; undefined where one is open. */
function toldBy(statement: CompiledStatement, { arn, plain, onRegistry }: CellContexts): string | undefined {
  if (tellsByTags(statement, isCallerKey)) return undefined;
  const { actions, conditions, resource } = statement;
  const contexts = hasBit(actions, LOGIN) ? [plain, onRegistry] : [plain];
  const telling = conditions.filter(({ keys }) => keys.some(isCallerKey));
  const told = contexts.flatMap((context) => telling.map(({ holds }) => holds(context)));
  if (resource.templates.some(({ keys }) => keys.some(isCallerKey))) told.push(resource.covers(arn, plain));
  return told.every(isConstant) ? told.map(({ kind }) => kind).join() : undefined;
}

function isConstant(formula: Formula): boolean {
  return formula === TRUE || formula === FALSE;
}

/** Whether a condition or a Resource puts tags of the request beside what such a key tells: it may hold of actions that carry tags, and of no others. */
function tellsByTags({ conditions, resource }: CompiledStatement, isSuch: (key: string) => boolean): boolean {
  return [...conditions, ...resource.templates].some(({ keys }) => keys.some(isSuch) && keys.some(isTaggingKey));
}

/** Whether it can hold on one repository and not on another one of its region. */
function isAboutRepository({ resource, conditions }: CompiledStatement): boolean {
  const isOfEverything =
    resource.scope === 'every' || (resource.scope === 'only' && resource.fixed.some(({ pattern }) => pattern.everything));
  return !isOfEverything || conditions.some(({ keys }) => keys.some(isRepositoryKey));
}

/** Whether a statement is about a repository, its other conditions aside; undefined where that is open. */
function bearsOn({ resource, conditions }: CompiledStatement, { arn, plain }: CellContexts): boolean | undefined {
  let certain = true;
  const covered = resource.covers(arn, plain);
  if (covered === FALSE) return false;
  if (covered !== TRUE) certain = false;
  for (const { keys, holds } of conditions) {
    if (!keys.some(isRepositoryKey)) continue;
    const outcome = holds(plain);
    if (outcome === FALSE) return false;
    if (outcome !== TRUE) certain = false;
  }
  return certain ? true : undefined;
}

function contextsOf({ ground }: Account, { keys }: Subject, repository: Repository): CellContexts {
  const { region, arn } = repository;
  const contextAt = (at: Repository | undefined, tagging: boolean): Context =>
    requestContext(ground, keys, { region, repository: at, tagging });
  return { arn, plain: contextAt(repository, false), tagging: contextAt(repository, true), onRegistry: contextAt(undefined, false) };
}
