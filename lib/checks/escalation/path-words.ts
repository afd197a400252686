// What the ways of a principal come to, in words: what each adds, where first, and on what it depends.
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { IsExpected } from '../../drift/cell/expected.ts';
import { CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import type { Capability } from '../../model/access.ts';
import type { Reason, Residual } from '../../model/decision.ts';
import type { Repository } from '../../model/snapshot.ts';
import { UNWRITTEN } from '../../text/name-pattern.ts';
import { placeOf } from '../survey/repository-lists.ts';
import { type Paths, pathsIn } from './paths.ts';
import type { Permit } from './permits.ts';
import type { Path } from './steps.ts';
import { bitOf, capabilitiesIn } from './what-if.ts';

/** A way that adds something which nobody expects. */
export interface ReportedPath {
  readonly text: string;
  readonly capabilities: readonly Capability[];
  /** Of the gravest capability. */
  readonly weight: number;
  readonly statements: readonly Reason[];
}

/** What a way adds, and the first repository where it adds the gravest of it. */
export interface Gain {
  readonly capabilities: readonly Capability[];
  readonly repository: Repository;
}

/**
 * The ways of each principal by IAM that add something which nobody expects; roundabout ones only where they add what no direct way
 * does.
 */
export function pathGains(account: Account, isExpected: IsExpected): (subject: Subject) => readonly ReportedPath[] {
  const paths = pathsIn(account);
  if (!paths) return () => [];
  const ground: Ground = { paths, isExpected, regions: regionsOf(account) };
  return (subject) => {
    const known: Known = new Map();
    const reported = (path: Path): readonly ReportedPath[] => {
      const gain = gainOf(ground, known, subject, path);
      return gain ? [reportedPath({ text: pathText(path, subject), permit: path.permit }, gain)] : [];
    };
    const ways = paths.of(subject);
    const direct = ways.filter(({ isRoundabout }) => !isRoundabout).flatMap(reported);
    const reached = new Set(direct.flatMap(({ capabilities }) => capabilities));
    const others = ways.filter(({ isRoundabout }) => isRoundabout).flatMap(reported);
    return [...direct, ...others.filter(({ capabilities }) => capabilities.some((each) => !reached.has(each)))];
  };
}

interface Ground {
  readonly paths: Paths;
  readonly isExpected: IsExpected;
  readonly regions: ReadonlyMap<string, readonly Repository[]>;
}

function regionsOf({ snapshot }: Account): Ground['regions'] {
  return new Map(
    snapshot.registries.flatMap(({ region, repositories }) =>
      repositories.kind === 'present' ? [[region, repositories.value] as const] : [],
    ),
  );
}

type Known = Map<Uint8Array, Gain | null>;

function gainOf(ground: Ground, known: Known, subject: Subject, { reached, base }: Path): Gain | undefined {
  const { whatIf } = ground.paths;
  const from = whatIf.profileOf(subject);
  const unexpected = (gained: Uint8Array | undefined): Gain | undefined =>
    gained && (getOrCreate(known, gained, () => unexpectedGain(ground, subject, gained) ?? null) ?? undefined);
  const gain = unexpected(whatIf.gain(from, reached.map(whatIf.profileOf)));
  if (!gain || base.length === 0) return gain;
  const before = unexpected(whatIf.gain(from, base.map(whatIf.profileOf)))?.capabilities ?? [];
  return gain.capabilities.some((each) => !before.includes(each)) ? gain : undefined;
}

/** What is gained where the baseline neither expects it nor lets the principal administer the repository. */
function unexpectedGain({ paths: { whatIf }, isExpected, regions }: Ground, subject: Subject, gained: Uint8Array): Gain | undefined {
  const asks = (place: Repository, right: Capability): boolean =>
    isExpected({ subject, repository: place, capability: right, actions: CAPABILITY_ACTIONS[right] });
  const isMeant = (place: Repository, right: Capability): boolean => asks(place, right) || (right !== 'admin' && asks(place, 'admin'));
  const { repositories } = whatIf;
  const wanted = gained.reduce((all, bits) => all | bits, 0);
  const found = new Map<Capability, Repository>();
  let seen = 0;
  // Where nothing is expected, the first place of each capability is the one.
  for (const [capability, repository] of whatIf.firstRepositories(gained)) {
    if (repository.name === UNWRITTEN || isMeant(repository, capability)) continue;
    found.set(capability, repository);
    seen |= bitOf(capability);
  }
  for (let at = 0; at < repositories.length && seen !== wanted; at += 1) {
    const bits = (gained[whatIf.classes[at] ?? -1] ?? 0) & ~seen;
    const repository = bits === 0 ? undefined : repositories[at];
    if (!repository) continue;
    for (const capability of capabilitiesIn(bits)) {
      const own = repository.name === UNWRITTEN ? (regions.get(repository.region) ?? []) : [repository];
      if (!own.some((each) => !isMeant(each, capability))) continue;
      found.set(capability, repository);
      seen |= bitOf(capability);
    }
  }
  const capabilities = capabilitiesIn(seen);
  const [gravest] = capabilities.toSorted((a, b) => WEIGHTS[b] - WEIGHTS[a]);
  const first = gravest && found.get(gravest);
  return first ? { capabilities, repository: first } : undefined;
}

/** Admin before what changes images and settings, and that before reading. */
const WEIGHTS = { list: 0, pull: 1, push: 4, retag: 3, delete: 4, configure: 2, admin: 5, replicate: 3 } as const satisfies Record<
  Capability,
  number
>;

/** A way in words: what is called, what that adds where, and on which conditions. */
export function reportedPath({ text, permit }: Pick<Path, 'text' | 'permit'>, { capabilities, repository }: Gain): ReportedPath {
  const where = repository.name === UNWRITTEN ? `other repositories in ${repository.region}` : placeOf(repository);
  return {
    text: `${text} adds ${capabilities.join(', ')} on ${where}${conditionsText(permit)}`,
    capabilities,
    weight: Math.max(...capabilities.map((each) => WEIGHTS[each])),
    statements: permit.statements,
  };
}

const MOST_TARGETS = 3;

function pathText({ text, targets }: Path, actor: Subject): string {
  const names = targets.filter((each) => each !== actor).map(({ principal }) => principal.name);
  const more = names.length > MOST_TARGETS ? [`${names.length - MOST_TARGETS} more`] : [];
  return text.replace('@', [...names.slice(0, MOST_TARGETS), ...more].join(', '));
}

const MOST_VALUES = 3;

function conditionsText({ conditions }: Permit): string {
  const texts = new Set(conditions.map(conditionText));
  return texts.size === 0 ? '' : `, if ${[...texts].join(' and ')}`;
}

function conditionText(condition: Residual): string {
  if ('account' in condition) return `account ${condition.account} allows it`;
  const { operator, key, values, effect } = condition;
  const shown = [...values.slice(0, MOST_VALUES), ...(values.length > MOST_VALUES ? ['...'] : [])].join(', ');
  return `${effect === 'Deny' ? 'not ' : ''}${operator} ${key} ${shown}`;
}
