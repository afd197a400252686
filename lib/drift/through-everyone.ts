// The account's own principals who have a grant only because everybody has it: told once, by the grant of everybody.
import { type Account, decideCell, resourceLayers } from '../access/account/account.ts';
import { namedPrincipals, namesOf } from '../access/account/named-principals.ts';
import { outsider, type Subject } from '../access/account/subjects.ts';
import { proofOf } from '../access/matrix/grant-of.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { memoize } from '../collections/memoize.ts';
import type { Grant } from '../model/access.ts';
import { type Reason, reasonKey } from '../model/decision.ts';
import type { Statement } from '../model/policy.ts';
import type { Repository } from '../model/snapshot.ts';
import type { PolicySet } from '../policy/layers.ts';
import { type ActionMask, bitsOf, meets } from '../policy/logic/mask.ts';

export interface OwnGrant {
  readonly grant: Grant;
  readonly repository: Repository;
  /** The actions that make it up. */
  readonly actions: ActionMask;
}

/** Whether what somebody is granted is granted to everybody: to `*`, or to an organization or a unit that the account is in. */
export interface ThroughEveryone {
  /** Every statement that gives it gives it to them as well. */
  readonly isGrant: (own: OwnGrant) => boolean;
  /** The same of whoever has nothing of the actions by policies of their own and is not named there; false where it takes a proof. */
  readonly isUnnamedGrant: (repository: Repository, actions: ActionMask) => boolean;
  /** The account's own principals to whom statements at a repository allow something by name. */
  readonly namedAt: (repository: Repository) => ReadonlySet<Subject>;
}

/** What everybody is granted on the repositories of an account. */
export function throughEveryone(account: Account): ThroughEveryone {
  const crowds = crowdsAround(account).map((name) => outsider(account.ground, name));
  const proofsAt = byActions((repository, actions): readonly ReadonlySet<string>[] =>
    crowds
      .filter((subject) => bitsOf(actions).every((action) => GRANTED.has(decideCell(account, { subject, repository, action }).kind)))
      .map((subject) => new Set(proofOf(account, { subject, repository, actions, login: false }).via.map(reasonKey))),
  );
  const policiesAt = memoize((repository: Repository) => resourceLayers(account, repository.region, repository).resource);
  const byName = memoize((_: undefined) => subjectsByName(account.locals));
  const namedAt = memoize((repository: Repository): ReadonlySet<Subject> => {
    const names = namedPrincipals(policiesAt(repository).policies.flatMap(({ compiled }) => compiled.statements));
    return new Set([...names].flatMap((name) => byName(undefined).get(name) ?? []));
  });
  const isUnnamedGrant = byActions((repository, actions): boolean => {
    const { policies, gaps } = policiesAt(repository);
    const giving = policies.flatMap((policy) => unnamedAllows(policy, actions)).map(reasonKey);
    return gaps.length === 0 && giving.length > 0 && proofsAt(repository, actions).some((proof) => giving.every((key) => proof.has(key)));
  });
  return {
    isGrant: ({ grant: { via }, repository, actions }) => {
      return (
        via.length > 0 &&
        via.every(({ layer }) => layer === 'resource') &&
        proofsAt(repository, actions).some((proof) => via.every((reason) => proof.has(reasonKey(reason))))
      );
    },
    isUnnamedGrant,
    namedAt,
  };
}

function subjectsByName(subjects: readonly Subject[]): ReadonlyMap<string, readonly Subject[]> {
  const found = new Map<string, Subject[]>();
  for (const subject of subjects) for (const name of namesOf(subject)) getOrCreate(found, name, () => []).push(subject);
  return found;
}

/** `make`, which is asked once for each repository and set of actions: of many cells there. */
function byActions<T>(make: (repository: Repository, actions: ActionMask) => T): (repository: Repository, actions: ActionMask) => T {
  const known = memoize((_: Repository) => new Map<string, { readonly made: T }>());
  return (repository, actions) =>
    getOrCreate(known(repository), `${actions.lo} ${actions.hi}`, () => ({ made: make(repository, actions) })).made;
}

/** Statements that allow some of the actions to callers whom they do not name one by one: to all, to all but some, to all of an account. */
function unnamedAllows({ ref, compiled }: PolicySet['policies'][number], actions: ActionMask): readonly Reason[] {
  return compiled.statements
    .filter(({ effect, actions: own, source: { principal } }) => effect === 'Allow' && meets(own, actions) && !isNaming(principal))
    .map(({ source }) => ({ layer: 'resource', policy: ref, source }));
}

function isNaming(principal: Statement['principal']): boolean {
  return principal.kind === 'only' && principal.of.every(({ kind }) => kind !== 'everyone' && kind !== 'account');
}

const GRANTED: ReadonlySet<string> = new Set(['allowed', 'conditional']);

/** The names under which grants of many are told whose members the account's own principals are. */
function crowdsAround({ ground: { organization } }: Account): readonly string[] {
  if (organization.kind !== 'present') return ['*'];
  const { id, path } = organization.value;
  const parts = path.kind === 'present' ? path.value.split('/').filter((part) => part !== '') : [];
  const units = parts.slice(1).map((_, depth) => `ou:${parts.slice(0, depth + 2).join('/')}/`);
  return ['*', `org:${id}`, ...units];
}
