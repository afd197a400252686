// The account's own principals who came in with everybody are reported by the finding about everybody: where that one goes and they
// stay, they are findings of their own.
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import type { CellIntent } from '../../drift/cell/cell-intent.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { AccessEffect, NamedGrant } from './effect.ts';
import type { OpenFindings } from './open-findings.ts';
import { statementsAt } from './reach.ts';

/** One of the account's own who would be a finding once everybody is none; undefined where there is nobody. */
export function leftAlone(
  { terms, open }: { readonly terms: CellIntent; readonly open: OpenFindings },
  effect: AccessEffect,
): NamedGrant | undefined {
  const { after, at } = effect;
  const gone = effect.lost.filter(({ subject }) => isCrowd(subject));
  const places = new Set(gone.map(({ repository }) => repository.arn));
  for (const repository of places.size === 0 ? [] : repositoriesOf(after).filter(({ arn }) => places.has(arn))) {
    if (!letsManyIn(after, repository)) continue;
    const capabilities = new Set<string>(gone.flatMap((each) => (each.repository.arn === repository.arn ? [each.capability] : [])));
    for (const subject of after.locals) {
      if (subject.principal.class !== 'same-account') continue;
      const verdicts = terms.verdicts(after, { subject, repository }, at(subject, repository));
      const fresh = verdicts.find(
        ({ capability }) => capabilities.has(capability) && !isReported(open, { subject, repository, capability }),
      );
      if (fresh) return { subject, repository, capability: fresh.capability };
    }
  }
  return undefined;
}

function isCrowd({ principal: { name } }: Subject): boolean {
  return /^(\*$|org:|ou:)/.test(name);
}

/** By a finding of its own, or in the sum of a repository that nobody manages. */
function isReported(open: OpenFindings, grant: NamedGrant): boolean {
  return open.findingsOf(grant).some(({ principal, drift }) => principal === grant.subject.principal.name || drift.kind === 'unmanaged');
}

/** Whether a statement still allows something to whoever is not named. */
function letsManyIn(account: Account, repository: Repository): boolean {
  return statementsAt(account, repository).some(({ effect, source: { principal } }) => {
    return effect === 'Allow' && (principal.kind !== 'only' || principal.of.some(({ kind }) => kind === 'everyone'));
  });
}
