// Principals of a resource policy that do not exist any more. ECR refuses to store a policy that names one (B26).

import type { Account } from '../../access/account/account.ts';
import { namesOf, principalNamed } from '../../access/account/named-principals.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { PrincipalPattern } from '../../model/policy.ts';
import { type DocumentJson, type StatementJson, statementsOf, withStatements } from './document.ts';
import { principalsIn, withoutPrincipals } from './principal-edit.ts';

const NAMES = new WeakMap<Account['locals'], ReadonlySet<string>>();

/** Who is nobody, as far as the account's own users and roles were read. */
function orphanTest({ locals, snapshot, ground }: Account): (pattern: PrincipalPattern) => boolean {
  if (snapshot.principals.kind !== 'present') return () => false;
  const known = getOrCreate(NAMES, locals, () => new Set(locals.flatMap(namesOf)));
  return (pattern) => {
    if (pattern.kind === 'entity' && pattern.account !== ground.account) return false;
    // GetFederationToken takes any name: nobody can tell that a federated user does not exist.
    const name = principalNamed(pattern);
    return name !== undefined && !known.has(name);
  };
}

export interface Stripped {
  /** Null where nothing is left. */
  readonly document: DocumentJson | null;
  readonly orphans: readonly string[];
}

/** The policy without orphans, and who they were. Nobody's access changes. */
export function withoutOrphans(account: Account, document: DocumentJson): Stripped {
  const isOrphan = orphanTest(account);
  const statements = statementsOf(document);
  const orphans = statements.flatMap((each) =>
    [...principalsIn(each, 'Principal'), ...principalsIn(each, 'NotPrincipal')].flatMap(({ text, pattern }) =>
      isOrphan(pattern) ? [text] : [],
    ),
  );
  if (orphans.length === 0) return { document, orphans };
  const left = statements.map((each) => withoutOrphansIn(each, isOrphan)).filter((each) => each !== undefined);
  return { document: withStatements(document, left), orphans: [...new Set(orphans)].sort() };
}

function withoutOrphansIn(json: StatementJson, isOrphan: (pattern: PrincipalPattern) => boolean): StatementJson | undefined {
  if (json['NotPrincipal'] === undefined) {
    const left = withoutPrincipals(json, 'Principal', isOrphan);
    // B17: a list that was empty before has no effect, and nothing to strip.
    if (left !== 'empty') return left;
    return principalsIn(json, 'Principal').length === 0 ? json : undefined;
  }
  const left = withoutPrincipals(json, 'NotPrincipal', isOrphan);
  if (left !== 'empty' || principalsIn(json, 'NotPrincipal').length === 0) return left === 'empty' ? json : left;
  // Everybody but nobody is everybody.
  return Object.fromEntries(Object.entries(json).map(([key, value]) => (key === 'NotPrincipal' ? ['Principal', '*'] : [key, value])));
}
