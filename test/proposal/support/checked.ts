// A proposal laid over a snapshot, and what is told of it.
import { type Checked, checkProposal } from '../../../lib/check.ts';
import type { ProposedChange, ProposedResource } from '../../../lib/proposal/change.ts';
import type { GrantView } from '../../../lib/report/schema.ts';
import { readSourceValue, type SnapshotSource } from '../../../lib/snapshot/parse.ts';

export function sourceOf(value: unknown): SnapshotSource {
  const reading = readSourceValue(value);
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return reading;
}

/** One resource that makes these changes. */
export function proposalOf(...changes: readonly ProposedChange[]): readonly ProposedResource[] {
  return [{ address: 'proposed', what: 'something', action: 'update', changes }];
}

/** What a check tells of access, a line for each grant. */
export function toldOf(source: SnapshotSource, ...changes: readonly ProposedChange[]) {
  return toldBy(checkProposal(source, undefined, proposalOf(...changes)));
}

export function toldBy({ result }: Pick<Checked, 'result'>) {
  return {
    gained: [...result.gained()].map(lineOf),
    lost: [...result.lost()].map(lineOf),
    changed: [...result.changed()].map(({ after }) => lineOf(after)),
    unresolved: result.head.unresolved.map(({ address, attribute }) => `${address} ${attribute}`),
  };
}

function lineOf({ repository, principal, capability, decision }: GrantView): string {
  return `${principal.slice(principal.lastIndexOf('/') + 1)} ${capability} ${repository}${decision === 'conditional' ? ' under conditions' : ''}`;
}
