// Principals of a resource policy that do not exist any more. ECR refuses to store a policy that names one (B26).
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { arnFields } from '../../model/ids.ts';
import type { PrincipalPattern } from '../../model/policy.ts';
import { type DocumentJson, type StatementJson, statementsOf, withStatements } from './document.ts';
import { principalsIn, withoutPrincipals } from './principal-edit.ts';

/** Who is nobody, as far as the account's own users and roles were read. */
function orphanTest({ locals, snapshot, ground }: Account): (pattern: PrincipalPattern) => boolean {
  if (snapshot.principals.kind !== 'present') return () => false;
  const known = new Set(locals.flatMap(namesOf));
  return (pattern) => {
    if (pattern.kind === 'uniqueId') return !known.has(pattern.id);
    if (pattern.kind !== 'entity' || pattern.account !== ground.account) return false;
    const [type, name] = arnFields(pattern.arn)?.resource.split('/') ?? [];
    // GetFederationToken takes any name: nobody can tell that a federated user does not exist.
    if (type === 'federated-user') return false;
    return !known.has(type === 'assumed-role' ? `session of ${name}` : pattern.arn);
  };
}

function namesOf({ principal, local }: Subject): readonly (string | undefined)[] {
  return [principal.name, principal.uniqueId, local?.kind === 'role' ? `session of ${local.name}` : undefined];
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
