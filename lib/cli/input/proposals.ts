// The proposal of a check: every option that gives a part of it, read and put together.

import type { ProposedResource } from '../../proposal/change.ts';
import { givenPolicy, NO_POLICY, type PolicyOption, proposedPolicy } from '../../proposal/policy-files.ts';
import { readPlan, type TerraformPlan } from '../../proposal/terraform/plan.ts';
import type { ReadSources } from '../../proposal/terraform/source-reader.ts';
import { terraformProposal } from '../../proposal/terraform/terraform.ts';
import type { SnapshotFile } from '../../snapshot/schema.ts';
import { readUniqueJson } from '../../text/json.ts';
import { counted, quoted } from '../../text/quote.ts';
import { complain } from '../files/output.ts';
import { bytesIn, nameOf, readText, textOf } from '../files/read-file.ts';
import { Failure } from '../process/failure.ts';
import { readTemplates, type StackOptions } from './templates.ts';

export interface ProposalOptions extends StackOptions {
  readonly terraform?: readonly string[] | undefined;
  /** Folders of the configurations of the plans, in the same order. */
  readonly terraformSource?: readonly string[] | undefined;
  readonly repositoryPolicy?: readonly string[] | undefined;
  readonly registryPolicy?: readonly string[] | undefined;
  readonly identityPolicy?: readonly string[] | undefined;
}

/** Makes of the account what is proposed; everything that needs no account has been read by then. Throws a Failure. */
export type ReadProposal = (file: SnapshotFile) => readonly ProposedResource[];

/** Reads the files of a proposal, before anybody waits for an account. Throws a Failure, one line for each option that cannot be read. */
export async function readProposal(options: ProposalOptions): Promise<ReadProposal> {
  const given = [
    ...of('repository-policy', options.repositoryPolicy),
    ...of('registry-policy', options.registryPolicy),
    ...of('identity-policy', options.identityPolicy),
  ];
  const plans = (options.terraform ?? []).map((path) => ({ path, plan: loadPlan(path) }));
  const folders = options.terraformSource ?? [];
  if (folders.length > 0 && folders.length !== plans.length)
    throw new Failure(
      `--terraform-source: ${folders.length} for ${counted(plans.length, 'plan')}: give one for each --terraform, in their order`,
    );
  const templates = readTemplates(options);
  if (given.length + plans.length === 0 && !templates)
    throw new Failure(
      'nothing is proposed: add --terraform, --cloudformation, --repository-policy, --registry-policy or --identity-policy; see ecr-drift check --help',
    );
  const parts = given.map(({ option, text }) => givenPolicy(option, text));
  const wrong = parts.flatMap((part) => ('reason' in part ? [part.reason] : []));
  if (wrong.length > 0) throw new Failure(wrong);
  const policies = parts.flatMap((part) =>
    'reason' in part ? [] : [{ part, text: part.file === NO_POLICY ? undefined : readText(part.file) }],
  );
  const sources = await sourcesIn(folders);
  return (file) => {
    const readings = policies.map(({ part, text }) => proposedPolicy(file, part, text));
    const problems = readings.flatMap((reading) => (reading.kind === 'problem' ? [reading.reason] : []));
    if (problems.length > 0) throw new Failure(problems);
    const region = regionFor(file, options.region);
    const planned = plans.flatMap(({ path, plan }, index) => {
      const resources = terraformProposal(plan, { partition: file.partition, account: file.account, region, sources: sources[index] });
      refuseElsewhere(path, resources, file.account);
      return resources;
    });
    return [
      ...planned,
      ...(templates?.(file) ?? []),
      ...readings.flatMap((reading) => (reading.kind === 'resource' ? [reading.resource] : [])),
    ];
  };
}

/** The parser is loaded only where there is something for it. */
async function sourcesIn(folders: readonly string[]): Promise<readonly ReadSources[]> {
  if (folders.length === 0) return [];
  const { readSources } = await import('./terraform-source.ts');
  const made: ReadSources[] = [];
  for (const folder of folders) made.push(await readSources(folder));
  return made;
}

/** A plan of which nothing is about the account says nothing of it: somebody took the wrong snapshot. */
function refuseElsewhere(path: string, resources: readonly ProposedResource[], account: string): void {
  const accounts = [...new Set(resources.map(({ elsewhere }) => elsewhere))];
  if (resources.length === 0 || accounts.includes(undefined)) return;
  throw new Failure(
    `${nameOf(path)}: the plan is about account ${accounts.join(', ')}, and the snapshot is of ${account}: give one of that account`,
  );
}

/** The region that was chosen, or the only one that there is. */
function regionFor({ regions }: SnapshotFile, chosen: string | undefined): string | undefined {
  const known = regions.map(({ region }) => region);
  if (chosen !== undefined && !known.includes(chosen))
    throw new Failure(`--region: no region ${quoted(chosen)} in the snapshot: it holds ${known.join(', ')}`);
  return chosen ?? (known.length === 1 ? known[0] : undefined);
}

/** A plan file of Terraform is a zip archive, and what `show -json` makes of it is text. */
function loadPlan(path: string): TerraformPlan {
  const bytes = bytesIn(path);
  if (bytes.subarray(0, ZIP.length).equals(ZIP))
    throw new Failure(`${nameOf(path)}: it is the plan as Terraform saved it: give what \`terraform show -json ${path}\` prints`);
  const json = readUniqueJson(textOf(path, bytes));
  if (json.kind === 'problem') throw new Failure(`${nameOf(path)}:${json.line}: ${json.reason}: give what \`terraform show -json\` prints`);
  const reading = readPlan(json.value);
  if (reading.kind === 'problem') throw new Failure(`${nameOf(path)}: ${reading.reason}`);
  if (reading.plan.complete === false)
    complain(
      `${nameOf(path)}: the plan does a part of what its configuration asks for (-target, or changes put off): check the next plan too`,
    );
  return reading.plan;
}

const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);

function of(option: PolicyOption, texts: readonly string[] = []) {
  return texts.map((text) => ({ option, text }));
}
