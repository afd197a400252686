// Names in a baseline that several accounts of the organization have: whom they mean nobody can say.
import { accountNamed } from '../../access/account/account-names.ts';
import { writtenNames } from '../../baseline/match/written-account-names.ts';
import type { Baseline } from '../../model/baseline.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { AccountSnapshot } from '../../model/snapshot.ts';
import { quoted } from '../../text/quote.ts';
import { baselineFinding } from './baseline-finding.ts';

const MOST_SHOWN = 5;

/** ECRD-405 for each, where it is first used. */
export function nameHealth({ organization }: AccountSnapshot, said: Pick<Baseline, 'rules' | 'exceptions'>): readonly PolicyFinding[] {
  return writtenNames(said).flatMap(({ name, at }) => {
    const named = accountNamed(organization, name);
    if (named.kind !== 'several') return [];
    const { accounts } = named;
    const more = accounts.length > MOST_SHOWN ? [`${accounts.length - MOST_SHOWN} more`] : [];
    const shown = [...accounts.slice(0, MOST_SHOWN), ...more].join(', ');
    const effect = 'a forbid of it is about each of them, and whatever else says it about none';
    const fact = baselineFinding('ECRD-405', at, {
      subject: `account name ${JSON.stringify(name)}`,
      message: `${quoted(`account-name:${name}`)} is the name of ${accounts.length} accounts (${shown}): ${effect}`,
    });
    return [{ ...fact, remedy: 'name the account by its id: `account:<id>`' }];
  });
}
