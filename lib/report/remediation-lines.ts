// A mend for people: what changes, the command that does it, what to know beforehand, and how to keep things as they are.
import { visible } from '../text/quote.ts';
import type { RemediationView } from './schema.ts';

type ChangeView = Extract<RemediationView, { readonly changes: unknown }>['changes'][number];

/** How much is said of a mend: where there are many, the beginning of each diff. */
export type MendLength = 'short' | 'whole';

/** The lines of a mend, each of them harmless to a terminal; none where there is no mend to speak of. */
export function remediationLines(mend: RemediationView | null, length: MendLength = 'short'): readonly string[] {
  if (!mend) return [];
  const keep = `keep it instead: ${mend.accept}`;
  if ('why' in mend) return [`no change by itself: ${mend.why}`, keep].map(visible);
  const { changes, alsoRemoves, warnings } = mend;
  return [
    ...changes.flatMap((change) => changeLines(change, length)),
    ...(alsoRemoves.length > 0 ? [`also ends: ${named(alsoRemoves)}`] : []),
    ...warnings.map((warning) => `warning: ${warning}`),
    keep,
  ].map(visible);
}

const MOST_DIFF_LINES = 12;

function changeLines({ diff, command, affects, ...change }: ChangeView, length: MendLength): readonly string[] {
  // The names of the two sides say nothing here.
  const lines = diff.split('\n').slice(2);
  const shown = length === 'short' && lines.length > MOST_DIFF_LINES ? [...lines.slice(0, MOST_DIFF_LINES), '…'] : lines;
  return [
    `change ${placeOf(change)}`,
    ...shown.map((line) => `  ${line}`),
    `run: ${command}`,
    ...(affects.length > 0 ? [`also loses access: ${affects.join(', ')}`] : []),
  ];
}

/** What a change is made to, in words. */
export function placeOf({ target, name, principal, region }: Pick<ChangeView, 'target' | 'name' | 'principal' | 'region'>): string {
  switch (target) {
    case 'repositoryPolicy':
      return `the repository policy of ${name} in ${region}`;
    case 'registryPolicy':
      return `the registry policy of ${region}`;
    case 'inlinePolicy':
      return `the inline policy ${name} of ${principal}`;
    case 'managedPolicy':
      return `the managed policy ${name}`;
    case 'attachment':
      return `what ${principal} has: ${name} is taken away`;
  }
}

const MOST_NAMED = 5;

function named(ids: readonly string[]): string {
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
  return `${ids.slice(0, MOST_NAMED).join(', ')}${more}`;
}
