// Audits of the deployment under test, as the state machine drives them.
import { handler as audit } from '../../../functions/audit/audit.ts';
import { handler as collect } from '../../../functions/collect/collect.ts';
import { handler as plan } from '../../../functions/plan/plan.ts';
import { bundleBaseline } from '../../../lib/baseline/parse/bundle.ts';
import { parseBaseline } from '../../../lib/baseline/parse/parse.ts';
import type { Digest } from '../../../lib/model/ids.ts';
import type { Deployment } from './deployment.ts';
import { invoke } from './invoke.ts';

export const INTENT = `apiVersion: ecr-drift/v1
kind: AccessPolicy
rules:
  - id: team
    repositories: [ "**" ]
    allow:
      - { principals: [ "account:333333333333" ], capabilities: [ pull ] }
`;

/** Publishes a baseline where the deployment reads it; one that is not valid is published all the same. */
export function publishBaseline({ objects }: Deployment, text = INTENT): void {
  const files = [{ path: 'team.yaml', text }];
  const parsed = parseBaseline('team.yaml', files);
  const sha256 = parsed.kind === 'baseline' ? parsed.baseline.sha256 : ('0'.repeat(64) as Digest);
  objects.plant('baseline.json', bundleBaseline(sha256, files));
}

interface Whole {
  readonly mode: string;
  readonly accounts: readonly string[];
}

interface Planned {
  readonly account: string;
  readonly regions: readonly string[];
}

const FIRST = Date.parse('2026-11-21T20:00:00Z');
const HOUR = 3_600_000;

export interface Run {
  /** How many hours after the first run of a test: runs are apart, as those of a schedule are. */
  readonly hours?: number;
  readonly input?: object;
  /** Milliseconds that are left of the time of the function that judges. */
  readonly remaining?: number;
}

/** One run of the state machines without their retries; gives what each account's audit said, and throws what the first said that failed. */
export async function runAudit(run: string, { hours = 0, input = {}, remaining }: Run = {}): Promise<readonly unknown[]> {
  const startedAt = new Date(FIRST + hours * HOUR).toISOString();
  const { mode, accounts } = await invoke<Whole>(plan, { run, input });
  const audits = await Promise.allSettled(
    accounts.map(async (account) => {
      const target = await invoke<Planned>(plan, { run, mode, account });
      const identity = await invoke(collect, { ...target, part: 'identity' });
      const regions = await Promise.all(
        target.regions.map(async (region) => {
          const reading = { status: 'again', calls: 0, left: -1 };
          return invoke<object>(collect, { ...target, part: 'region', region, reading });
        }),
      );
      return invoke(audit, { ...target, startedAt, parts: { identity, regions } }, remaining);
    }),
  );
  return audits.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}

const pull = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** A repository policy that lets a role pull. */
export function lets(role: string): string {
  const statement = { Sid: 'Outsider', Effect: 'Allow', Principal: { AWS: role }, Action: pull };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
