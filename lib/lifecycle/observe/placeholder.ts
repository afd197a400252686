// Whether access that is to come is still given, whatever the baseline says of it now.
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { possible } from '../../access/cell/action-formulas.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import { type PlaceholderRights, placeholderRights } from '../../access/placeholder/placeholder-rights.ts';
import { registryRights } from '../../access/placeholder/registry-rights.ts';
import { actionOf, namesOf } from '../../ecr/actions.ts';
import { PLACEHOLDER_CODES, placeholderSubject } from '../../findings/describe-placeholder.ts';
import { findingId } from '../../findings/fingerprint.ts';
import type { FindingId } from '../../model/ids.ts';
import type { Observed } from '../../model/state.ts';

/** Whether a finding about a grant is about one that is in no repository. */
export function isAboutPlaceholder({ repository }: Pick<Observed, 'repository'>): boolean {
  return repository === null;
}

/** Whether access that is to come is still given, by the id of the finding about it. Worked out when the first one is asked about. */
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
    PLACEHOLDER_CODES.map((code) =>
      findingId({ code, partition, account, region, subject, principal: principal.uniqueId ?? principal.name, capability }),
    );
}
