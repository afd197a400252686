// The decisions on some actions, for people: each layer in evaluation order, with the statements that speak; and for programs.
import type { ExplainedLayer, Explanation } from '../access/matrix/explain.ts';
import type { Coverage } from '../model/access.ts';
import type { Layer } from '../model/policy.ts';
import { visible } from '../text/quote.ts';
import { incompleteness } from './completeness.ts';
import { table } from './terminal.ts';

const LAYER_NAMES = {
  rcp: 'resource control policies',
  scp: 'service control policies',
  resource: 'repository and registry policy',
  identity: 'identity policies',
  boundary: 'permissions boundary',
  session: 'session policy',
} as const satisfies Record<Layer, string>;

/** What `ecr-drift explain` says of one principal on one repository. */
export interface ExplanationView {
  readonly account: string;
  readonly principal: string;
  readonly region: string;
  readonly repository: string;
  readonly coverage: Coverage;
  readonly explanations: readonly Explanation[];
}

/** The explanations for people, then what was not read; ends in a newline. */
export function explanationReport({ explanations, coverage: { complete, unread } }: ExplanationView): string {
  const lines = incompleteness({ complete, unread: [...unread] });
  return [explanationText(explanations), ...(lines.length > 0 ? ['\n'] : []), ...lines.map((line) => `${line}\n`)].join('');
}

/** The same as one JSON object over several lines; ends in a newline. */
export function explanationJson({ account, principal, region, repository, coverage, explanations }: ExplanationView): string {
  const result = { schemaVersion: 1, account, principal, region, repository, unread: coverage.unread, explanations };
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** Each decision as a paragraph, in the order given; ends in a newline. */
export function explanationText(explanations: readonly Explanation[]): string {
  return explanations.map(one).join('\n\n').concat('\n');
}

function one({ action, resource, decision, layers }: Explanation): string {
  const { kind, deniedBy, conditions, unread, unsettled } = decision;
  const by = deniedBy.length === 0 ? '' : ` by ${deniedBy.map((layer) => LAYER_NAMES[layer]).join(', ')}`;
  const depends = conditions.map((each) =>
    'account' in each
      ? `  depends on account ${each.account}`
      : `  depends on ${each.operator} ${each.key} ${each.values.join(', ')} (${each.effect}, ${each.policy} statement ${each.index})`,
  );
  return [
    `${action} on ${visible(resource)}: ${WORDS[kind]}${by}`,
    ...depends.map(visible),
    ...unread.map(({ part, code }) => `  not read: ${visible(`${part} (${code})`)}`),
    ...unsettled.map((rule) => `  not settled by AWS's documentation: ${rule}`),
    table(['  LAYER', 'SAYS', 'STATEMENTS'], layers.map(layerRow)),
  ].join('\n');
}

const WORDS = {
  allowed: 'allowed',
  explicitDeny: 'explicitly denied',
  implicitDeny: 'not allowed',
  conditional: 'allowed under conditions',
  unknown: 'unknown',
} as const satisfies Record<Explanation['decision']['kind'], string>;

function layerRow({ layer, level, state, statements, unread }: ExplainedLayer): readonly string[] {
  const spoken = statements.map(
    ({ policy, sid, index, effect, certain }) =>
      `${effect}${certain ? '' : '?'} ${policy} statement ${index}${sid === null ? '' : ` (${sid})`}`,
  );
  const gaps = unread.map(({ part, code }) => `${part} not read (${code})`);
  return [`  ${LAYER_NAMES[layer]}${layer === 'scp' ? ` level ${level}` : ''}`, state, [...spoken, ...gaps].join('; ')];
}
