// Who can, or cannot, do what, by findings of one cause: rows and sentences say the same of them.
import { CAPABILITIES } from '../model/access.ts';
import { type Direction, directionAmong, directionOf } from './direction.ts';
import { capabilitiesOf, foremost } from './meaning-order.ts';
import type { FindingView } from './schema.ts';

/** In place of a region or a repository: wherever it is. */
export const EVERY = '*';

export interface WhoWhat {
  readonly direction: Direction;
  /** The findings that are told: those of the direction. */
  readonly told: readonly [FindingView, ...FindingView[]];
  /** The one that stands for them. */
  readonly shown: FindingView;
  /** Somebody who stands for all of them; undefined where it is about nobody. */
  readonly principal: string | undefined;
  /** How many others there are. */
  readonly others: number;
  /** Those that can do most first; none where it is about no access. */
  readonly capabilities: readonly string[];
  readonly isEverything: boolean;
}

/** What is to be told of the findings of a cause: of some that somebody gained and some that somebody lost, the first. */
export function whoWhat(findings: readonly [FindingView, ...FindingView[]]): WhoWhat {
  const direction = directionAmong(findings);
  const [first = findings[0], ...rest] = direction === 'neither' ? findings : findings.filter((each) => directionOf(each) === direction);
  const told = [first, ...rest] as const;
  const shown = foremost(told);
  const all = new Set(told.flatMap((each) => each.principal ?? []));
  const [principal] = shown.principal === null ? all : [shown.principal];
  const capabilities = direction === 'neither' ? [] : capabilitiesOf(told);
  return {
    direction,
    told,
    shown,
    principal,
    others: Math.max(0, all.size - 1),
    capabilities,
    isEverything: CAPABILITIES.every((capability) => capabilities.includes(capability)),
  };
}
