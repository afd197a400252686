// Who may have brought about what changed: of some writes those that touched what each finding hangs on.
import type { Attribution, WriteActor } from '../model/actor.ts';
import type { FindingId } from '../model/ids.ts';
import { cut } from '../text/quote.ts';
import { bucketOf, nameIn } from './seeking.ts';
import { type AccountChanges, type ChangeSought, soughtByChanges } from './sought-change.ts';
import { agree, type Touched, type TouchedPattern, touchedName } from './touched.ts';
import { newestFirst, type WriteCandidate } from './write-candidate.ts';

/** What a finding keeps; older candidates are counted. */
export const MOST_ACTORS = 5;

/** All candidates of each finding that changed; a finding without any is left out, which does not mean that it was nobody. */
export function attributionsOf(changes: AccountChanges, writes: readonly WriteCandidate[]): ReadonlyMap<FindingId, Attribution> {
  return writes.length === 0 ? new Map() : attributionsAmong(soughtByChanges(changes), writes);
}

/** The same of what is sought already. */
export function attributionsAmong(sought: readonly ChangeSought[], writes: readonly WriteCandidate[]): ReadonlyMap<FindingId, Attribution> {
  const among = writesBy(writes);
  const found = sought.map(({ id, proof, around }) => {
    const ofProof = among(proof);
    return [id, ofProof.length > 0 ? ofProof : among(around)] as const;
  });
  return new Map(found.flatMap(([id, all]) => (all.length === 0 ? [] : [[id, attributionOf(all)] as const])));
}

function attributionOf(all: readonly TouchingWrite[]): Attribution {
  return { actors: all.slice(0, MOST_ACTORS).map(writeActor), more: Math.max(0, all.length - MOST_ACTORS) };
}

/** ARNs, and the names of what was touched. */
const LONGEST_NAME = 1_000;
const LONGEST_OTHER = 256;

/** A finding is remembered for long, and strangers write the texts of a record: none of them is as long as it likes. */
function writeActor({ write: { actor, region }, touched }: TouchingWrite): WriteActor {
  return {
    ...actor,
    arn: actor.arn && cut(actor.arn, LONGEST_NAME),
    issuer: actor.issuer && cut(actor.issuer, LONGEST_NAME),
    sourceIp: actor.sourceIp && cut(actor.sourceIp, LONGEST_OTHER),
    userAgent: actor.userAgent && cut(actor.userAgent, LONGEST_OTHER),
    via: actor.via && cut(actor.via, LONGEST_OTHER),
    region,
    touched: touched.map((each) => cut(touchedName(each), LONGEST_NAME)),
  };
}

/** A write with what of it is meant. */
interface TouchingWrite {
  readonly write: WriteCandidate;
  readonly touched: readonly Touched[];
}

/** The writes that touched something of some patterns, the newest first; an event that comes twice counts once. */
function writesBy(writes: readonly WriteCandidate[]): (patterns: readonly TouchedPattern[]) => readonly TouchingWrite[] {
  const distinct = [...new Map(writes.map((each) => [each.actor.eventId, each])).values()].sort(newestFirst);
  const places = distinct.flatMap(({ touched }, at) => touched.map((one) => ({ at, one })));
  const named = Map.groupBy(places, ({ one }) => bucketOf(one.kind, nameIn(one)));
  const all = Map.groupBy(places, ({ one }) => bucketOf(one.kind, undefined));
  return (patterns) => {
    const met = new Map<number, Set<Touched>>();
    for (const pattern of patterns) {
      const name = nameIn(pattern);
      for (const { at, one } of (name === undefined ? all : named).get(bucketOf(pattern.kind, name)) ?? [])
        if (agree(pattern, one)) met.set(at, (met.get(at) ?? new Set()).add(one));
    }
    const order = [...met].sort(([a], [b]) => a - b);
    return order.flatMap(([at, touched]) => {
      const write = distinct[at];
      return write ? [{ write, touched: [...touched] }] : [];
    });
  };
}
