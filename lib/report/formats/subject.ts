// What a finding is about as other tools name it: ARNs, and the region in which it is filed.
import { partitionOf } from '../../model/regions.ts';
import { compare } from '../../text/order.ts';
import type { AuditView, FindingView } from '../schema.ts';

/** A repository with its ARN. */
export interface NamedRepository {
  readonly region: string;
  readonly repository: string;
  readonly arn: string;
}

const EVERY_REGION = '*';
const FIRST_REGION = 'us-east-1';

/** The partition of a region; that of most accounts where the region is a newer one. */
export function partitionIn(region: string): string {
  return partitionOf(region) ?? 'aws';
}

/** The repositories that a finding is about, its own before those that its grant reaches; none where it is about the account. */
export function repositoriesOfFinding(account: string, { region, repository, evidence }: FindingView): readonly NamedRepository[] {
  const own = region !== null && region !== EVERY_REGION && repository !== null ? [{ region, repository }] : [];
  const named = new Map([...own, ...(evidence.repositories ?? [])].map((each) => [arnIn(account, each), each]));
  return [...named].map(([arn, place]) => ({ ...place, arn }));
}

function arnIn(account: string, { region, repository }: { readonly region: string; readonly repository: string }): string {
  return `arn:${partitionIn(region)}:ecr:${region}:${account}:repository/${repository}`;
}

/** The region of a finding; where it has none, or all, the first that the audit names. */
export function filingRegion(view: Pick<AuditView, 'findings'>): (finding: FindingView) => string {
  const places = view.findings.flatMap(({ region, evidence }) => [region, ...(evidence.repositories ?? []).map((each) => each.region)]);
  const regions = [...new Set(places.filter((region) => region !== null && region !== EVERY_REGION))].sort((a, b) =>
    compare(a ?? '', b ?? ''),
  );
  const home = regions[0] ?? FIRST_REGION;
  return ({ region }) => (region === null || region === EVERY_REGION ? home : region);
}

/** The cause that each finding is in, by the finding's id. */
export function causeIds({ causes }: Pick<AuditView, 'causes'>): ReadonlyMap<string, string> {
  return new Map(causes.flatMap(({ id, findings }) => findings.map((finding) => [finding, id] as const)));
}
