// Which of the findings that cannot be looked at keep an exception from being called idle.
import { expect, test } from 'vitest';
import { judgeSnapshot } from '../../../lib/audit.ts';
import { uselessUnseen } from '../../../lib/lifecycle/observe/idle.ts';
import { idleFindingId } from '../../../lib/lifecycle/transition/idle-exceptions.ts';
import type { Observation } from '../../../lib/lifecycle/transition/transitions.ts';
import type { Exception } from '../../../lib/model/baseline.ts';
import type { FindingId } from '../../../lib/model/ids.ts';
import type { KnownFinding, Observed, ResolutionReason } from '../../../lib/model/state.ts';
import { account, at, baseline, exception, observed, TYPICAL } from '../../support/following.ts';

const SNAPSHOT = account(TYPICAL);
const { matrix } = judgeSnapshot(SNAPSHOT, baseline());
const TIMES = { firstSeen: at('2026-10-01'), lastSeen: at('2026-10-01') };

function open(fields: Partial<Observed> = {}): KnownFinding {
  return { ...observed(fields), ...TIMES, state: 'open', since: at('2026-10-01'), remindedAt: null };
}

function over(because: ResolutionReason): KnownFinding {
  return { ...observed(), ...TIMES, state: 'resolved', resolvedAt: at('2026-10-02'), because };
}

type Missing = Exclude<Observation, { readonly kind: 'new' }>;

function clear(known: KnownFinding, because: ResolutionReason): Missing {
  return { kind: 'clear', known, because };
}

function unverified(known: KnownFinding): Missing {
  return { kind: 'unverified', known, exception: undefined };
}

const SELECTING = exception({ kind: 'selector', code: 'ECRD-202' }, '2027-06-01');
const ELSEWHERE = exception({ kind: 'selector', code: 'ECRD-201' }, '2027-06-01');

/** Whether the finding that the exception is idle is left out, where `missing` is what the run did not see. */
function isLeftOut(of: Exception, missing: Missing): boolean {
  const idle = observed({ id: idleFindingId(of, SNAPSHOT), code: 'ECRD-405' });
  return uselessUnseen({ matrix, exceptions: [of], observed: [idle], known: [missing.known] }, [missing])(idle);
}

test.each<readonly [string, Missing, boolean]>([
  ['what could not be verified', unverified(open()), true],
  ['what was over and could not be verified', unverified(over('corrected')), false],
  ['what is not watched any more', clear(open(), 'not-watched'), true],
  ['what was not watched before either', clear(over('not-watched'), 'not-watched'), true],
  ['what was over before it was not watched', clear(over('access-removed'), 'not-watched'), false],
  ['what is over', clear(open(), 'access-removed'), false],
])('an exception for %s may be needed, or is idle (%#)', (_, missing, expected) => {
  expect(isLeftOut(SELECTING, missing)).toBe(expected);
});

test('an exception for nothing that was not seen is idle, also beside what may have had another id', () => {
  expect(isLeftOut(ELSEWHERE, unverified(open({ code: 'ECRD-204' })))).toBe(false);
});

test('an exception by an id that nobody knows may be for what had another id, and for nothing else', () => {
  const byId = exception({ kind: 'finding', finding: 'ecrd-bbbbbbbbbbbbbbbbbbbb' as FindingId }, '2027-06-01');
  expect(isLeftOut(byId, unverified(open({ code: 'ECRD-204' })))).toBe(true);
  expect(isLeftOut(byId, unverified(open()))).toBe(false);
});
