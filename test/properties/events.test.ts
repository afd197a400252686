// Whatever becomes of the events of an account: a scan that began after all of them finds what it would have found without any, nothing is
// told to be over that was so all the time, and a run moves nothing but what it read again (F30).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PartStore, scanGround, scopedGround } from '../../functions/audit/grounds.ts';
import { judgeSnapshot } from '../../lib/audit.ts';
import type { ParsedBaseline } from '../../lib/baseline/parse/parse.ts';
import type { FindingId } from '../../lib/model/ids.ts';
import { AuditError } from '../../lib/model/ports.ts';
import type { FindingEvent, ResolutionReason } from '../../lib/model/state.ts';
import { type AuditOutcome, type AuditPorts, auditAccount, auditScope, type ScopeOutcome } from '../../lib/run.ts';
import { read } from '../snapshot/support/files.ts';
import { EVERYTHING } from '../support/audit-run.ts';
import { type World, world } from '../support/audit-world.ts';
import { ACCOUNT, alsoAllowing, baseline, roleArn } from '../support/following.ts';
import {
  accountWith,
  anyHistory,
  FIRST,
  type Happening,
  type History,
  isAbout,
  type Place,
  readAgainAt,
  type Values,
} from '../support/histories.ts';
import { rounds } from '../support/property.ts';

interface Scan {
  readonly startedAt: string;
  readonly atStart: Values;
  readonly early: readonly Place[];
  readonly isRaced: boolean;
  readonly endsAfter: number;
}

/** A deployment with its bucket. */
class Deployment {
  readonly world: World = world();
  readonly #objects = new Map<string, string>();
  #lastBegun = '';
  readonly #bucket: PartStore = {
    findPart: async (key) => {
      const text = this.#objects.get(key);
      return text === undefined ? undefined : JSON.parse(text);
    },
    writePart: async (key, value) => {
      this.#objects.set(key, JSON.stringify(value));
    },
  };

  /** `meanwhile` happens between reading the state and writing it, once. Only a scan that began before one that has ended is of no use. */
  async scan(intent: ParsedBaseline, { values, startedAt }: ScanOf, meanwhile?: () => Promise<void>): Promise<readonly FindingEvent[]> {
    const file = accountWith(values, startedAt);
    const key = `scan ${startedAt}`;
    await this.#bucket.writePart(key, file);
    const run = { account: ACCOUNT, baseline: intent, notify: EVERYTHING, groundOf: scanGround(this.#bucket, file, key) };
    try {
      const { events } = await auditAccount(raced(this.world.ports, meanwhile), run);
      this.#lastBegun = startedAt;
      return events;
    } catch (error) {
      if (error instanceof AuditError && error.code === 'stale' && startedAt < this.#lastBegun) return [];
      throw error;
    }
  }

  async react(intent: ParsedBaseline, { places, values, at }: ReactionTo): Promise<readonly FindingEvent[]> {
    const parts = places.map((place) => readAgainAt(place, values, at));
    const run = {
      account: ACCOUNT,
      baseline: intent,
      notify: EVERYTHING,
      attributionsOf: () => new Map(),
      groundOf: scopedGround(this.#bucket, `reread ${at}`, parts),
    };
    return eventsOf(await auditScope(this.world.ports, run));
  }

  async standing(): Promise<readonly object[]> {
    const { findings } = await this.world.state();
    return findings.flatMap(({ id, code, severity, state, evidence, message }) =>
      state === 'resolved' ? [] : [{ id, code, severity, state, evidence, message }],
    );
  }
}

interface ScanOf {
  readonly values: Values;
  readonly startedAt: string;
}

interface ReactionTo {
  readonly places: readonly Place[];
  readonly values: Values;
  readonly at: string;
}

function eventsOf(outcome: AuditOutcome | ScopeOutcome): readonly FindingEvent[] {
  return outcome.kind === 'skipped' ? [] : outcome.events;
}

function raced(ports: AuditPorts, meanwhile: (() => Promise<void>) | undefined): AuditPorts {
  let left = meanwhile;
  const save: AuditPorts['store']['save'] = async (state, version) => {
    const now = left;
    left = undefined;
    await now?.();
    return await ports.store.save(state, version);
  };
  return { ...ports, store: { ...ports.store, save } };
}

const BEGIN = Date.parse('2026-11-20T08:00:00.000Z');
const MINUTE = 60_000;

/** One history, with its events and without them. */
class Play {
  readonly withEvents = new Deployment();
  readonly without = new Deployment();
  /** What was told and should not have been. */
  readonly wrong: string[] = [];
  #now = BEGIN;
  #values: Values;
  #intent: ParsedBaseline = NOBODY;
  #waiting: readonly Place[] = [];
  #late: readonly Place[] = [];
  #scans: readonly Scan[] = [];
  readonly #truths: { readonly at: number; readonly ids: ReadonlySet<FindingId> }[] = [];
  readonly #openedAt = new Map<FindingId, number>();

  constructor(first: Values) {
    this.#values = first;
  }

  async run(history: readonly Happening[]): Promise<void> {
    this.#remember();
    await this.#end(this.#begun({ early: [], isRaced: false, endsAfter: 0 }));
    for (const [index, each] of history.entries()) {
      this.#now += MINUTE;
      await this.#happen(each, index);
      await this.#endThose(({ endsAfter }) => endsAfter <= index);
    }
    await this.#endThose(() => true);
    this.#now += MINUTE;
    await this.#react(true, true);
    this.#now += MINUTE;
    await this.#end(this.#begun({ early: [], isRaced: false, endsAfter: 0 }));
  }

  async #happen(each: Happening, index: number): Promise<void> {
    switch (each.kind) {
      case 'write':
        this.#values = { ...this.#values, [each.place]: each.value };
        this.#remember();
        if (each.event === 'late') this.#late = [...this.#late, each.place];
        if (each.event === 'once' || each.event === 'twice') this.#waiting = [...this.#waiting, each.place];
        if (each.event === 'twice') this.#waiting = [...this.#waiting, each.place];
        return;
      case 'react':
        return await this.#react(each.isLateToo, each.isReversed);
      case 'decide':
        this.#intent = each.mayDevPull ? DEV : NOBODY;
        return;
      case 'scan':
        this.#scans = [...this.#scans, this.#begun({ ...each, endsAfter: index + each.lasts })];
        return;
    }
  }

  #begun(scan: Pick<Scan, 'early' | 'isRaced' | 'endsAfter'>): Scan {
    return { ...scan, startedAt: this.#time(), atStart: this.#values };
  }

  async #endThose(isOver: (scan: Scan) => boolean): Promise<void> {
    const over = this.#scans.filter(isOver);
    this.#scans = this.#scans.filter((scan) => !isOver(scan));
    for (const scan of over) {
      this.#now += MINUTE;
      await this.#end(scan);
    }
  }

  async #end({ startedAt, atStart, early, isRaced }: Scan): Promise<void> {
    const values = { ...this.#values, ...Object.fromEntries(early.map((place) => [place, atStart[place]])) };
    const meanwhile = isRaced ? () => this.#react(true, false) : undefined;
    const told = await this.withEvents.scan(this.#intent, { values, startedAt }, meanwhile);
    const toldWithout = await this.without.scan(this.#intent, { values, startedAt });
    // Two scans at once may contradict each other; that is no matter of events.
    this.#heed(told, new Set(toldWithout.flatMap(({ kind, finding: { id } }) => (kind === 'resolved' ? [id] : []))));
  }

  async #react(isLateToo: boolean, isReversed: boolean): Promise<void> {
    const places = isLateToo ? [...this.#waiting, ...this.#late] : this.#waiting;
    if (places.length === 0) return;
    this.#waiting = [];
    if (isLateToo) this.#late = [];
    this.#now += MINUTE;
    const of = { places: isReversed ? places.toReversed() : places, values: this.#values, at: this.#time() };
    const others = async () => (await this.withEvents.world.state()).findings.filter((finding) => !isAbout(finding, places));
    const before = await others();
    const told = await this.withEvents.react(this.#intent, of);
    for (const { kind, finding } of told) if (!isAbout(finding, places)) this.wrong.push(`${kind} by ${places.join()}: ${finding.message}`);
    expect(await others()).toEqual(before);
    this.#heed(told);
  }

  #time(): string {
    return new Date(this.#now).toISOString();
  }

  /** What there is now to be found where nobody may do anything. */
  #remember(): void {
    const { findings } = judgeSnapshot(read(accountWith(this.#values, this.#time())), baseline());
    this.#truths.push({ at: this.#now, ids: new Set(findings.map(({ id }) => id)) });
  }

  #heed(told: readonly FindingEvent[], toldAnyhow: ReadonlySet<FindingId> = new Set()): void {
    for (const { kind, finding } of told) {
      if (kind === 'opened' || kind === 'reopened') this.#openedAt.set(finding.id, this.#now);
      if (finding.state !== 'resolved' || kind !== 'resolved' || OF_WORDS.has(finding.because) || toldAnyhow.has(finding.id)) continue;
      const since = this.#openedAt.get(finding.id) ?? BEGIN;
      const meanwhile = this.#truths.filter((_, index) => (this.#truths[index + 1]?.at ?? Number.POSITIVE_INFINITY) > since);
      if (meanwhile.every(({ ids }) => ids.has(finding.id))) this.wrong.push(`over though it never was: ${finding.message}`);
    }
  }
}

/** The access is as it was: it is intended now, or told by another finding. */
const OF_WORDS: ReadonlySet<ResolutionReason> = new Set(['baseline-changed', 'superseded']);

const NOBODY: ParsedBaseline = { kind: 'baseline', baseline: baseline() };
const DEV: ParsedBaseline = { kind: 'baseline', baseline: alsoAllowing({ kind: 'arn', glob: roleArn('dev') }) };

const ONCE = { kind: 'write', value: 1, event: 'once' } as const;
const REACT = { kind: 'react', isLateToo: false, isReversed: false } as const;
/** Between two runs somebody decides what neither of them has read again. */
const DECIDED: readonly Happening[] = [
  { ...ONCE, place: 'devPolicy' },
  REACT,
  { kind: 'decide', mayDevPull: true },
  { ...ONCE, place: 'opsPolicy' },
  REACT,
];

// Seen failing where a full scan does not take over what was read again after it began, where a run follows all findings, forgets the others,
// or forgets what was read again before.
test('the next scan ends every history as if there had been no events, and on the way nothing is told that is not', async () => {
  const property = fc.asyncProperty(anyHistory, async ({ first, happenings }: History) => {
    const play = new Play(first);
    await play.run(happenings);
    expect(play.wrong).toEqual([]);
    expect(await play.withEvents.standing()).toEqual(await play.without.standing());
  });
  await fc.assert(property, { numRuns: rounds(120), examples: [[{ first: FIRST, happenings: DECIDED }]] });
});
