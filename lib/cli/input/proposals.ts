// The proposal of a check: every option that gives a part of it, read and put together.

import type { ProposedResource } from '../../proposal/change.ts';
import { givenPolicy, NO_POLICY, type PolicyOption, proposedPolicy } from '../../proposal/policy-files.ts';
import type { SnapshotFile } from '../../snapshot/schema.ts';
import { readText } from '../files/read-file.ts';
import { Failure } from '../process/failure.ts';
import { readTemplates, type StackOptions } from './templates.ts';

export interface ProposalOptions extends StackOptions {
  readonly repositoryPolicy?: readonly string[] | undefined;
  readonly registryPolicy?: readonly string[] | undefined;
  readonly identityPolicy?: readonly string[] | undefined;
}

/** Makes of the account what is proposed; everything that needs no account has been read by then. Throws a Failure. */
export type ReadProposal = (file: SnapshotFile) => readonly ProposedResource[];

/** Reads the files of a proposal, before anybody waits for an account. Throws a Failure, one line for each option that cannot be read. */
export function readProposal(options: ProposalOptions): ReadProposal {
  const given = [
    ...of('repository-policy', options.repositoryPolicy),
    ...of('registry-policy', options.registryPolicy),
    ...of('identity-policy', options.identityPolicy),
  ];
  const templates = readTemplates(options);
  if (given.length === 0 && !templates)
    throw new Failure(
      'nothing is proposed: add --cloudformation, --repository-policy, --registry-policy or --identity-policy; see ecr-drift check --help',
    );
  const parts = given.map(({ option, text }) => givenPolicy(option, text));
  const wrong = parts.flatMap((part) => ('reason' in part ? [part.reason] : []));
  if (wrong.length > 0) throw new Failure(wrong);
  const policies = parts.flatMap((part) =>
    'reason' in part ? [] : [{ part, text: part.file === NO_POLICY ? undefined : readText(part.file) }],
  );
  return (file) => {
    const readings = policies.map(({ part, text }) => proposedPolicy(file, part, text));
    const problems = readings.flatMap((reading) => (reading.kind === 'problem' ? [reading.reason] : []));
    if (problems.length > 0) throw new Failure(problems);
    return [...(templates?.(file) ?? []), ...readings.flatMap((reading) => (reading.kind === 'resource' ? [reading.resource] : []))];
  };
}

function of(option: PolicyOption, texts: readonly string[] = []) {
  return texts.map((text) => ({ option, text }));
}
