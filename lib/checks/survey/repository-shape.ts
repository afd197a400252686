// Which ARNs repositories can have, and whether a pattern of a Resource element can be one.

import { ANYTHING } from '../../policy/match/context.ts';
import { ANY_RUN } from '../../policy/match/pattern.ts';
import { resolve, templateOf } from '../../policy/match/variables.ts';
import { manyOf, meet, oneOf, type PatternStep, patternSteps, textSteps } from '../../policy/theory/steps.ts';

/** Where repositories are looked for; an identity policy may speak of those of any region and account. */
export interface RepositoryPlace {
  readonly partition: string;
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** How their names begin. */
  readonly prefix: string;
  /** Whether that is the whole name of one repository. */
  readonly isOne: boolean;
}

const isSmall = (char: string): boolean => (char >= 'a' && char <= 'z') || (char >= '0' && char <= '9');
const LABEL = oneOf((char) => isSmall(char) || char === '-');
const DIGIT = oneOf((char) => char >= '0' && char <= '9');
/** Names are in lower case. What no name holds stands for names to come. */
const NAME = oneOf((char) => isSmall(char) || './_-'.includes(char));

/** Whether a pattern may match the ARN of some repository, there already or to come. B12: that missing fields are not filled up is sure nowhere. */
export function mayBeRepository(pattern: string, place: RepositoryPlace): boolean {
  const isWhole = pattern.split(':').length > 5;
  const resolved = resolve(templateOf(pattern, { variables: true, wildcards: true }), () => ANYTHING);
  const tokens = resolved.kind === 'noValue' ? [] : resolved.tokens;
  return meet(patternSteps(isWhole ? tokens : [...tokens, ANY_RUN]), stepsOf(place));
}

function stepsOf({ partition, region, account, prefix, isOne }: RepositoryPlace): readonly PatternStep[] {
  const twelve = Array.from({ length: 12 }, () => DIGIT);
  return [
    ...textSteps(`arn:${partition}:ecr:`),
    ...(region === undefined ? [LABEL, manyOf(LABEL)] : textSteps(region)),
    ...textSteps(':'),
    ...(account === undefined ? twelve : textSteps(account)),
    ...textSteps(`:repository/${prefix}`),
    ...(prefix === '' ? [NAME] : []),
    ...(isOne ? [] : [manyOf(NAME)]),
  ];
}
