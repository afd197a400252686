// Access on repositories that no pattern spells out: what only wildcards reach, and all repositories to come.
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import type { ActionFormulas } from '../../access/cell/action-formulas.ts';
import { combineSides, type PrincipalSide, principalSide, SILENT } from '../../access/cell/sides.ts';
import { memoize } from '../../collections/memoize.ts';
import { repositoryArn } from '../../model/ids.ts';
import type { PolicyDocument } from '../../model/policy.ts';
import type { Collected, Repository, Tags } from '../../model/snapshot.ts';
import { UNWRITTEN } from '../../text/name-pattern.ts';

export interface NewRepository {
  readonly region: string;
  readonly name: string;
  readonly tags: Collected<Tags>;
  readonly policy: Collected<PolicyDocument>;
}

/** A repository that the account does not have, with the ARN that it would have. */
export function newRepository({ ground }: Account, each: NewRepository): Repository {
  return { ...each, arn: repositoryArn(ground.partition, each.region, ground.account, each.name) };
}

/** What a local subject's own policies say of any repository of a region. */
export function ownSideAnywhere(account: Account, subject: Subject, region: string): PrincipalSide {
  const absent = { kind: 'absent' } as const;
  return principalSide(account, subject, newRepository(account, { region, name: UNWRITTEN, tags: absent, policy: absent }));
}

export type ReachOf = (region: string) => string | undefined;

/** The region of a grant on everything, `*` for all; undefined where the own policies do not grant it on every repository. */
export function reachOf(account: Account, subject: Subject, isGranted: (granted: ActionFormulas) => boolean): ReachOf {
  if (!subject.local) return () => undefined;
  const unguarded: Subject = { ...subject, local: { ...subject.local, boundary: { kind: 'absent' } } };
  const granted = (who: Subject, ground: Account, region: string): boolean =>
    isGranted(combineSides(ownSideAnywhere(ground, who, region), SILENT));
  return memoize((region: string) => {
    if (!granted(subject, account, region)) return undefined;
    // Guardrails may shut regions; what the policy itself says decides how far it reaches.
    return granted(unguarded, { ...account, scp: [] }, UNWRITTEN) ? '*' : region;
  });
}
