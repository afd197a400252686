// Grants one by one, without holding them: what is proved of many is told in parts that they share, and each of them is put together of these.
import { getOrCreate } from '../../collections/get-or-create.ts';
import { membersOf, type Subset } from '../../collections/subset.ts';
import type { Grant } from '../../model/access.ts';
import type { Reason, Residual } from '../../model/decision.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compare } from '../../text/order.ts';
import type { Account } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import type { Outcome } from '../cell/outcome.ts';
import { grantedBy, type ProvingGrounds, provingGrounds } from './alike-grants.ts';
import { needsLogin } from './grant-of.ts';
import { isOfPolicy, under } from './other-policies.ts';
import { joinedParts, type OutlinedProofs, outlinedProofsIn, type ProofParts, partsOf } from './outlined-proofs.ts';

/** Repositories in the order in which their grants are told, and by class what is granted on each of its members alike. */
export interface GrantedPlaces {
  readonly places: readonly PlaceOfClass[];
  readonly cells: ReadonlyMap<number, readonly GrantedTo[]>;
}

/** A repository with its class. */
export interface PlaceOfClass {
  readonly repository: Repository;
  readonly number: number;
}

/** What some principals are granted alike. */
export interface GrantedTo {
  readonly subjects: Subset<Subject>;
  readonly outcome: Pick<Outcome, 'capabilities'>;
}

/** A grant without its place, its proof in parts. */
export interface GrantedParts extends Pick<Grant, 'principal' | 'capability' | 'decision'>, ProofParts {}

/** A grant in its place. */
export function grantOn({ region, name }: Repository, { principal, capability, decision, ...parts }: GrantedParts): Grant {
  return { region, repository: name, principal, capability, decision, ...joinedParts(parts) };
}

/** More of what one class of repositories has alike is worked out again for each of them: it takes time, and no memory. */
const MOST_KEPT = 200_000;

/** The grants of such places, one by one, each with its repository and in some form, which is made once for all repositories of a class. */
export function* grantsAt<T>(
  account: Account,
  { places, cells }: GrantedPlaces,
  form: (granted: GrantedParts) => T,
  outlined: OutlinedProofs = outlinedProofsIn(account),
): Iterable<readonly [Repository, T]> {
  const left = new Map<number, number>();
  for (const { number } of places) left.set(number, (left.get(number) ?? 0) + 1);
  const grounds = { ...provingGrounds(account), outlined };
  const known = new Map<number, FormedAt<T>>();
  let kept = 0;
  for (const { repository, number } of places) {
    const more = (left.get(number) ?? 0) - 1;
    left.set(number, more);
    const before = known.get(number);
    const here = before ?? {
      first: repository,
      granted: grantedAt(grounds, repository, cells.get(number) ?? []).map((by) => ({ by, formed: form(by) })),
    };
    const placed = before ? placing(before.first, repository) : itself;
    for (const { by, formed } of here.granted) {
      const own = placed(by);
      yield [repository, own === by ? formed : form(own)];
    }
    if (before && more === 0) {
      known.delete(number);
      kept -= here.granted.length;
    } else if (!before && more > 0 && kept + here.granted.length <= MOST_KEPT) {
      known.set(number, here);
      kept += here.granted.length;
    }
  }
}

/** What is granted alike on every repository of a class, as it was found on one of them. */
interface FormedAt<T> {
  readonly first: Repository;
  readonly granted: readonly { readonly by: GrantedParts; readonly formed: T }[];
}

interface Grounds extends ProvingGrounds {
  readonly outlined: OutlinedProofs;
}

/** Sorted by principal, then capability. */
function grantedAt(grounds: Grounds, repository: Repository, cells: readonly GrantedTo[]): readonly GrantedParts[] {
  const granted: GrantedParts[] = [];
  for (const { subjects, outcome } of cells) {
    const alone: Subject[] = [];
    for (const subject of membersOf(subjects)) {
      const proofs = grounds.outlined(subject, repository);
      if (!proofs) {
        alone.push(subject);
        continue;
      }
      const { principal } = subject;
      for (const { capability, decision, actions } of outcome.capabilities) {
        const { via, conditions } = proofs(actions, needsLogin(subject, capability));
        granted.push({ principal, capability, decision, via, conditions });
      }
    }
    const proved = grantedBy(grounds, repository, { subjects: alone, granted: outcome.capabilities });
    for (const { subject, of, proof } of proved) {
      granted.push({ principal: subject.principal, capability: of.capability, decision: of.decision, ...partsOf(proof) });
    }
  }
  return granted.sort((a, b) => compare(a.principal.name, b.principal.name) || compare(a.capability, b.capability));
}

function itself<T>(granted: T): T {
  return granted;
}

/** A grant of one repository as that of another with an equal policy: through the other's own. Parts that are placed twice are one object. */
function placing(from: Repository, to: Repository): (granted: GrantedParts) => GrantedParts {
  if (from.policy.kind !== 'present' || to.policy.kind !== 'present') return itself;
  const { ref } = from.policy.value;
  const own = new Map([[ref, to.policy.value.ref]]);
  const reasons = new Map<readonly Reason[], readonly Reason[]>();
  const residuals = new Map<readonly Residual[], readonly Residual[]>();
  const reasonsAt = (part: readonly Reason[]): readonly Reason[] =>
    getOrCreate(reasons, part, () => (part.some((each) => isOfPolicy(each, ref)) ? under({ via: part, conditions: [] }, own).via : part));
  const residualsAt = (part: readonly Residual[]): readonly Residual[] =>
    getOrCreate(residuals, part, () =>
      part.some((each) => isOfPolicy(each, ref)) ? under({ via: [], conditions: part }, own).conditions : part,
    );
  return (granted) => {
    const { via, conditions } = granted;
    if (via.every((part) => reasonsAt(part) === part) && conditions.every((part) => residualsAt(part) === part)) return granted;
    return { ...granted, via: via.map(reasonsAt), conditions: conditions.map(residualsAt) };
  };
}
