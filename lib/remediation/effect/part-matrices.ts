// Parts of an account, and of what edits leave of it, as matrices: most of them differ in little, and what was worked out of one is taken
// over by the others.
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import { type AccessMatrix, matrixOf } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { AccountSnapshot, LocalPrincipal, Repository } from '../../model/snapshot.ts';

/** Names of users and roles, and ARNs of repositories. */
export interface AccountPart {
  readonly principals: ReadonlySet<string>;
  readonly repositories: ReadonlySet<string>;
}

export type MatrixOfPart = (account: Account, part: AccountPart) => AccessMatrix;

/**
 * Matrices of parts of one account and of copies of it that edits make. `audited`: the whole of it, where it was judged. INVARIANT: edits make
 * another object of whatever they change.
 */
export function partMatrices(audited?: Account): MatrixOfPart {
  let base: Account | undefined;
  return (account, part) => {
    const own = partOf(account, part);
    // Each base has the one before it: as each is larger by far, there are few.
    const isBase = base === undefined || sizeOf(own) > 2 * sizeOf(base);
    const from = [base, audited].find((each) => each !== undefined && isMuch(own, each));
    const kin = from && { account: from, documents: own.documents };
    const copy: Account = { ...own, kin, isCopied: isBase };
    if (isBase) base = copy;
    return matrixOf(copy);
  };
}

/** To see who is who in another account takes as long as to judge a few. */
function isMuch({ locals }: Account, base: Account): boolean {
  return 2 * locals.length >= base.locals.length;
}

function sizeOf(account: Account): number {
  return account.locals.length + repositoriesOf(account).length;
}

/** Notes are of documents, and are found without this. */
export function withoutNotes(account: Account): Account {
  return { ...account, documents: { ...account.documents, notes: () => [] } };
}

function partOf(account: Account, { principals, repositories }: AccountPart): Account {
  const { snapshot } = account;
  const locals = among(account.locals, principals);
  const value = locals.flatMap(({ local }): readonly LocalPrincipal[] => (local ? [local] : []));
  return {
    ...withoutNotes(account),
    locals,
    snapshot: {
      ...snapshot,
      principals: snapshot.principals.kind === 'present' ? { kind: 'present', value } : snapshot.principals,
      registries: snapshot.registries.map((registry) => ({ ...registry, repositories: within(registry.repositories, repositories) })),
    },
  };
}

type Locals = readonly Subject[];
const LISTS = new WeakMap<Locals, Locals[]>();
const MOST_LISTS = 4;

/** The same object for the same principals as long as nobody's policies change: what is found out about a list is found again. */
function among(locals: Locals, names: ReadonlySet<string>): Locals {
  const found = locals.filter(({ principal }) => names.has(principal.name));
  if (found.length === locals.length) return locals;
  const lists = getOrCreate(LISTS, locals, (): Locals[] => []);
  const same = lists.find((each) => each.length === found.length && each.every((subject, at) => subject === found[at]));
  if (same) return same;
  lists.unshift(found);
  lists.splice(MOST_LISTS);
  return found;
}

function within(part: AccountSnapshot['registries'][number]['repositories'], arns: ReadonlySet<string>): typeof part {
  if (part.kind !== 'present') return part;
  return { kind: 'present', value: part.value.filter(({ arn }: Repository) => arns.has(arn)) };
}
