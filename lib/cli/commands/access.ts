// `access`: who can do what, of a saved snapshot or of the live account.
import { type Account, prepareAccount } from '../../access/account/account.ts';
import { coverageOf } from '../../access/account/coverage.ts';
import type { GrantFilter } from '../../access/matrix/grants.ts';
import { narrowedTo } from '../../access/matrix/narrowed.ts';
import { accountGrants, accountGrantsAs } from '../../access/matrix/slices.ts';
import { grantLines, grantTexts } from '../../report/grant-lines.ts';
import { rendered } from '../../report/index.ts';
import { accessHead, grantViews } from '../../report/view.ts';
import { deliver, type OutputOptions } from '../files/output.ts';
import { checkOutput } from '../files/targets.ts';
import { checkRegion, principalNamed, repositoriesNamed } from '../input/inputs.ts';
import { type AccountOptions, readAccount } from '../input/read-account.ts';
import { EXIT, type Exit } from '../process/failure.ts';
import { step } from '../process/steps.ts';

export interface AccessOptions extends OutputOptions, AccountOptions {
  readonly repository: string | undefined;
  readonly principal: string | undefined;
  readonly region: string | undefined;
}

/** Who can do what: everything, on one repository, or by one principal. 3: something that bears on it was not read. */
export async function accessCommand(options: AccessOptions): Promise<Exit> {
  checkOutput(options.output);
  const account = prepareAccount(await readAccount(options));
  step('working out who can do what');
  const filter = filterOf(account, options);
  const coverage = coverageOf(narrowedTo(account, filter));
  const head = accessHead(account, coverage);
  const grants = () => grantViews(accountGrants(account, filter));
  const lines = () => grantLines(accountGrantsAs(account, filter, grantTexts()));
  const by = options.principal !== undefined && options.repository === undefined ? 'principal' : 'repository';
  await deliver((format, screen) => rendered('access', format, { head, grants, lines, by }, screen), options);
  return coverage.complete ? EXIT.done : EXIT.incomplete;
}

function filterOf(account: Account, { repository, principal, region }: AccessOptions): GrantFilter {
  checkRegion(account, region);
  const repositories =
    repository === undefined ? undefined : new Set(repositoriesNamed(account, { repository, region }).map(({ arn }) => arn));
  const name = principal === undefined ? undefined : principalNamed(account, principal).principal.name;
  return {
    ...(region === undefined ? {} : { region }),
    ...(repositories ? { repository: ({ arn }) => repositories.has(arn) } : {}),
    ...(name === undefined ? {} : { subject: ({ principal: each }) => each.name === name }),
  };
}
