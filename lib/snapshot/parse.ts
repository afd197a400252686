// A snapshot file: its text to the model that is judged, or why it cannot be read.
import type { AccountSnapshot } from '../model/snapshot.ts';
import { readUniqueJson } from '../text/json.ts';
import { accountOf, instantOf } from './brands.ts';
import { collectedOf } from './collected.ts';
import { contradictionsOf } from './contradictions.ts';
import { principalsOf, stockOf } from './identity.ts';
import { libraryOf } from './library.ts';
import { sortedBy } from './order.ts';
import { organizationOf } from './organization.ts';
import { withoutPages } from './pages.ts';
import { firstOf, schemaReason } from './problem.ts';
import { registryOf } from './registry.ts';
import { type SnapshotFile, snapshotSchema } from './schema.ts';

export type SnapshotReading =
  | { readonly kind: 'snapshot'; readonly snapshot: AccountSnapshot }
  /** `reason` is one line: where, what, and what to do. */
  | { readonly kind: 'problem'; readonly reason: string };

/** What AWS answered and the model of it, for those who lay something over the answers. */
export interface SnapshotSource {
  readonly file: SnapshotFile;
  readonly snapshot: AccountSnapshot;
}

type SourceReading = ({ readonly kind: 'source' } & SnapshotSource) | Extract<SnapshotReading, { readonly kind: 'problem' }>;

/** The text of a snapshot file as the model, or why it is no snapshot. */
export function readSnapshot(text: string): SnapshotReading {
  return withoutSource(readSnapshotSource(text));
}

/** The same with the answers themselves. */
export function readSnapshotSource(text: string): SourceReading {
  const json = readUniqueJson(text);
  if (json.kind === 'problem') return problem([`${json.reason} (line ${json.line})`]);
  return readSourceValue(json.value);
}

/** The same for what the text of a file says, or for a snapshot that was just collected. */
export function readSnapshotValue(given: unknown): SnapshotReading {
  return withoutSource(readSourceValue(given));
}

function withoutSource(reading: SourceReading): SnapshotReading {
  return reading.kind === 'problem' ? reading : { kind: 'snapshot', snapshot: reading.snapshot };
}

/** The same with the answers themselves. */
export function readSourceValue(given: unknown): SourceReading {
  const value = withoutPages(given);
  const issues = snapshotSchema.safeParse(value).error?.issues ?? [];
  if (issues.length > 0) return problem(issues.map((issue) => schemaReason(issue, value)));
  // INVARIANT: the schema transforms nothing, so what it accepts has its type; its copies would lose keys named `__proto__`.
  const file = value as SnapshotFile;
  const contradictions = contradictionsOf(file);
  return contradictions.length > 0 ? problem(contradictions) : { kind: 'source', file, snapshot: snapshotOf(file) };
}

function problem(reasons: readonly string[]): Extract<SnapshotReading, { readonly kind: 'problem' }> {
  return { kind: 'problem', reason: firstOf(reasons) };
}

/** One library for both parts: whoever has a policy, it is compiled once. */
function identityOf({ identity, partition, account }: SnapshotFile): Pick<AccountSnapshot, 'principals' | 'stock'> {
  const name = { part: { kind: 'identity' }, api: 'iam:GetAccountAuthorizationDetails' } as const;
  if (identity.status !== 'present')
    return { principals: collectedOf(identity, name, () => []), stock: { groups: [], managedPolicies: [] } };
  const library = libraryOf(identity.value);
  return {
    principals: { kind: 'present', value: principalsOf(identity.value, library) },
    stock: stockOf(identity.value, library, `arn:${partition}:iam::${account}`),
  };
}

function snapshotOf(file: SnapshotFile): AccountSnapshot {
  const owner = { partition: file.partition, account: accountOf(file.account) };
  const registries = file.regions.map((region) => registryOf(owner, region));
  return {
    ...owner,
    collectedAt: instantOf(file.collectedAt),
    reread: (file.reread ?? []).map(({ part, asOf }) => ({ part, asOf: instantOf(asOf) })),
    ...identityOf(file),
    organization: collectedOf(
      file.organization,
      { part: { kind: 'organization', of: null }, api: 'organizations:DescribeOrganization' },
      organizationOf,
    ),
    registries: sortedBy(registries, ({ region }) => region),
  };
}
