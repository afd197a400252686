// A template held against the one before it: what is new or different is changed, and what is gone is taken away.
import { type ProposedChange, type ProposedResource, writingAction } from '../change.ts';
import type { Entry } from './entries.ts';

/** The template before: as it was, and with something in every place, whatever could not be read of it. */
export interface Former {
  readonly entries: readonly Entry[];
  readonly places: readonly Entry[];
}

/** What a deployment of the entries changes. Without a former template what it lacks is left alone. */
export function resourcesOf(entries: readonly Entry[], former: Former | undefined): readonly ProposedResource[] {
  const before = byKey(former?.entries ?? []);
  const places = byKey(former?.places ?? []);
  const now = byKey(entries);
  const held = new Set(entries.flatMap(({ made }) => made.changes.flatMap(keysOf)));
  const changed = entries.flatMap((entry): readonly ProposedResource[] => {
    const [old, place] = [before.get(keyOf(entry)), places.get(keyOf(entry))];
    if (old && !entry.moves && isSame(old, entry)) return [];
    const stays = place !== undefined && isReplaced(place, entry) && entry.staysWhen.replaced;
    return [resourceOf(entry, { place, hasFormer: former !== undefined }, place && !stays ? undone(place, held) : [])];
  });
  const gone = (former?.places ?? []).filter((entry) => !now.has(keyOf(entry)) && !entry.staysWhen.removed);
  return [
    ...changed,
    ...gone.flatMap((entry): readonly ProposedResource[] => {
      const changes = undone(entry, held);
      return changes.length === 0 ? [] : [{ address: entry.address, what: entry.made.what, action: 'delete', changes }];
    }),
  ];
}

/** A function has its image beside what else it may be. */
function keyOf({ address, type }: Entry): string {
  return `${address} ${type}`;
}

function byKey(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.map((entry) => [keyOf(entry), entry]));
}

function isSame(one: Entry, other: Entry): boolean {
  return one.made.identity === other.made.identity && JSON.stringify(one.made.changes) === JSON.stringify(other.made.changes);
}

function isReplaced(one: Entry, other: Entry): boolean {
  return one.made.identity !== other.made.identity;
}

interface Before {
  /** What the template before had there. */
  readonly place: Entry | undefined;
  /** Whether there was a template before. */
  readonly hasFormer: boolean;
}

/** What the template before lacks is new, unless the account has it. */
function resourceOf({ address, made }: Entry, { place, hasFormer }: Before, taken: readonly ProposedChange[]): ProposedResource {
  const { what, assumed, changes } = made;
  const isOther = place !== undefined && place.made.identity !== made.identity;
  const action = isOther ? 'replace' : writingAction(place !== undefined || (made.exists ?? (hasFormer ? false : undefined)));
  const isMissing = place !== undefined && !isOther && made.exists === false && changes.some(({ kind }) => MAKING.has(kind));
  const all = [...assumed, ...(isMissing ? ['the template before has it and the snapshot does not: it is taken for new'] : [])];
  return {
    address,
    what,
    action: isMissing ? 'create' : action,
    changes: [...taken, ...changes],
    ...(all.length > 0 ? { assumed: all } : {}),
  };
}

/** Changes that make what has not been there. */
const MAKING: ReadonlySet<ProposedChange['kind']> = new Set(['repository', 'principal', 'group']);

/** Takes away what an entry made and nothing makes any more. */
function undone({ made: { changes } }: Entry, held: ReadonlySet<string>): readonly ProposedChange[] {
  const gone = changes.filter((change) => !keysOf(change).some((key) => held.has(key)));
  const people = new Set(
    gone.flatMap((change) => (change.kind === 'principal' ? [`${change.principal.kind} ${change.principal.name}`] : [])),
  );
  return gone.flatMap((change): readonly ProposedChange[] => {
    // Whoever goes takes his boundary along.
    if (change.kind === 'boundary' && people.has(`${change.owner.kind} ${change.owner.name}`)) return [];
    return opposite(change);
  });
}

function opposite(change: ProposedChange): readonly ProposedChange[] {
  switch (change.kind) {
    case 'repository':
      return [{ kind: 'noRepository', region: change.region, name: change.name }];
    case 'repositoryPolicy':
    case 'registryPolicy':
    case 'inlinePolicy':
    case 'managedPolicy':
      return [{ ...change, document: null }];
    case 'registrySetting':
    case 'creationTemplate':
    case 'cacheRule':
      return [{ ...change, answer: null }];
    case 'attachment':
      return [{ ...change, attached: false }];
    case 'membership':
      return [{ ...change, member: false }];
    case 'boundary':
      return [{ ...change, arn: null }];
    case 'principal':
      return [{ kind: 'noPrincipal', principal: change.principal }];
    case 'group':
      return [{ kind: 'noGroup', name: change.name }];
    default:
      return [];
  }
}

/** What a change puts somewhere, so that what is put there again is not taken away. */
function keysOf(change: ProposedChange): readonly string[] {
  const key = (...parts: readonly string[]): readonly string[] => [JSON.stringify([change.kind, ...parts])];
  switch (change.kind) {
    case 'repository':
      return key(change.region, change.name);
    case 'repositoryPolicy':
      return key(change.region, change.repository);
    case 'registryPolicy':
      return key(change.region);
    case 'registrySetting':
      return key(change.region, change.of);
    case 'creationTemplate':
    case 'cacheRule':
      return key(change.region, change.prefix);
    case 'inlinePolicy':
      return key(change.owner.kind, change.owner.name.toLowerCase(), change.name);
    case 'managedPolicy':
      return key(change.arn);
    case 'attachment':
      return key(change.owner.kind, change.owner.name.toLowerCase(), change.arn);
    case 'membership':
      return key(change.user.toLowerCase(), change.group.toLowerCase());
    case 'boundary':
      return key(change.owner.kind, change.owner.name.toLowerCase());
    case 'principal':
      return key(change.principal.kind, change.principal.name.toLowerCase());
    case 'group':
      return key(change.name.toLowerCase());
    default:
      return [];
  }
}
