// Scans of a small account in which one answer is odd, after a clean scan whose findings are known.
import { isDeepStrictEqual } from 'node:util';
import { followSnapshot, judgeSnapshot } from '../../../../lib/audit.ts';
import type { Api } from '../../../../lib/aws/api/permissions.ts';
import type { Session } from '../../../../lib/aws/client/session.ts';
import { collectAccount } from '../../../../lib/aws/collect/collect.ts';
import { accountIdentity } from '../../../../lib/aws/collect/identity.ts';
import { accountOrganization } from '../../../../lib/aws/collect/organization/organization.ts';
import { collectRegion } from '../../../../lib/aws/collect/region.ts';
import type { Followed } from '../../../../lib/lifecycle/follow.ts';
import { emptyState } from '../../../../lib/lifecycle/state.ts';
import { gapPartName } from '../../../../lib/model/gap-part.ts';
import type { AccountId } from '../../../../lib/model/ids.ts';
import type { AccountSnapshot } from '../../../../lib/model/snapshot.ts';
import { gapsOf, organizationErrors } from '../../../../lib/snapshot/gaps.ts';
import { readSnapshotValue } from '../../../../lib/snapshot/parse.ts';
import type { SnapshotFile } from '../../../../lib/snapshot/schema.ts';
import type { AwsServer } from '../../../support/aws-server/server.ts';
import type { Call, ServiceName } from '../../../support/aws-server/service.ts';
import { SERVICES } from '../../../support/aws-server/services/registry.ts';
import { baselineOf, policy } from '../../../support/baseline.ts';
import { jsonOddities } from '../../../support/odd/json.ts';
import type { Oddity } from '../../../support/odd/oddity.ts';
import { xmlOddities } from '../../../support/odd/xml.ts';
import { ACCOUNT, REGION } from '../../server/world.ts';

export interface Rewriting {
  readonly api: Api;
  readonly rewrite: (body: string, call: Call) => string;
}

/** What came of an odd answer. `open` are findings that were open before, and are no longer. */
export interface Outcome {
  readonly kind: 'nothing changed' | 'gap' | 'believed';
  /** The calls that gaps name. */
  readonly apis: readonly string[];
  readonly complete: boolean;
  readonly unread: readonly string[];
  readonly lost: readonly string[];
}

export interface OddScans {
  /** Findings of the clean scan. */
  readonly findings: readonly string[];
  /** What a scan comes to in which every answer of an API is rewritten. */
  readonly outcome: (rewriting: Rewriting) => Promise<Outcome>;
  /** What a clean scan after it finds. */
  readonly healed: () => Promise<readonly string[]>;
  readonly close: () => void;
}

/** Scans once, and knows what was found. Rejects where that scan has a gap. */
export async function oddScans(server: AwsServer, session: Session): Promise<OddScans> {
  const clean = await wholeScan(session);
  if (gapsOf(clean).length + organizationErrors(clean).length > 0) throw new Error('the scan without odd answers has gaps');
  const snapshot = snapshotIn(clean);
  const first = followSnapshot(judgeSnapshot(snapshot, BASELINE), emptyState(ACCOUNT_ID));
  let last = first;
  return {
    findings: messagesOf(first),
    outcome: async (rewriting) => {
      server.faults.inject({ ...placeOf(rewriting.api), fault: { kind: 'rewrite', rewrite: rewriting.rewrite } });
      const file = await scanOf(rewriting.api, session, clean).finally(() => server.faults.clear());
      const apis = [...new Set([...gapsOf(file), ...organizationErrors(file)].map(({ api = '' }) => api))].sort();
      const read = snapshotIn(file);
      if (apis.length === 0 && isDeepStrictEqual(read, snapshot)) return { ...NOTHING, apis };
      const judged = judgeSnapshot(read, BASELINE);
      last = followSnapshot(judged, first.state);
      const open = new Set(last.state.findings.flatMap(({ id, state }) => (state === 'resolved' ? [] : [id])));
      const lost = first.findings.filter(({ id }) => !open.has(id)).map(({ message }) => message);
      const { complete, unread } = judged.coverage;
      return {
        kind: apis.length > 0 ? 'gap' : 'believed',
        apis,
        complete,
        unread: [...new Set(unread.map(({ part }) => gapPartName(part)))],
        lost,
      };
    },
    healed: async () => {
      last = followSnapshot(judgeSnapshot(snapshotIn(await wholeScan(session)), BASELINE), last.state);
      return messagesOf(last);
    },
    close: () => session.clients.close(),
  };
}

const NOTHING = { kind: 'nothing changed', complete: true, unread: [], lost: [] } as const;

/** Every odd answer that one change makes of what an API answers in a scan. */
export async function odditiesOf(api: Api, server: AwsServer, session: Session): Promise<readonly Oddity[]> {
  const bodies = new Set<string>();
  const rewrite = (body: string) => {
    bodies.add(body);
    return body;
  };
  server.faults.inject({ ...placeOf(api), fault: { kind: 'rewrite', rewrite } });
  await wholeScan(session).finally(() => server.faults.clear());
  const made = [...bodies].flatMap((body) => (body.startsWith('<') ? xmlOddities(body) : jsonOddities(body)));
  return [...new Map(made.map((oddity) => [oddity.name, oddity])).values()];
}

// INVARIANT: the account of the world is 12 digits.
const ACCOUNT_ID = ACCOUNT as AccountId;

const BASELINE = baselineOf({
  'baseline.yaml': policy(
    `rules: [{ id: r, repositories: ["**"], allow: [{ principals: ["account:000000000000"], capabilities: [list] }],
      require: [{ principals: ["arn:aws:iam::${ACCOUNT}:role/ci"], capabilities: [pull] }] }]\n`,
  ),
});

/** Reads anew what the API has a part in, and takes the rest from the clean scan. */
async function scanOf(api: Api, session: Session, clean: SnapshotFile): Promise<SnapshotFile> {
  session.managedPolicies.clear();
  const [service = ''] = api.split(':');
  if (service === 'iam') return { ...clean, identity: await accountIdentity(session) };
  if (service === 'organizations') return { ...clean, organization: await accountOrganization(session) };
  if (!['ecr', 'tag'].includes(service)) return wholeScan(session);
  const reading = await collectRegion(session, REGION);
  if (reading.kind === 'partial') throw new Error('a scan without a deadline ended early');
  return { ...clean, regions: [reading.file] };
}

function wholeScan(session: Session): Promise<SnapshotFile> {
  session.managedPolicies.clear();
  return collectAccount(session, { regions: undefined });
}

function snapshotIn(file: SnapshotFile): AccountSnapshot {
  const reading = readSnapshotValue(file);
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return reading.snapshot;
}

function messagesOf({ findings }: Followed): readonly string[] {
  return findings.map(({ code, message }) => `${code} ${message}`);
}

function placeOf(api: Api): { readonly service: ServiceName; readonly operation: string } {
  const [prefix, operation] = api.split(':');
  const service = (Object.keys(SERVICES) as ServiceName[]).find((name) => SERVICES[name].prefix === prefix);
  if (service === undefined || operation === undefined) throw new Error(`no service for ${api}`);
  return { service, operation };
}
