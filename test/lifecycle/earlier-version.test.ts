// A state with an outbox that the version before the ids were structured wrote: a finding of nearly every code, each under the id it had then.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { followSnapshot, judgeSnapshot } from '../../lib/audit.ts';
import { type ParsedBaseline, parseBaseline } from '../../lib/baseline/parse/parse.ts';
import type { Followed } from '../../lib/lifecycle/follow.ts';
import { readState, stateChunks } from '../../lib/lifecycle/state.ts';
import { FINDING_CODES } from '../../lib/model/codes.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import type { AccountState, Message } from '../../lib/model/state.ts';
import { tell } from '../../lib/notify/tell.ts';
import { auditAccount } from '../../lib/run.ts';
import { compare } from '../../lib/text/order.ts';
import { read } from '../snapshot/support/files.ts';
import { groundOn } from '../support/audit-run.ts';
import { ACCOUNT, at, told } from '../support/following.ts';
import { textOf } from '../support/stored-text.ts';

const HERE = join(import.meta.dirname, 'earlier-version');

function baseline(): ParsedBaseline {
  const names = readdirSync(join(HERE, 'baseline')).sort();
  const files = names.map((name) => ({ path: `baseline/${name}`, text: readFileSync(join(HERE, 'baseline', name), 'utf8') }));
  return parseBaseline('baseline', files);
}

function state(): AccountState {
  const reading = readState(readFileSync(join(HERE, 'state.json'), 'utf8'), ACCOUNT);
  if (reading.kind !== 'state') throw new Error(reading.reason);
  return reading.state;
}

/** The snapshot of the last run, or the same where everything could be read. */
function snapshot(day: string, reading: 'as it was' | 'whole' = 'as it was'): AccountSnapshot {
  const text = readFileSync(join(HERE, 'snapshot.json'), 'utf8');
  const file = JSON.parse(text, (_, value) => {
    const isOdd = value?.status === 'unknown' || (value?.status === 'present' && typeof value.value === 'string');
    return reading === 'whole' && isOdd ? { status: 'absent' } : value;
  });
  const { organization } = file;
  if (reading === 'whole') organization.value.serviceControlPolicies = [[FULL_ACCESS], [FULL_ACCESS]];
  return read({ ...file, collectedAt: at(day) });
}

const FULL_ACCESS = {
  name: 'FullAWSAccess',
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
};

function run(day: AccountSnapshot, known: AccountState = state()): Followed {
  const parsed = baseline();
  if (parsed.kind !== 'baseline') throw new Error(JSON.stringify(parsed.issues));
  return followSnapshot(judgeSnapshot(day, parsed.baseline), known);
}

const BEFORE = state();

test('the state holds every code but those that need another run of things', () => {
  const held = new Set(BEFORE.findings.map(({ code }) => code));
  expect(FINDING_CODES.filter((code) => !held.has(code))).toEqual(['ECRD-104', 'ECRD-203', 'ECRD-206', 'ECRD-408']);
});

/** What that version did not say of a condition that is gone. */
const WEAKER = '; a request without aws:SourceVpc gets in, the baseline asks for aws:SourceVpc vpc-1';

test('the first run of this version tells nothing: each finding is known, since when it was, and as it was accepted', () => {
  const after = run(snapshot('2026-11-21'));
  expect(told(after)).toEqual([]);
  const standing = ({ findings }: AccountState): readonly object[] =>
    findings
      // Causes are the ones of this version.
      .map(({ id, evidence, unreadOrganization, lastSeen, causeId, cause, ...rest }) => ({
        ...rest,
        message: rest.message.replace(WEAKER, ''),
      }))
      .toSorted((one, other) => compare(JSON.stringify([one.message, one.code]), JSON.stringify([other.message, other.code])));
  expect(standing(after.state)).toEqual(standing(BEFORE));
  expect(after.state.findings.filter(({ message }) => message.endsWith(WEAKER)).map(({ code }) => code)).toEqual(['ECRD-105']);
  const accepted = after.state.findings.flatMap((each) => (each.state === 'accepted' ? [[each.code, each.exception]] : []));
  expect(accepted).toEqual([['ECRD-207', 'cache']]);
});

test('what it knows by words alone it knows by its cause from then on, whether or not that is told', () => {
  expect(new Set(BEFORE.findings.map(({ causeId }) => causeId))).toEqual(new Set([null]));
  const after = run(snapshot('2026-11-21'));
  const seen = new Set(after.findings.map(({ id }) => id));
  for (const { id, causeId } of after.state.findings) if (seen.has(id)) expect(causeId).toMatch(/^ecrc-[a-z2-7]{20}$/);
});

test('the second run has nothing to tell, and what it writes is read again', () => {
  const first = run(snapshot('2026-11-21'));
  const second = run(snapshot('2026-11-21'), first.state);
  expect([told(second), second.state]).toEqual([[], first.state]);
  expect(readState(textOf(stateChunks(first.state)), ACCOUNT)).toEqual({ kind: 'state', state: first.state });
});

test('what was not read then is over once it is read, and nothing else is', () => {
  const first = run(snapshot('2026-11-21'));
  expect(told(run(snapshot('2026-11-22', 'whole'), first.state)).toSorted()).toEqual([
    'resolved part-read ECRD-305 repository policy of team/broken in us-east-1',
    'resolved part-read ECRD-501 registry policy of eu-west-1',
    'resolved part-read ECRD-501 repository policy of team/dark in us-east-1',
    'resolved part-read ECRD-502 organization',
  ]);
});

test('messages that waited are sent as they were written', async () => {
  let kept = state();
  const sent: Message[] = [];
  const store = {
    load: () => Promise.resolve({ state: kept, version: '1' }),
    save: (next: AccountState) => {
      kept = next;
      return Promise.resolve('1');
    },
  };
  const publish = (message: Message): Promise<void> => {
    sent.push(message);
    return Promise.resolve();
  };
  const ports = { store, publish, tell, saveReport: () => Promise.resolve() };
  const notify = { topics: ['findings' as const], minimumSeverity: 'critical' as const, reportUrl: null };
  await auditAccount(ports, { ...groundOn(snapshot('2026-11-21')), baseline: baseline(), notify });
  expect(BEFORE.unsent).toHaveLength(4);
  expect(sent).toEqual(BEFORE.unsent);
  expect(kept.unsent).toEqual([]);
});
