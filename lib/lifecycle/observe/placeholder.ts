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
  let given: ReadonlySet<FindingId> | undefined;
  return ({ id }) => {
    given ??= new Set([...placeholderRights(account).flatMap(idsAt(account)), ...registryIds(account)]);
    return given.has(id);
  };
}

function idsAt(account: Account): (rights: PlaceholderRights) => readonly FindingId[] {
  return ({ place, subjects, outcomeAt }) => {
    const { region, template, pattern } = place;
    const idsOf = idsIn(account, region, { of: 'repositories', repository: pattern.text, template: template?.prefix });
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
  return account.snapshot.registries.flatMap((registry) => {
    const idsOf = idsIn(account, registry.region, { of: 'registry', repository: '', template: undefined });
    return registryRights(account, registry).flatMap((right) => idsOf(right.subject, actionOf(right.action)));
  });
}

/** Under every code that it can have, and as every version called it: what could not be seen since keeps its former id. */
function idsIn({ snapshot: { partition, account } }: Account, region: string, where: Parameters<typeof placeholderSubject>[0]) {
  const { subject: present, formerly } = placeholderSubject(where);
  return ({ principal }: Subject, capability: string): readonly FindingId[] =>
    PLACEHOLDER_CODES.flatMap((code) =>
      [present, ...formerly].map((subject) =>
        findingId({ code, partition, account, region, subject, principal: principal.uniqueId ?? principal.name, capability }),
      ),
    );
}
