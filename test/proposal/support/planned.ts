// One resource of Terraform in a plan of it alone, as changes.
import type { ProposedResource } from '../../../lib/proposal/change.ts';
import { readPlan } from '../../../lib/proposal/terraform/plan.ts';
import { terraformProposal } from '../../../lib/proposal/terraform/terraform.ts';

interface PlannedResource {
  readonly type: string;
  readonly actions: readonly string[];
  readonly before?: object;
  readonly after?: object;
  readonly unknown?: object | true;
  readonly expressions?: object;
}

/** The resource `x` of the type, in a plan of it alone. */
export function planned(
  { type, actions, before, after, unknown = {}, expressions = {} }: PlannedResource,
  region: string | undefined = 'us-east-1',
): readonly ProposedResource[] {
  const address = `${type}.x`;
  const named = { address, mode: 'managed', type, name: 'x' };
  const reading = readPlan({
    format_version: '1.2',
    resource_changes: [{ ...named, change: { actions, before: before ?? null, after: after ?? null, after_unknown: unknown } }],
    configuration: { root_module: { resources: [{ ...named, expressions }] } },
  });
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return terraformProposal(reading.plan, { partition: 'aws', account: '111111111111', region });
}
