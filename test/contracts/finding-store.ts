// What every store of findings has to do, whatever it keeps them in. Each adapter runs this suite.
import { describe, expect, test } from 'vitest';
import { emptyState, withUnsent } from '../../lib/lifecycle/state.ts';
import { record, settle } from '../../lib/lifecycle/state-store.ts';
import type { AccountId, FindingId } from '../../lib/model/ids.ts';
import { AuditError, type FindingStore } from '../../lib/model/ports.ts';
import type { AccountState, KnownFinding } from '../../lib/model/state.ts';
import { at, observed } from '../support/following.ts';

/** A place of its own for one test. */
export interface StorePlace {
  /** Another adapter at the same place, as another process would have. */
  readonly open: () => FindingStore;
  /** Puts a text or bytes where the state of an account is, whatever was there. */
  readonly plant: (account: AccountId, content: string | Uint8Array) => Promise<void>;
  /** The text where the state of an account is. */
  readonly look: (account: AccountId) => Promise<string>;
}

const ACCOUNT = '111111111111' as AccountId;
const NEIGHBOUR = '222222222222' as AccountId;

export function holdsToContract(name: string, place: () => Promise<StorePlace>): void {
  describe(`${name}: one state per account`, () => {
    test('where there is none yet, it is empty and has no version', async () => {
      const { open } = await place();
      expect(await open().load(ACCOUNT)).toEqual({ state: emptyState(ACCOUNT), version: undefined });
    });

    test('what was saved is loaded, by others too', async () => {
      const { open } = await place();
      const saved = stateOf(3);
      const version = await open().save(saved, undefined);
      expect(await open().load(ACCOUNT)).toEqual({ state: saved, version });
    });

    test('the version that a save returns is the one to replace next', async () => {
      const { open } = await place();
      const first = await open().save(stateOf(1), undefined);
      const second = await open().save(stateOf(2), first);
      expect(second).not.toBe(first);
      expect(await open().load(ACCOUNT)).toEqual({ state: stateOf(2), version: second });
    });

    test('accounts do not see each other', async () => {
      const { open } = await place();
      await open().save(stateOf(1), undefined);
      await open().save(stateOf(2, NEIGHBOUR), undefined);
      expect((await open().load(ACCOUNT)).state).toEqual(stateOf(1));
      expect((await open().load(NEIGHBOUR)).state).toEqual(stateOf(2, NEIGHBOUR));
    });

    test('5,000 findings and hostile names are kept to the letter', async () => {
      const { open } = await place();
      const large = stateOf(5_000);
      const version = await open().save(large, undefined);
      expect(await open().load(ACCOUNT)).toEqual({ state: large, version });
    });
  });

  describe(`${name}: no update is lost`, () => {
    test('whoever wants to replace a version that was replaced is refused and changes nothing', async () => {
      const { open } = await place();
      const first = await open().save(stateOf(1), undefined);
      await open().save(stateOf(3), first);
      await expect(open().save(stateOf(9), first)).rejects.toMatchObject(CONFLICT);
      expect((await open().load(ACCOUNT)).state).toEqual(stateOf(3));
    });

    test('whoever saw nothing is refused where there is something by now', async () => {
      const { open } = await place();
      await open().save(stateOf(3), undefined);
      await expect(open().save(stateOf(9), undefined)).rejects.toMatchObject(CONFLICT);
      expect((await open().load(ACCOUNT)).state).toEqual(stateOf(3));
    });

    test('what was never there cannot be replaced', async () => {
      const { open } = await place();
      await expect(open().save(stateOf(1), 'f'.repeat(64))).rejects.toMatchObject(CONFLICT);
      expect((await open().load(ACCOUNT)).version).toBeUndefined();
    });

    test.each([
      ['the first state of an account', false],
      ['a later one', true],
    ])('of writers who race for %s one wins', async (_, later) => {
      const { open } = await place();
      const version = later ? await open().save(stateOf(1), undefined) : undefined;
      const racers = Array.from({ length: 8 }, (__, index) => open().save(stateOf(index + 2), version));
      const outcomes = await Promise.allSettled(racers);
      const won = outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [index] : []));
      expect(won).toHaveLength(1);
      expect((await open().load(ACCOUNT)).state).toEqual(stateOf(won[0]! + 2));
    });

    test('writers who start again from what the winner saved all get their message in', async () => {
      const { open } = await place();
      const ids = Array.from({ length: 8 }, (_, index) => `m${index}`);
      await Promise.all(ids.map((id) => record(open(), ACCOUNT, (known) => ({ state: withUnsent(known, [messageOf(id)]) }))));
      const { state } = await open().load(ACCOUNT);
      expect(state.unsent.map(({ id }) => id).toSorted()).toEqual(ids);
    });

    test('a message is settled once, and settling it again is harmless', async () => {
      const { open } = await place();
      await open().save(withUnsent(stateOf(1), ['a', 'b', 'c'].map(messageOf)), undefined);
      await Promise.all([settle(open(), ACCOUNT, [messageOf('a')]), settle(open(), ACCOUNT, [messageOf('c')])]);
      await settle(open(), ACCOUNT, [messageOf('a')]);
      expect((await open().load(ACCOUNT)).state).toEqual(withUnsent(stateOf(1), [messageOf('b')]));
    });
  });

  describe(`${name}: what is not a state is left alone`, () => {
    test.each([
      ['half a state', '{"schemaVersion":1,"account":"111111111111","findings":[', 'not JSON: '],
      ['nothing', '', 'not JSON: the text is empty'],
      ['of a later version', '{"schemaVersion":2}', 'a later ecr-drift wrote it (schemaVersion 2): run that one again'],
      ["another account's", JSON.stringify(emptyState(NEIGHBOUR)), `it is the state of account ${NEIGHBOUR}`],
      ['something else', '[1, 2, 3]', 'expected an object, got a list'],
      ['without its findings', '{"schemaVersion":1,"account":"111111111111","collectedAt":null,"unsent":[]}', 'findings is missing'],
      ['with a key twice', '{"schemaVersion":1,"schemaVersion":1}', 'the key `schemaVersion` is given twice'],
      ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not UTF-8 text'],
    ])('%s, and the refusal names account, reason and what to do', async (_, content, reason) => {
      const { open, plant, look } = await place();
      await plant(ACCOUNT, content);
      const refusal = await open()
        .load(ACCOUNT)
        .catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(AuditError);
      expect(refusal).toMatchObject({ name: 'FinalAuditError', code: 'damaged' });
      expect(String(refusal)).toMatch(
        /^FinalAuditError: the state of account 111111111111, \S+111111111111\.json, cannot be continued: [^\n]+; [^\n]+$/,
      );
      expect(String(refusal)).toContain(reason);
      expect(String(refusal)).toMatch(/start over/);
      await expect(open().save(stateOf(1), undefined)).rejects.toMatchObject(CONFLICT);
      expect(await look(ACCOUNT)).toBe(Buffer.from(content).toString());
    });
  });
}

const CONFLICT = { name: 'AuditError', code: 'conflict' };

function messageOf(id: string) {
  return { topic: 'findings', id, subject: null, body: `{"id":"${id}"}`, attributes: { event: 'opened' } } as const;
}

const STANDINGS = [
  { state: 'open', since: at('2026-11-01'), remindedAt: at('2026-11-08') },
  { state: 'accepted', exception: 'EXC-1', until: at('2027-01-01'), warnedAt: null },
  { state: 'accepted', exception: 'EXC-2', until: at('2026-12-01'), warnedAt: at('2026-11-20') },
  { state: 'resolved', resolvedAt: at('2026-11-20'), because: 'access-removed' },
] as const;

const HOSTILE = ['__proto__', 'constructor', '"\\\n\u2028\u0000', '=cmd()', '\ud83d\ude00', '</script>'];

/** A state with so many findings, in every standing. */
function stateOf(count: number, account = ACCOUNT): AccountState {
  return { ...emptyState(account), collectedAt: at('2026-11-21'), findings: Array.from({ length: count }, (_, index) => findingOf(index)) };
}

function findingOf(index: number): KnownFinding {
  const id = `ecrd-${String(index).padStart(20, 'a').replaceAll('0', 'z').replaceAll('1', 'y').replaceAll('8', 'x').replaceAll('9', 'w')}`;
  const standing = STANDINGS[index % STANDINGS.length]!;
  const message = `${HOSTILE[index % HOSTILE.length]} can pull from team/app`;
  return { ...observed({ id: id as FindingId, message }), firstSeen: at('2026-11-01'), lastSeen: at('2026-11-21'), ...standing };
}
