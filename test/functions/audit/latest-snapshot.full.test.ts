// The last snapshot of an account, which an audit leaves for checks of proposed changes.
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { handler } from '../../../functions/audit/audit.ts';
import { latestSnapshotKey } from '../../../lib/model/snapshot-key.ts';
import { readSnapshot } from '../../../lib/snapshot/parse.ts';
import { publishBaseline, runAudit } from '../support/audits.ts';
import { deployment, OWN } from '../support/deployment.ts';
import { readEvent } from '../support/events.ts';
import { invoke } from '../support/invoke.ts';

async function audited() {
  const deployed = await deployment();
  publishBaseline(deployed);
  return deployed;
}

test('is what the audit judged, and the next audit replaces it', async () => {
  const deployed = await audited();
  const stored = () => {
    const versions = deployed.world.buckets['ecr-drift']?.objects ?? Object.values(deployed.world.buckets)[0]!.objects;
    return readSnapshot(gunzipSync(versions[latestSnapshotKey(OWN)]!.at(-1)!.body).toString());
  };
  await runAudit('first');
  expect(stored()).toMatchObject({ kind: 'snapshot', snapshot: { account: OWN, collectedAt: '2026-11-21T20:00:00Z' } });
  await runAudit('second', { hours: 1 });
  expect(stored()).toMatchObject({ kind: 'snapshot', snapshot: { collectedAt: '2026-11-21T21:00:00Z' } });
});

test('has the gaps of what was not read', async () => {
  const deployed = await audited();
  const failed = { status: 'failed', code: 'Lambda.Unknown' };
  await invoke(handler, { ...(readEvent('audit') as object), parts: { identity: failed, regions: [{ region: 'eu-west-1', ...failed }] } });
  expect(deployed.objects.part(latestSnapshotKey(OWN))).toMatchObject({
    identity: { status: 'unknown', error: { code: 'Lambda.Unknown' } },
  });
});

test('that cannot be stored costs nothing of the audit', async () => {
  const deployed = await audited();
  deployed.server.faults.inject({
    service: 's3',
    operation: 'PutObject',
    when: ({ input }) => String(input['Key']).startsWith('snapshots/'),
    fault: { kind: 'deny' },
  });
  expect(await runAudit('first')).toMatchObject([{ outcome: 'judged', unread: '' }]);
  expect(deployed.objects.keys()).toContain(`reports/${OWN}/latest.json`);
  expect(deployed.objects.keys()).not.toContain(latestSnapshotKey(OWN));
});
