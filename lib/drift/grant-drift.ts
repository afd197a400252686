// Grants that drift: one drift per cell and capability, and one per grant on everything, however many repositories it reaches.
import type { Account } from '../access/account/account.ts';
import { keptByAccount } from '../access/account/kin.ts';
import type { Subject } from '../access/account/subjects.ts';
import { type AccountWideGrantsOf, accountWideGrants } from '../access/cell/account-wide.ts';
import { alikeGrants } from '../access/matrix/alike-grants.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { groupBy } from '../collections/group-by.ts';
import { isCapability } from '../model/access.ts';
import type { Drift, ToldDrift } from '../model/drift.ts';
import type { DriftingBlock } from './blocks.ts';
import type { Verdict } from './cell/verdict.ts';
import { throughEveryone } from './through-everyone.ts';
import { driftOf, isToldByEverybody } from './told-grant.ts';
import { partsWithin } from './told-parts.ts';
import { type WidePart, wideGrants } from './wide-grants.ts';

/**
 * The drifts of the blocks, but for those of repositories that nobody manages; `most`: of single cells about so many. INVARIANT: a drifting cell
 * is in one block.
 */
export function grantDrift(matrix: AccessMatrix, blocks: readonly DriftingBlock[], most: number): ToldDrift {
  const { account } = matrix;
  const everyone = throughEveryone(account);
  const grantsIn = alikeGrants(matrix);
  const reachOf = reaches(account);
  const wide = wideGrants(account, everyone);
  const parts = blocks
    .filter(({ isUnmanaged }) => !isUnmanaged)
    .flatMap((block) => apart(block, reachOf, wide.add).map((part) => ({ ...part, repositories: block.repositories })));
  const { told, leftOut } = partsWithin({ account, everyone }, parts, most);
  const single: Drift[] = [];
  for (const part of told) {
    for (const { grant, of, ...cell } of grantsIn(part)) {
      if (!isToldByEverybody(everyone, cell, { grant, verdict: of })) single.push(driftOf(grant, of, undefined));
    }
  }
  return { drift: [...single, ...wide.drift()], leftOut };
}

type ReachOf = (subject: Subject, region: string, capability: string) => string | undefined;

/** How far a grant of a capability reaches, where it is one on everything. */
function reaches(account: Account): ReachOf {
  const known = REACHES.ofKin(account) ?? new WeakMap<Subject, AccountWideGrantsOf>();
  REACHES.keep(account, known);
  return (subject, region, capability) =>
    isCapability(capability) ? getOrCreate(known, subject, () => accountWideGrants(account, subject))(region, capability) : undefined;
}

/** INVARIANT: how far a grant of a subject reaches, the subject and the organization say. */
const REACHES = keptByAccount<WeakMap<Subject, AccountWideGrantsOf>>();

/** The principals of a block by which verdicts are about single repositories; `onWide` is told of the others. */
function apart(
  { subjects, repositories, verdicts }: DriftingBlock,
  reachOf: ReachOf,
  onWide: (part: WidePart) => void,
): readonly { readonly subjects: readonly Subject[]; readonly granted: readonly Verdict[] }[] {
  const region = repositories.of[0]?.region ?? '';
  const placed = subjects.map((subject) => {
    const granted = verdicts.filter((verdict) => {
      const reach = reachOf(subject, region, verdict.capability);
      if (reach !== undefined) onWide({ subject, reach, places: { repositories, verdict } });
      return reach === undefined;
    });
    return { subject, granted };
  });
  const groups = groupBy(placed, ({ granted }) => granted.map((each) => verdicts.indexOf(each)).join());
  return [...groups.values()].flatMap((alike) => {
    const granted = alike[0]?.granted ?? [];
    return granted.length === 0 ? [] : [{ subjects: alike.map(({ subject }) => subject), granted }];
  });
}
