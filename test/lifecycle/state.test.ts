import { describe, expect, test } from 'vitest';
import { emptyState, readState, stateChunks, withoutSent, withUnsent } from '../../lib/lifecycle/state.ts';
import { findingStore, record, settle } from '../../lib/lifecycle/state-store.ts';
import { AuditError, type FindingStore, type StateTexts } from '../../lib/model/ports.ts';
import type { AccountState, KnownFinding, Message, Topic } from '../../lib/model/state.ts';
import { ACCOUNT, at, observed } from '../support/following.ts';
import { storedState, textOf } from '../support/stored-text.ts';

const OPEN = { state: 'open', since: at('2026-11-01'), remindedAt: null } as const;
const KNOWN: KnownFinding = { ...observed(), firstSeen: at('2026-11-01'), lastSeen: at('2026-11-21'), ...OPEN };
const STATE: AccountState = { ...emptyState(ACCOUNT), collectedAt: at('2026-11-21'), findings: [KNOWN] };
const message = (id: string, topic: Topic = 'findings'): Message => ({ topic, id, subject: null, body: `body of ${id}`, attributes: {} });

describe('the file', () => {
  test('is read as it was written', () => {
    expect(readState(textOf(stateChunks(STATE)), ACCOUNT)).toEqual({ kind: 'state', state: STATE });
  });

  test('holds ids, subjects, digests and times, and no formulas', () => {
    expect(Object.keys(KNOWN).toSorted()).toEqual([
      'capability',
      'cause',
      'causeId',
      'code',
      'evidence',
      'firstSeen',
      'id',
      'lastSeen',
      'message',
      'part',
      'principal',
      'principalId',
      'region',
      'regions',
      'remindedAt',
      'repository',
      'severity',
      'since',
      'state',
      'unreadOrganization',
    ]);
  });

  const broken = (fields: object): string => JSON.stringify({ ...STATE, findings: [{ ...KNOWN, ...fields }] });
  test.each([
    ['no JSON', '{"schemaVersion":', 'not JSON: value expected at column 18 (line 1)'],
    ['another account', textOf(stateChunks(emptyState('222222222222' as typeof ACCOUNT))), 'it is the state of account 222222222222'],
    ['a later version', '{"schemaVersion":2}', 'a later ecr-drift wrote it (schemaVersion 2): run that one again'],
    ['a key of another version', broken({ actor: 'jane' }), 'findings[0].actor: unknown key `actor`'],
    ['a state that there is not', broken({ state: 'closed' }), 'findings[0].state: not of the expected form, got `closed`'],
    ['an acceptance without its end', broken({ state: 'accepted', exception: 'EXC-1', warnedAt: null }), 'findings[0].until is missing'],
    [
      'a time of no time zone',
      broken({ lastSeen: '2026-11-21' }),
      'findings[0].lastSeen: expected a UTC time such as `2026-11-21T20:00:00Z`, got `2026-11-21`',
    ],
    ['a finding twice', JSON.stringify({ ...STATE, findings: [KNOWN, KNOWN] }), 'a finding is in it twice'],
    ['a key twice', '{"schemaVersion":1,"schemaVersion":1}', 'the key `schemaVersion` is given twice (line 1)'],
  ])('is refused in one line: %s', (_, text, reason) => {
    expect(readState(text, ACCOUNT)).toEqual({ kind: 'problem', reason });
  });
});

describe('unsent messages', () => {
  const waiting = withUnsent(STATE, [message('a'), message('b')]);

  test('wait in the order in which they came, each once', () => {
    const again = withUnsent(waiting, [message('b'), message('c'), message('a', 'email')]);
    expect(again.unsent).toEqual([message('a'), message('b'), message('c'), message('a', 'email')]);
  });

  test('leave one topic at a time', () => {
    const two = withUnsent(waiting, [message('a', 'email')]);
    expect(withoutSent(two, [message('a')]).unsent).toEqual([message('b'), message('a', 'email')]);
  });

  test('that are not there change nothing', () => {
    expect(withoutSent(waiting, [message('z')])).toBe(waiting);
    expect(withUnsent(waiting, [message('a')])).toBe(waiting);
  });
});

/** Texts in memory; before each of the first writes somebody else adds a message. */
function contested(times: number): { readonly store: FindingStore; readonly saves: () => number } {
  let text = textOf(stateChunks(STATE));
  let version = 1;
  let saves = 0;
  const texts: StateTexts = {
    nameOf: () => 'memory',
    remedyOf: async () => 'nothing helps',
    read: async () => storedState({ text, version: String(version) }),
    replace: async (_, next, expected) => {
      saves += 1;
      if (saves <= times) {
        const read = readState(text, ACCOUNT);
        if (read.kind === 'state') text = textOf(stateChunks(withUnsent(read.state, [message(`theirs ${saves}`)])));
        version += 1;
      }
      if (expected !== String(version)) throw new AuditError('conflict', 'memory has been replaced');
      text = [...next].join('');
      version += 1;
      return String(version);
    },
  };
  return { store: findingStore(texts), saves: () => saves };
}

describe('a step of the state', () => {
  const mine = (known: AccountState) => ({ state: withUnsent(known, [message('mine')]) });

  test('starts again from what the winner saved', async () => {
    const { store } = contested(3);
    const { state } = await record(store, ACCOUNT, mine);
    expect(state.unsent.map(({ id }) => id)).toEqual(['theirs 1', 'theirs 2', 'theirs 3', 'mine']);
    expect((await store.load(ACCOUNT)).state).toEqual(state);
  });

  test('gives up where it never wins', async () => {
    const { store, saves } = contested(Number.POSITIVE_INFINITY);
    await expect(record(store, ACCOUNT, mine)).rejects.toMatchObject({ code: 'conflict' });
    expect(saves()).toBe(20);
  });

  test('that changes nothing is not saved', async () => {
    const { store, saves } = contested(0);
    await settle(store, ACCOUNT, [message('z')]);
    expect(saves()).toBe(0);
  });

  test('fails where the store does', async () => {
    const { store } = contested(0);
    const denied = new AuditError('denied', 'no space left');
    const failing: FindingStore = { ...store, save: () => Promise.reject(denied) };
    await expect(record(failing, ACCOUNT, mine)).rejects.toBe(denied);
  });
});
