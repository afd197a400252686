// An account that lets nobody in is one gap, not one for each of its parts.
import type { AccountSnapshot, Collected, Gap } from '../../model/snapshot.ts';

/** The gap of an account of which nothing was read because no session in it could be had; undefined where anything else is known. */
export function accountGap({ account, principals, registries }: AccountSnapshot): Gap | undefined {
  const refusal = refusalIn(principals);
  const isShut = registries.every(({ repositories, policy }) => refusalIn(repositories) && refusalIn(policy));
  return refusal && isShut ? { ...refusal, part: { kind: 'account', account } } : undefined;
}

/** Calls of STS are made for a session, and for nothing that is in an account. */
function refusalIn(part: Collected<unknown>): Gap | undefined {
  return part.kind === 'unknown' && part.gap.api.startsWith('sts:') ? part.gap : undefined;
}
