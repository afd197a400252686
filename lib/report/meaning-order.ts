// Causes in the order of what they mean: the gravest, and of those as grave who comes in from furthest away and can do most. Never by a hash.
import { groupBy } from '../collections/group-by.ts';
import { SEVERITIES } from '../model/severity.ts';
import { compare } from '../text/order.ts';
import { directionAmong } from './direction.ts';
import type { PresentCause } from './present.ts';
import type { CauseView, FindingView } from './schema.ts';

/** Everybody, other accounts, the organization, AWS services, then the account's own. */
const CLASSES: readonly string[] = ['public', 'external', 'organization', 'service', 'same-account', 'service-linked'];
/** What can be done most with, first. */
const BY_POWER: readonly string[] = ['admin', 'push', 'replicate', 'delete', 'retag', 'configure', 'pull', 'list'];

const DIRECTIONS: readonly string[] = ['gained', 'lost', 'neither'];

interface Meaning {
  /** What was accepted comes after all that is open. */
  readonly isAccepted: number;
  readonly severity: number;
  readonly direction: number;
  readonly class: number;
  readonly power: number;
  /** How much it is about, the most first. */
  readonly reach: number;
  readonly names: readonly string[];
}

/** What something says, as far as its place among others depends on it. */
export interface Meaningful extends Pick<CauseView, 'severity' | 'principals' | 'repositories' | 'message'> {
  /** In the order in which they are read. */
  readonly findings: readonly [FindingView, ...FindingView[]];
}

/** The causes of an audit as people read them. */
export function inMeaningOrder(causes: readonly PresentCause[]): readonly PresentCause[] {
  return sortedByMeaning(causes, ({ cause, findings }) => ({ ...cause, findings }));
}

/** Whatever is told of findings, as people read it; of what means the same the order stays. */
export function sortedByMeaning<T>(items: readonly T[], meaningIn: (item: T) => Meaningful): readonly T[] {
  return items
    .map((item) => ({ item, meaning: meaningOf(meaningIn(item)) }))
    .sort((a, b) => byMeaning(a.meaning, b.meaning))
    .map(({ item }) => item);
}

function byMeaning(a: Meaning, b: Meaning): number {
  return (
    a.isAccepted - b.isAccepted ||
    b.severity - a.severity ||
    a.direction - b.direction ||
    a.class - b.class ||
    a.power - b.power ||
    b.reach - a.reach ||
    a.names.map((name, at) => compare(name, b.names[at] ?? '')).find((order) => order !== 0) ||
    0
  );
}

function meaningOf({ severity, principals, repositories, message, findings }: Meaningful): Meaning {
  const { code, region, repository, principal } = foremost(findings);
  return {
    isAccepted: Number(findings.every(({ state }) => state === 'accepted')),
    severity: SEVERITIES.indexOf(severity),
    direction: DIRECTIONS.indexOf(directionAmong(findings)),
    class: classRank(findings),
    power: least(findings.map(({ capability }) => rank(BY_POWER, capability))),
    reach: Math.max(principals, 1) * Math.max(repositories, 1),
    names: [code, region ?? '', repository ?? '', principal ?? '', message],
  };
}

/** The finding that stands for all of them: the gravest that is open, by whom and what it is about; never by its id. */
export function foremost(findings: readonly [FindingView, ...FindingView[]]): FindingView {
  return findings.reduce((first, each) => (isBefore(each, first) ? each : first));
}

function isBefore(a: FindingView, b: FindingView): boolean {
  const order =
    Number(a.state !== 'open') - Number(b.state !== 'open') ||
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    rank(BY_POWER, a.capability) - rank(BY_POWER, b.capability) ||
    compare(a.code, b.code) ||
    compare(a.principal ?? '', b.principal ?? '') ||
    compare(a.repository ?? '', b.repository ?? '') ||
    compare(a.region ?? '', b.region ?? '');
  return order < 0;
}

/** A cause may have more findings than a function takes arguments. */
function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

/** Where grants say whose they are, names need not. */
function classRank(findings: readonly FindingView[]): number {
  const known = findings.flatMap(({ evidence: { principalClass } }) => principalClass ?? []);
  const classes = known.length > 0 ? known : findings.map(({ principal }) => classOfName(principal));
  return least(classes.map((each) => rank(CLASSES, each)));
}

/** Findings about policies do not say whose access it is; some names do. */
function classOfName(principal: string | null): string | null {
  if (principal === '*') return 'public';
  if (principal?.startsWith('account:')) return 'external';
  if (principal?.startsWith('org:') || principal?.startsWith('ou:')) return 'organization';
  return principal?.startsWith('service:') ? 'service' : null;
}

/** What is not in the list comes after it. */
function rank(order: readonly string[], value: string | null): number {
  const at = value === null ? -1 : order.indexOf(value);
  return at === -1 ? order.length : at;
}

/** The capabilities of findings, those that can do most first, each once; raw actions after them. */
export function capabilitiesOf(findings: readonly FindingView[]): readonly string[] {
  const named = [...groupBy(findings, ({ capability }) => capability ?? '').keys()].filter((word) => word !== '');
  return named.sort((a, b) => rank(BY_POWER, a) - rank(BY_POWER, b) || compare(a, b));
}
