import { expect, test } from 'vitest';
import type { DueFinding } from '../../../functions/audit/hub-due.ts';
import { batchesOf } from '../../../functions/audit/hub-import.ts';
import { openSecurityHub } from '../../../lib/aws/deployment/security-hub.ts';
import { deployment, OWN } from '../support/deployment.ts';

const SENT = { digest: '', sentAt: '2026-11-21T20:00:00.000Z', isArchived: false, title: '', createdAt: '', label: 'LOW' } as const;

/** A finding of about so many bytes; the size is all that counts here. */
function due(id: number, bytes: number): DueFinding {
  return { finding: { Id: `${id}`, Description: 'x'.repeat(bytes) } as unknown as DueFinding['finding'], sent: SENT };
}

const sizes = (all: readonly DueFinding[]) => [...batchesOf(all)].map(({ length }) => length);
const many = (count: number, bytes: number) => Array.from({ length: count }, (_, id) => due(id, bytes));

test('a request has a hundred findings at most', () => {
  expect(sizes(many(250, 10))).toEqual([100, 100, 50]);
  expect(sizes([])).toEqual([]);
});

test('a request has 240 KB at most, and one that is larger by itself is alone', () => {
  for (const batch of batchesOf(many(40, 30_000))) {
    expect(Buffer.byteLength(JSON.stringify(batch.map(({ finding }) => finding)))).toBeLessThanOrEqual(240_000);
  }
  expect(sizes([due(1, 10), due(2, 300_000), due(3, 10)])).toEqual([1, 1, 1]);
});

test('every finding is in one request, in the order given', () => {
  const all = many(333, 2_000);
  expect([...batchesOf(all)].flat()).toEqual(all);
});

test('a Security Hub that does not answer is given up after a few attempts', async () => {
  const { server, world } = await deployment();
  world.securityHubs[`${OWN} eu-west-1`] = {};
  server.faults.inject({ service: 'securityhub', fault: { kind: 'hang' } });
  const hub = openSecurityHub({ signal: AbortSignal.timeout(60_000), patience: { connect: 1_000, answer: 50 } });
  expect(await hub.importFindings([])).toMatchObject({ kind: 'refused', code: 'ETIMEDOUT' });
  hub.close();
  expect(server.calls.filter(({ service }) => service === 'securityhub')).toHaveLength(4);
});
