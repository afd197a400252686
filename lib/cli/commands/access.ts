// `access`: who can do what, of a saved snapshot or of the live account.
import { coverageOf } from '../../access/account/account.ts';
import { type GrantFilter, grantsInOrder } from '../../access/matrix/grants.ts';
import { type AccessMatrix, accessMatrix } from '../../access/matrix/matrix.ts';
import { rendered } from '../../report/index.ts';
import type { GrantView } from '../../report/schema.ts';
import { accessHead, grantViews } from '../../report/view.ts';
import { deliver, type OutputOptions } from '../files/output.ts';
import { checkOutput } from '../files/targets.ts';
import { checkRegion, principalNamed, repositoriesNamed } from '../input/inputs.ts';
import { type AccountOptions, readAccount } from '../input/read-account.ts';
import { EXIT, type Exit } from '../process/failure.ts';

export interface AccessOptions extends OutputOptions, AccountOptions {
  readonly repository: string | undefined;
  readonly principal: string | undefined;
  readonly region: string | undefined;
}

/** Who can do what: everything, on one repository, or by one principal. 3: something was not read. */
export async function accessCommand(options: AccessOptions): Promise<Exit> {
  checkOutput(options.output);
  const matrix = accessMatrix(await readAccount(options));
  const coverage = coverageOf(matrix.account);
  const filter = filterOf(matrix, options);
  const head = accessHead(matrix.account, coverage);
  const grants = (): Iterable<GrantView> => grantViews(grantsInOrder(matrix, filter));
  const by = options.principal !== undefined && options.repository === undefined ? 'principal' : 'repository';
  await deliver((format) => rendered('access', format, { head, grants, by }), options);
  return coverage.complete ? EXIT.done : EXIT.incomplete;
}

function filterOf({ account }: AccessMatrix, { repository, principal, region }: AccessOptions): GrantFilter {
  checkRegion(account, region);
  const repositories =
    repository === undefined ? undefined : new Set(repositoriesNamed(account, { repository, region }).map(({ arn }) => arn));
  const name = principal === undefined ? undefined : principalNamed(account, principal).principal.name;
  return {
    repository: (each) => (repositories ? repositories.has(each.arn) : region === undefined || each.region === region),
    subject: (subject) => name === undefined || subject.principal.name === name,
  };
}
