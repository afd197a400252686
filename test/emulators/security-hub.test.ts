// Findings of the example account in a Security Hub that others wrote.
import { GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { judgeSnapshot } from '../../lib/audit.ts';
import { openSecurityHub } from '../../lib/aws/deployment/security-hub.ts';
import { hubFindings } from '../../lib/report/formats/asff.ts';
import { acmeBaseline, acmeFile, snapshotFrom, viewOf } from '../support/audited.ts';
import { accountAt, environmentFor } from './support/account.ts';
import { type Emulator, startEmulator } from './support/emulator.ts';

const python = inject('python');
const why = python.kind === 'missing' ? ` (skipped: ${python.reason})` : '';
const REGION = 'eu-west-1';

describe.runIf(python.kind === 'ready')(`the Security Hub of moto${why}`, () => {
  let moto: Emulator | undefined;

  beforeAll(async () => {
    if (python.kind === 'ready') moto = await startEmulator('moto', python.bin);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await moto?.stop();
  });

  test('has every finding as it was sent, and archives what is over', async () => {
    const url = moto?.url ?? '';
    const place = { account: await accountAt(url), region: REGION };
    for (const [name, value] of Object.entries({ ...environmentFor(url), AWS_REGION: REGION })) vi.stubEnv(name, value);
    const hub = openSecurityHub({ signal: AbortSignal.timeout(60_000) });
    const client = new SecurityHubClient({});
    const view = viewOf(judgeSnapshot(snapshotFrom(acmeFile()), acmeBaseline()));
    const over = { ...view, findings: view.findings.map((finding) => ({ ...finding, state: 'resolved' as const })) };
    for (const { each, state } of [
      { each: view, state: 'ACTIVE' },
      { each: over, state: 'ARCHIVED' },
    ]) {
      const sent = [...hubFindings(each, place)];
      expect(sent.length).toBeGreaterThan(0);
      expect(await hub.importFindings(sent)).toEqual({ kind: 'answered', rejected: [] });
      const { Findings: found = [] } = await client.send(new GetFindingsCommand({ MaxResults: 100 }));
      const told = (all: typeof found) => all.map(({ Id, Title, RecordState }) => `${Id} ${Title} ${RecordState}`).sort();
      expect(told(found)).toEqual(told(sent));
      expect(new Set(found.map(({ RecordState }) => RecordState))).toEqual(new Set([state]));
    }
    hub.close();
    client.destroy();
  });
});
