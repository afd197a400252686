// Whether a finding is about access that somebody has too much, or has lost.
import type { FindingView } from './schema.ts';

/** `neither`: how access is written, what the baseline says, what was not read. */
export type Direction = 'gained' | 'lost' | 'neither';

/** What the codes of access are about; every other one is about neither. */
const DIRECTIONS: Readonly<Record<string, Direction>> = {
  'ECRD-101': 'gained',
  'ECRD-102': 'lost',
  'ECRD-103': 'gained',
  'ECRD-104': 'gained',
  'ECRD-105': 'gained',
  'ECRD-106': 'lost',
  'ECRD-107': 'gained',
  'ECRD-201': 'gained',
  'ECRD-202': 'gained',
  'ECRD-203': 'gained',
  'ECRD-206': 'gained',
  'ECRD-207': 'gained',
  'ECRD-208': 'gained',
  'ECRD-307': 'gained',
  'ECRD-308': 'lost',
};

/** The direction of a finding; of one that another version made, neither. */
export function directionOf({ code }: Pick<FindingView, 'code'>): Direction {
  return DIRECTIONS[code] ?? 'neither';
}

/** The same of several: of the first that has one, in the order in which they are read. */
export function directionAmong(findings: readonly Pick<FindingView, 'code'>[]): Direction {
  return findings.map(directionOf).find((direction) => direction !== 'neither') ?? 'neither';
}
