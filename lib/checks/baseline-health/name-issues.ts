// Names of accounts that no account of the organization has, and what was probably meant.
import { accountNamed, accountNames } from '../../access/account/account-names.ts';
import { namesLike } from '../../baseline/match/principal-hint.ts';
import { type WrittenName, writtenNames } from '../../baseline/match/written-account-names.ts';
import type { LintIssue } from '../../baseline/review/lint.ts';
import type { Baseline } from '../../model/baseline.ts';
import { accountId } from '../../model/ids.ts';
import type { AccountSnapshot, Collected, Organization } from '../../model/snapshot.ts';
import { quoted } from '../../text/quote.ts';
import { isAbout } from './scope.ts';

/**
 * What `baseline lint` says of names of accounts in the organization of one account: nobody is called so, or it cannot be said. Names
 * that several accounts have are findings.
 */
export function nameIssues(snapshot: AccountSnapshot, { rules, exceptions }: Pick<Baseline, 'rules' | 'exceptions'>): readonly LintIssue[] {
  const about = rules.filter((rule) => isAbout(rule, snapshot));
  return writtenNames({ rules: about, exceptions }).flatMap((written) => issuesOf(snapshot.organization, written));
}

function issuesOf(organization: Collected<Organization>, { name, at }: WrittenName): readonly LintIssue[] {
  switch (accountNamed(organization, name).kind) {
    case 'none': {
      const hint = organization.kind === 'absent' ? ': this account is in no organization' : nearest(name, accountNames(organization));
      return [{ severity: 'warning', reason: `no account of the organization is called ${quoted(name)}${hint}`, at }];
    }
    case 'unread': {
      const reason = `whom ${quoted(`account-name:${name}`)} means cannot be told: the accounts of the organization were not read`;
      return [{ severity: 'note', reason, at }];
    }
    case 'one':
    case 'several':
      return [];
  }
}

/** An id instead of a name, or a name that is nearly one that there is. */
function nearest(name: string, names: readonly string[]): string {
  return accountId(name) ? `: did you mean \`account:${name}\`?` : namesLike(name, names);
}
