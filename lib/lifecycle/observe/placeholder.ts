// Whether access that is to come is still given, whatever the baseline says of it now.
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { possible } from '../../access/cell/action-formulas.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import { type PlaceholderRights, placeholderRights } from '../../access/placeholder/placeholder-rights.ts';
import { registryRights } from '../../access/placeholder/registry-rights.ts';
import { actionOf, namesOf } from '../../ecr/actions.ts';
import { findingId } from '../../findings/fingerprint.ts';
import { placeholderSubject } from '../../findings/placeholder-facts.ts';
import type { FindingId } from '../../model/ids.ts';
import type { Observed } from '../../model/state.ts';

/** The codes under which it is told. */
const CODES = ['ECRD-103', 'ECRD-201', 'ECRD-202', 'ECRD-203', 'ECRD-206'];

/** A finding about a grant that is in no repository. */
export function isAboutPlaceholder({ repository }: Pick<Observed, 'repository'>): boolean {
  return repository === null;
}

/** Worked out when the first finding is asked about. */
export function placeholderStatus(account: Account): (finding: Pick<Observed, 'id'>) => boolean {
  let standing: ReadonlySet<FindingId> | undefined;
  return ({ id }) => {
    standing ??= new Set([...placeholderRights(account).flatMap(idsAt(account)), ...registryIds(account)]);
    return standing.has(id);
  };
}

function idsAt(account: Account): (rights: PlaceholderRights) => readonly FindingId[] {
  return ({ place, subjects, outcomeAt }) => {
    const { region, template, pattern } = place;
    const subject = placeholderSubject({ of: 'repositories', repository: pattern.text, template: template?.prefix });
    const idsOf = idsIn(account, region, subject);
    return subjects.flatMap((each) => {
      const rights = new Set(place.names.flatMap(({ repository }) => rightsOf(outcomeAt(each, repository))));
      return [...rights].flatMap((right) => idsOf(each, right));
    });
  };
}

/** Capabilities, and actions by themselves. */
function rightsOf({ capabilities, granted }: Outcome): readonly string[] {
  return [...capabilities.map(({ capability }) => capability), ...namesOf(possible(granted))];
}

function registryIds(account: Account): readonly FindingId[] {
  const subject = placeholderSubject({ of: 'registry', repository: '', template: undefined });
  return account.snapshot.registries.flatMap((registry) => {
    const idsOf = idsIn(account, registry.region, subject);
    return registryRights(account, registry).flatMap((right) => idsOf(right.subject, actionOf(right.action)));
  });
}

function idsIn({ snapshot: { partition, account } }: Account, region: string, subject: string) {
  return ({ principal }: Subject, capability: string): readonly FindingId[] =>
    CODES.map((code) =>
      findingId({ code, partition, account, region, subject, principal: principal.uniqueId ?? principal.name, capability }),
    );
}
