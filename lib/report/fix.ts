// What `fix` prints: what is wrong, what ends it, and the same change as text of the tools that accounts are written in.
import { counted, visible } from '../text/quote.ts';
import { cloudFormationOf } from './cloudformation.ts';
import { remediationLines } from './remediation-lines.ts';
import type { FixView } from './schema.ts';
import { terraformOf } from './terraform.ts';

/** In the order in which help lists them. */
export const FIX_FORMATS = ['text', 'json', 'terraform', 'cloudformation'] as const;
export type FixFormat = (typeof FIX_FORMATS)[number];

const RENDERERS: Readonly<Record<FixFormat, (view: FixView) => string>> = {
  text: fixText,
  json: (view) => `${JSON.stringify(view, null, 2)}\n`,
  terraform: (view) => withRemarks(view, terraformOf),
  cloudformation: (view) => withRemarks(view, cloudFormationOf),
};

/** The remediation of a finding or a cause in a format. */
export function fixRendered(view: FixView, format: FixFormat): string {
  return RENDERERS[format](view);
}

function fixText(view: FixView): string {
  const { id, severity, message, remediation } = view;
  const lines = [
    `${severity}  ${message}`,
    `  ${id}`,
    ...togetherWith(view).map((line) => `  ${line}`),
    '',
    ...('changes' in remediation && remediation.leaves.length > 0 ? [`leaves: ${named(remediation.leaves)}`] : []),
  ];
  return [...lines.map(visible), ...remediationLines(remediation, 'whole')].map((line) => `${line}\n`).join('');
}

function togetherWith({ of, cause, findings }: FixView): readonly string[] {
  if (of === 'cause') return [`${counted(findings.length, 'finding')}: ${named(findings)}`];
  if (findings.length < 2) return [];
  return [`one of ${findings.length} findings of ${cause}: \`ecr-drift fix ${cause}\` mends them together`];
}

const MOST_NAMED = 10;

function named(ids: readonly string[]): string {
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more (--format json has them all)` : '';
  return `${ids.slice(0, MOST_NAMED).join(', ')}${more}`;
}

type Changes = Extract<FixView['remediation'], { readonly changes: unknown }>['changes'];

/** What the text is for, and what it leaves, in comments of the language. */
function withRemarks({ id, message, remediation }: FixView, written: (changes: Changes) => string): string {
  const lines = 'why' in remediation ? [`no change by itself: ${remediation.why}`] : remarksOf(remediation);
  const head = [`${id}: ${message}`, ...lines, `keep it instead: ${remediation.accept}`].map((line) => `# ${visible(line)}\n`).join('');
  return 'changes' in remediation ? `${head}\n${written(remediation.changes)}` : head;
}

function remarksOf({ alsoRemoves, leaves, warnings }: Extract<FixView['remediation'], { readonly changes: unknown }>): readonly string[] {
  return [
    ...(alsoRemoves.length > 0 ? [`also ends: ${named(alsoRemoves)}`] : []),
    ...(leaves.length > 0 ? [`leaves: ${named(leaves)}`] : []),
    ...warnings.map((warning) => `warning: ${warning}`),
  ];
}
