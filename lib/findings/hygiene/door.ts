// The Denies of a repository policy that shut out everybody who would have a right without them.
import { type Account, ownLayers } from '../../access/account.ts';
import { scanContext } from '../../access/scan-context.ts';
import type { Subject } from '../../access/subjects.ts';
import type { Repository } from '../../model/snapshot.ts';
import { type CompiledStatement, conditionsHold } from '../../policy/compile.ts';
import { ANYTHING, type Context } from '../../policy/context.ts';
import { boundedness } from '../../policy/evaluate.ts';
import { all, any, FALSE, type Formula, formulaKey, not } from '../../policy/formula.ts';
import { hasBit } from '../../policy/mask.ts';
import { isNever } from '../../policy/solve.ts';

/** Somebody who would have the right, and on what that depends. */
export interface Holder {
  readonly subject: Subject;
  readonly when: Formula;
}

export interface Door {
  /** The action, as a bit of the catalogue. */
  readonly bit: number;
  readonly holders: readonly Holder[];
  readonly denials: readonly CompiledStatement[];
  /** Whether and when a Deny applies to somebody. */
  readonly applies: (denial: CompiledStatement, subject: Subject) => Formula;
}

/** F7: each set of Denies that leaves none of the holders the action: every one that does so alone, else one that none can be taken from. */
export function closingSets(door: Door): readonly (readonly CompiledStatement[])[] {
  const denials = door.denials.filter(({ actions }) => hasBit(actions, door.bit));
  const rows = rowsOf(door, denials);
  const closes = (kept: readonly number[]): boolean => {
    return rows.every(({ when, denied }) => isNever(all(when, not(any(...kept.map((index) => denied[index] ?? FALSE))))));
  };
  const every = [...denials.keys()];
  if (door.holders.length === 0 || !closes(every)) return [];
  const alone = every.filter((index) => closes([index]));
  const sets = alone.length > 0 ? alone.map((index) => [index]) : [withoutIdle(every, closes)];
  return sets.map((set) => set.flatMap((index) => denials[index] ?? []));
}

/** Those that are needed, taking one after the other away. */
function withoutIdle(every: readonly number[], closes: (kept: readonly number[]) => boolean): readonly number[] {
  return every.reduce<readonly number[]>((kept, index) => {
    const rest = kept.filter((each) => each !== index);
    return closes(rest) ? rest : kept;
  }, every);
}

interface Row {
  readonly when: Formula;
  /** By position of the Deny. */
  readonly denied: readonly Formula[];
}

/** Holders to whom everything applies alike are one row. */
function rowsOf({ holders, applies }: Door, denials: readonly CompiledStatement[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const { subject, when } of holders) {
    const denied = denials.map((denial) => applies(denial, subject));
    rows.set([when, ...denied].map(formulaKey).join('\n'), { when, denied });
  }
  return [...rows.values()];
}

/** What a scan takes for granted of a request, and a request can be without: whoever asks in another way is not shut out. */
const ASSUMED: ReadonlySet<string> = new Set(['aws:viaawsservice', 'aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast']);

/** When the Denies of the repository's policy apply to users and roles that were read. */
export function denialsTo(account: Account, repository: Repository): Door['applies'] {
  return (denial, subject) => {
    const { some } = denial.principal.naming(subject.caller, boundedness(ownLayers(account, subject)));
    return some === FALSE ? FALSE : all(some, conditionsHold(denial, repository.arn, requestOf(account, repository, subject)));
  };
}

/** A request to change the repository's policy, whatever else it brings along. */
export function requestOf({ ground }: Account, repository: Repository, { keys }: Pick<Subject, 'keys'>): Context {
  const scanned = scanContext(ground, keys, { region: repository.region, repository, tagging: false });
  return (key) => (ASSUMED.has(key) ? ANYTHING : scanned(key));
}
