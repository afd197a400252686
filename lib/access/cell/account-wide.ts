// What a principal's own policies grant on every repository there is or may be,
// told as one finding (docs/decisions/0004-evidence-versus-identity.md).
import { memoize } from '../../collections/memoize.ts';
import type { Capability } from '../../model/access.ts';
import { repositoryArn } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { Account } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import { outcomeOf } from './outcome.ts';
import { combineSides, principalSide, SILENT } from './sides.ts';

/** A name and a region that no pattern spells out: only a wildcard reaches them. */
const NOWHERE = '\u0000';

/** The region of a grant on everything, `*` for all regions; undefined when the own policies do not grant it on every repository there. */
export type AccountWideGrantsOf = (region: string, capability: Capability) => string | undefined;

/** What a subject's own policies grant on every repository, to be asked by region and capability. Outsiders have nothing of the kind. */
export function accountWideGrants(account: Account, subject: Subject): AccountWideGrantsOf {
  if (!subject.local) return () => undefined;
  const granted = capabilitiesAt(account, subject);
  const unguarded: Subject = { ...subject, local: { ...subject.local, boundary: { kind: 'absent' } } };
  const written = capabilitiesAt({ ...account, scp: [] }, unguarded);
  return (region, capability) => {
    if (!granted(region).has(capability)) return undefined;
    // Guardrails may shut regions; what the policy itself says decides how far it reaches.
    return written(NOWHERE).has(capability) ? '*' : region;
  };
}

function capabilitiesAt(account: Account, subject: Subject): (region: string) => ReadonlySet<Capability> {
  return memoize((region) => {
    const { capabilities } = outcomeOf(combineSides(principalSide(account, subject, anyRepository(account, region)), SILENT), true);
    return new Set(capabilities.filter(({ decision }) => decision !== 'unknown').map(({ capability }) => capability));
  });
}

/** A repository that no pattern names, without tags and policy of its own. */
export function anyRepository({ ground }: Account, region: string): Repository {
  const arn = repositoryArn(ground.partition, region, ground.account, NOWHERE);
  return { arn, region, name: NOWHERE, tags: { kind: 'absent' }, policy: { kind: 'absent' } };
}
