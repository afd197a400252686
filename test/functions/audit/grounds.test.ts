// What a full scan is laid under: parts that were read again since it began, which may be gone.
import { describe, expect, test } from 'vitest';
import { type PartStore, scanGround } from '../../../functions/audit/grounds.ts';
import { emptyState } from '../../../lib/lifecycle/state.ts';
import type { AccountState } from '../../../lib/model/state.ts';
import { ACCOUNT, at } from '../../support/following.ts';
import { accountWith, FIRST } from '../../support/histories.ts';

const BEGUN = '2026-11-20T08:00:00.500Z';
const EMPTY: PartStore = { findPart: async () => undefined, writePart: async () => undefined };

/** A state that names parts which nobody keeps any more. */
function knownAt(collectedAt: string): AccountState {
  const basis = { snapshot: 'scan', scannedAt: '2026-11-19T08:00:00.000Z', reread: 'gone' };
  return { ...emptyState(ACCOUNT), collectedAt: at(collectedAt), basis };
}

const groundOf = (known: AccountState) => scanGround(EMPTY, accountWith(FIRST, BEGUN), 'here')(known);

describe('parts that were read again and are not kept any more', () => {
  test('end the run where one of them may be newer than the scan: nobody can say what it said', async () => {
    await expect(groundOf(knownAt('2026-11-20T08:01:00Z'))).rejects.toMatchObject({
      code: 'damaged',
      message: `what was read again since this scan began at ${BEGUN} is gone (gone): start the audit again`,
    });
  });

  test('are missed by nobody where the scan began after all of them', async () => {
    const ground = await groundOf(knownAt('2026-11-20T07:59:00Z'));
    expect(ground.basis).toEqual({ snapshot: 'here', scannedAt: BEGUN, reread: null });
    expect(ground.snapshot.reread).toEqual([]);
  });
});
