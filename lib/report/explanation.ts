// The decisions on some actions, for people: each layer in evaluation order, with the statements that speak; and for programs.
import type { ExplainedLayer, Explanation } from '../access/matrix/explain.ts';
import type { Coverage } from '../model/access.ts';
import { namedResidual, type Reason } from '../model/decision.ts';
import { gapPartName } from '../model/gap-part.ts';
import type { Layer } from '../model/policy.ts';
import { type PolicyRef, policyName } from '../model/policy-ref.ts';
import { visible } from '../text/quote.ts';
import { incompleteness } from './completeness.ts';
import { PAPER, paragraph, type Screen } from './screen.ts';
import { table } from './terminal.ts';
import { coverageView, unreadView } from './unread-view.ts';

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
export function explanationReport({ explanations, coverage }: ExplanationView, screen: Screen = PAPER): string {
  const lines = incompleteness(coverageView(coverage)).flatMap((line) => paragraph(screen, line, 4));
  return [explanationText(explanations, screen), ...(lines.length > 0 ? ['\n'] : []), ...lines.map((line) => `${line}\n`)].join('');
}

/** The same as one JSON object over several lines; ends in a newline. */
export function explanationJson({ account, principal, region, repository, coverage, explanations }: ExplanationView): string {
  const { unread } = coverageView(coverage);
  const result = { schemaVersion: 1, account, principal, region, repository, unread, explanations: explanationViews(explanations) };
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** Each decision as a paragraph, in the order given; ends in a newline. */
export function explanationText(explanations: readonly Explanation[], screen: Screen = PAPER): string {
  return explanations
    .map((each) => one(each, screen))
    .join('\n\n')
    .concat('\n');
}

/** Explanations as `--format json` has them: policies and unread parts in words. */
function explanationViews(explanations: readonly Explanation[]) {
  return explanations.map(({ decision, layers, ...asked }) => ({
    ...asked,
    decision: {
      ...decision,
      statements: decision.statements.map(reasonInWords),
      conditions: decision.conditions.map(namedResidual),
      unread: decision.unread.map(unreadView),
    },
    layers: layers.map((layer) => ({ ...layer, statements: layer.statements.map(inWords), unread: layer.unread.map(unreadView) })),
  }));
}

function reasonInWords({ layer, policy, source: { sid, index, effect } }: Reason) {
  return { layer, policy: policyName(policy), sid, index, effect };
}

function inWords<T extends { readonly policy: PolicyRef }>(statement: T) {
  return { ...statement, policy: policyName(statement.policy) };
}

function one({ action, resource, decision, layers }: Explanation, screen: Screen): string {
  const { kind, deniedBy, conditions, unread, unsettled } = decision;
  const by = deniedBy.length === 0 ? '' : ` by ${deniedBy.map((layer) => LAYER_NAMES[layer]).join(', ')}`;
  const depends = conditions.map((each) =>
    'account' in each
      ? `  depends on account ${each.account}`
      : `  depends on ${each.operator} ${each.key} ${each.values.join(', ')} (${each.effect}, ${policyName(each.policy)} statement ${each.index})`,
  );
  const lines = [
    `${action} on ${visible(resource)}: ${WORDS[kind]}${by}`,
    ...depends.map(visible),
    ...unread.map(({ part, code }) => `  not read: ${visible(`${gapPartName(part)} (${code})`)}`),
    ...unsettled.map((rule) => `  not settled by AWS's documentation: ${rule}`),
  ];
  return [
    ...lines.flatMap((line) => paragraph(screen, line, 4)),
    table(['  LAYER', 'SAYS', 'STATEMENTS'], layers.map(layerRow), screen),
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
  const matched = statements.map(
    ({ policy, sid, index, effect, certain }) =>
      `${effect}${certain ? '' : '?'} ${policyName(policy)} statement ${index}${sid === null ? '' : ` (${sid})`}`,
  );
  const gaps = unread.map(({ part, code }) => `${gapPartName(part)} not read (${code})`);
  return [`  ${LAYER_NAMES[layer]}${layer === 'scp' ? ` level ${level}` : ''}`, state, [...matched, ...gaps].join('; ')];
}
