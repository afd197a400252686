// A repository or registry policy with other statements.
import type { Account } from '../../access/account/account.ts';
import { repositoryNamed } from '../../access/classes/repository-classes.ts';
import type { Reason } from '../../model/decision.ts';
import { type StatementJson, withStatements } from '../policy/document.ts';
import type { Edit } from '../policy/edit.ts';
import { withoutOrphans } from '../policy/orphans.ts';
import { readWritten } from './sources.ts';

/** Where a statement is; `repository` is null for a registry policy. */
export interface StatementPlace {
  readonly region: string | null;
  readonly repository: string | null;
  readonly statement: Reason | undefined;
}

/** The policy with other statements and without orphans; undefined where it was not read. */
export function rewritten(
  account: Account,
  { region, repository: name, statement }: StatementPlace,
  change: (statements: readonly StatementJson[]) => readonly StatementJson[],
): Extract<Edit, { readonly kind: 'repositoryPolicy' | 'registryPolicy' }> | undefined {
  if (statement?.layer !== 'resource' || region === null) return undefined;
  const registry = account.snapshot.registries.find((each) => each.region === region);
  const part = name === null ? registry?.policy : repositoryNamed(account, region, name)?.policy;
  const written = readWritten(part, 'resource');
  if (!written) return undefined;
  const changed = withStatements(written.document, change(written.statements.map(({ json }) => json)));
  const after = changed && withoutOrphans(account, changed).document;
  if (name === null) return { kind: 'registryPolicy', region, before: written.text, after };
  return { kind: 'repositoryPolicy', region, repository: name, before: written.text, after };
}
