// Which grants are somebody's finding. A grant of which no open finding tells is expected, and a mend leaves it as it is.
import { isCapability } from '../../baseline/judge.ts';
import type { Grant } from '../../model/access.ts';
import type { Drift, Hygiene, RuleRef } from '../../model/drift.ts';
import type { Finding } from '../../model/finding.ts';
import type { FindingId } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import { groupBy } from '../../policy/group-by.ts';
import type { Effect, NamedGrant } from './effect.ts';

export interface OpenFindings {
  readonly isExpected: (grant: NamedGrant) => boolean;
  /** The line of the baseline that forbids it. */
  readonly forbiddenBy: (grant: NamedGrant) => string | undefined;
  /** What an effect does to findings of access besides the one that it is for; undefined where it does more than to remove some. */
  readonly removedBy: (effect: Effect) => readonly FindingId[] | undefined;
  /** Open facts about policies, the one that is to be mended among them. */
  readonly facts: readonly { readonly id: FindingId; readonly fact: Hygiene }[];
  readonly target: FindingId;
}

type GrantDrift = Extract<Drift, { readonly grant: Grant }>;

interface Told {
  readonly id: FindingId;
  /** How many grants it tells of. */
  readonly size: number;
  readonly isAbout: (repository: Repository) => boolean;
  readonly forbiddenBy: string | undefined;
}

/** An accepted finding is expected for the time being. `target` is the finding that is to be mended, whatever its state. */
export function openFindings(target: Finding, all: readonly Finding[]): OpenFindings {
  const open = [target, ...all.filter(({ id, state }) => id !== target.id && state === 'open')];
  const byGrant = groupBy(open.flatMap(toldOfGrant), ({ key }) => key);
  const unmanaged = new Map(open.flatMap(toldOfRepository));
  const tellingOf = ({ subject: { principal }, capability, repository }: NamedGrant): readonly Told[] => {
    const found = (byGrant.get(grantKey(principal.name, capability)) ?? []).filter(({ isAbout }) => isAbout(repository));
    if (found.length > 0 || principal.class !== 'same-account' || !isCapability(capability)) return found;
    const summedUp = unmanaged.get(placeKey(repository.region, repository.name));
    return summedUp ? [summedUp] : [];
  };
  return {
    target: target.id,
    facts: open.flatMap(({ id, drift }) => (drift.kind === 'hygiene' ? [{ id, fact: drift }] : [])),
    isExpected: (grant) => tellingOf(grant).length === 0,
    forbiddenBy: (grant) => tellingOf(grant).find((told) => told.forbiddenBy !== undefined)?.forbiddenBy,
    removedBy: ({ lost, altered, lostActions, alteredActions }) => {
      // Of a finding that sums up, less is less.
      const summing = new Set(unmanaged.values());
      if ([...altered, ...alteredActions].flatMap(tellingOf).some((told) => !summing.has(told))) return undefined;
      const counts = new Map<Told, number>();
      for (const told of [...lost, ...lostActions].flatMap(tellingOf)) counts.set(told, (counts.get(told) ?? 0) + 1);
      const isWhole = ([told, count]: readonly [Told, number]): boolean => count >= told.size;
      if ([...counts].some((each) => !isWhole(each) && !summing.has(each[0]))) return undefined;
      return [...counts].filter(isWhole).flatMap(([{ id }]) => (id === target.id ? [] : [id]));
    },
  };
}

function isOfGrant(drift: Drift): drift is GrantDrift {
  return drift.kind === 'unexpected' || drift.kind === 'raised' || drift.kind === 'weakened' || drift.kind === 'forbidden';
}

function toldOfGrant({ id, drift }: Finding): readonly (Told & { readonly key: string })[] {
  if (!isOfGrant(drift)) return [];
  const { grant, everywhere } = drift;
  const places = new Set((everywhere?.repositories ?? [grant]).map(({ region, repository }) => placeKey(region, repository)));
  const key = grantKey(grant.principal.name, grant.capability);
  const isAbout = ({ region, name }: Repository): boolean => places.has(placeKey(region, name));
  return [{ id, key, size: places.size, isAbout, forbiddenBy: drift.kind === 'forbidden' ? lineOf(drift.rule) : undefined }];
}

function toldOfRepository({ id, drift }: Finding): readonly (readonly [string, Told])[] {
  if (drift.kind !== 'unmanaged') return [];
  return [[placeKey(drift.region, drift.repository), { id, size: drift.grants, isAbout: () => true, forbiddenBy: undefined }]];
}

export function lineOf({ at }: RuleRef): string {
  return `${at.file}:${at.line}`;
}

function grantKey(principal: string, capability: string): string {
  return JSON.stringify([principal, capability]);
}

function placeKey(region: string, repository: string): string {
  return JSON.stringify([region, repository]);
}
