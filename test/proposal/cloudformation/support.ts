// Templates laid over a small account, and what a check tells of them.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { checkProposal } from '../../../lib/check.ts';
import type { ProposedResource } from '../../../lib/proposal/change.ts';
import { givenTemplate, type Proposal, parameterProblems, proposedStacks } from '../../../lib/proposal/cloudformation/cloudformation.ts';
import type { SnapshotSource } from '../../../lib/snapshot/parse.ts';
import { type AccountWords, snapshotFile } from '../../support/account-shorthand.ts';
import { sourceOf, toldBy } from '../support/checked.ts';

export const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** The account that templates are laid over. */
export function account(): SnapshotSource {
  // INVARIANT: the file is written in these words; anything else is no snapshot.
  return sourceOf(snapshotFile(parse(readFileSync(join(FOLDER, 'account.yaml'), 'utf8')) as AccountWords));
}

export interface Given {
  readonly path?: string;
  readonly text: string;
  readonly previous?: string;
  readonly parameters?: Readonly<Record<string, string | null>>;
  readonly region?: string;
  /** Files beside the template. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Templates that are deployed together with it. */
  readonly others?: readonly string[];
}

/** What a template proposes, or why it cannot be read. */
export function proposalOf(
  source: SnapshotSource,
  { path = 'template.yaml', text, previous, parameters = {}, region, beside, others }: Given,
): Proposal {
  const given = new Map(Object.entries(parameters));
  const template = givenTemplate(path, text);
  const before = previous === undefined ? undefined : givenTemplate('previous.yaml', previous);
  if ('reason' in template) return { kind: 'problem', reasons: [template.reason] };
  if (before && 'reason' in before) return { kind: 'problem', reasons: [before.reason] };
  const strange = parameterProblems([template], given);
  if (strange.length > 0) return { kind: 'problem', reasons: strange };
  const together = (others ?? []).map((other) => givenTemplate('other.yaml', other)).filter((other) => 'text' in other);
  const stack = { parameters: given, region, beside: besideOf(beside) };
  return proposedStacks(source.file, [
    { template, previous: before, ...stack },
    ...together.map((other) => ({ template: other, previous: undefined, ...stack })),
  ]);
}

function besideOf(files: Given['beside']) {
  return (file: string, from: string) => {
    const path = join(dirname(from), file);
    const text = files?.[file];
    return text === undefined ? { reason: `no file ${path}` } : { path, text };
  };
}

export function resourcesOf(source: SnapshotSource, given: Given): readonly ProposedResource[] {
  const proposal = proposalOf(source, given);
  if (proposal.kind === 'problem') throw new Error(proposal.reasons.join('\n'));
  return proposal.resources;
}

/** The difference that a template makes, as people would say it. */
export function told(source: SnapshotSource, given: Given) {
  const resources = resourcesOf(source, given);
  return {
    changes: resources.map(({ address, what, action }) => `${action} ${address}: ${what}`),
    assumed: resources.flatMap(({ address, assumed = [] }) => assumed.map((text) => `${address}: ${text}`)),
    ...toldBy(checkProposal(source, undefined, resources)),
  };
}
