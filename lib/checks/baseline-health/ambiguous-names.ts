// Names in a baseline that several accounts of the organization have: whom they mean nobody can say.
import { accountNamed } from '../../access/account/account-names.ts';
import { writtenNames } from '../../baseline/match/written-account-names.ts';
import type { Baseline } from '../../model/baseline.ts';
import type { AccountSnapshot } from '../../model/snapshot.ts';
import { quoted } from '../../text/quote.ts';
import type { BaselineReport } from './baseline-check.ts';

const MOST_SHOWN = 5;

/** One report for each, where it is first used; none where the accounts of the organization were not read. */
export function ambiguousNames({ organization }: AccountSnapshot, said: Pick<Baseline, 'rules' | 'exceptions'>): readonly BaselineReport[] {
  return writtenNames(said).flatMap(({ name, at }) => {
    const named = accountNamed(organization, name);
    if (named.kind !== 'several') return [];
    const { accounts } = named;
    const more = accounts.length > MOST_SHOWN ? [`${accounts.length - MOST_SHOWN} more`] : [];
    const shown = [...accounts.slice(0, MOST_SHOWN), ...more].join(', ');
    const effect = 'a forbid of it is about each of them, and whatever else says it about none';
    return [
      {
        at,
        subject: ['account-name', name],
        formerly: [`account name ${JSON.stringify(name)}`],
        message: `${quoted(`account-name:${name}`)} is the name of ${accounts.length} accounts (${shown}): ${effect}`,
        remedy: 'name the account by its id: `account:<id>`',
      },
    ];
  });
}
