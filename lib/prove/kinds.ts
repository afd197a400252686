// One text for each way in which patterns can match it: what no pattern tells apart is asked about once.
import { ECR_ACTIONS } from '../ecr/actions.ts';
import { compileResourcePattern, fieldsOf, HEAD_FIELDS } from '../policy/match/arn-pattern.ts';
import { ANYTHING } from '../policy/match/context.ts';
import { ANY_RUN, compileIamPattern, isEverything, type Matcher, type Token, tokensOf } from '../policy/match/pattern.ts';
import { resolve, templateOf } from '../policy/match/variables.ts';
import { ANY, manyOf, oneOf, patternSteps, type Steps, textSteps, textsOfEachWay, without } from '../policy/theory/steps.ts';

const isNameText = (char: string): boolean => /[a-z0-9]/.test(char);
const isLabelText = (char: string): boolean => isNameText(char) || char === '-';

function some(accepts: (char: string) => boolean): Steps {
  return [oneOf(accepts), manyOf(oneOf(accepts))];
}

const ACTION: readonly Steps[] = [[...some(isLabelText), ...textSteps(':'), ...some(isNameText)]];
const PLACE: Steps = [manyOf(oneOf(isLabelText)), ...textSteps(':')];
const COLON = textSteps(':');
const PLACED: Steps = [...PLACE, ...PLACE];
const NO_COLON = without(ANY, ':');
const PLAIN = without(NO_COLON, '/');
const REST: Steps = [...COLON, manyOf(without(ANY, '/'))];

/** C23: services some of whose resources have names that hold any text, or a slash behind two colons. */
const FREELY_NAMED = ['s3', 'execute-api', 'logs', 'autoscaling', 'cloudwatch', 'glue', 'iam', 'iot', 'lambda', 'mediaconnect'];

/** C23: others are named `type/name:1`, `type:name` or `type:a/b:1`: a slash only in the first part, or in the second where the first has none. */
const ARN: readonly Steps[] = [
  ...FREELY_NAMED.map((service) => [...arnOf(textSteps(service)), manyOf(ANY)]),
  ...[[], REST].flatMap((rest) => [
    [...arnOf(some(isLabelText)), NO_COLON, manyOf(NO_COLON), ...rest],
    [...arnOf(some(isLabelText)), PLAIN, manyOf(PLAIN), ...COLON, manyOf(NO_COLON), ...rest],
  ]),
];

function arnOf(service: Steps): Steps {
  return [...textSteps('arn:'), ...some(isLabelText), ...COLON, ...service, ...COLON, ...PLACED];
}

/**
 * Actions in lower case, those first that are written, then those that are known, then made-up ones of the services that are named; undefined where
 * it takes too long to find out.
 */
export function actionKinds(patterns: readonly string[], resources: readonly string[]): readonly string[] | undefined {
  const lowered = [...new Set(patterns.map((each) => each.toLowerCase()))];
  const found = textsOfEachWay(
    lowered.map((each) => patternSteps(tokensOf(each))),
    { shape: ACTION },
  );
  const written = lowered.filter((each) => /^[a-z0-9-]+:[a-z0-9]+$/.test(each));
  const filled = lowered.filter((each) => /^[a-z0-9-]+:[a-z0-9]*\*$/.test(each)).map((each) => each.replace('*', 'something'));
  const services = new Set([
    ...lowered.flatMap(serviceOf),
    ...resources.flatMap((each) => serviceOf(each.slice(each.indexOf(':', 4) + 1))),
  ]);
  const ofServices = [...services].map((service) => `${service}:something`);
  const existing = services.size === 0 || services.has('ecr') ? KNOWN_ACTIONS.keys() : [];
  return found && [...new Set([...written, ...existing, ...filled, ...ofServices, ...found])];
}

/** Before the first colon, where no wildcard stands there. */
function serviceOf(text: string): readonly string[] {
  return /^([a-z0-9-]+):/.exec(text)?.slice(1) ?? [];
}

/** By their names in lower case. */
const KNOWN_ACTIONS: ReadonlyMap<string, string> = new Map(ECR_ACTIONS.map((name) => [name.toLowerCase(), name]));

/** An action as AWS spells it, where it is known. */
export function knownAction(action: string): string | undefined {
  return KNOWN_ACTIONS.get(action);
}

/** Whether one of the patterns matches an action in lower case. */
export function isActionOf(patterns: readonly string[]): Matcher {
  const matchers = patterns.map((each) => compileIamPattern(tokensOf(each.toLowerCase())));
  return (action) => matchers.some((matches) => matches(action));
}

/**
 * Resources of an action as ARNs, in each of the partitions and in another, those first that are written; undefined where it takes too long
 * to find out.
 */
export function resourceKinds(patterns: readonly string[], partitions: readonly string[], action: string): readonly string[] | undefined {
  const told = [...patterns, ...partitions.map((each) => `arn:${each}:*`)];
  const read = [...new Map(told.flatMap(tokensOfResource).map((tokens) => [nameOf(tokens), tokens])).values()];
  const found = textsOfEachWay(read.map(resourceSteps), { shape: ARN });
  if (!found) return undefined;
  const matchers = read.map((tokens) => compileResourcePattern(tokens, 'completed').matches);
  const likely = [...read.map(likelyText), plainArn(action.split(':')[0] ?? '')].filter((text) => IS_ARN.test(text));
  const kinds = new Map<string, string>();
  for (const text of [...likely, ...found]) {
    const way = matchers.map((matches) => (matches(text) ? 1 : 0)).join('');
    if (!kinds.has(way)) kinds.set(way, text);
  }
  return [...kinds.values()];
}

const IS_ARN = /^arn:[a-z0-9-]+:[a-z0-9-]+:[a-z0-9-]*:[a-z0-9-]*:/;

/** Whether a pattern of a Resource element matches. */
export function isResourceOf(pattern: string): Matcher {
  return compileResourcePattern(tokensOf(pattern), 'completed').matches;
}

function plainArn(service: string): string {
  const place = service === 's3' ? '::' : 'us-east-1:111122223333:';
  return `arn:aws:${service}:${place}${service === 'ecr' ? 'repository/' : ''}something-else`;
}

/** As it is, and with anything in the place of variables. */
function tokensOfResource(raw: string): readonly (readonly Token[])[] {
  const resolved = resolve(templateOf(raw, { variables: true, wildcards: true }), () => ANYTHING);
  return resolved.kind === 'noValue' || !raw.includes('${') ? [tokensOf(raw)] : [tokensOf(raw), resolved.tokens];
}

function nameOf(tokens: readonly Token[]): string {
  return JSON.stringify(tokens.map((token) => (typeof token === 'string' ? token : [token.description])));
}

const FIELD_VALUES = ['arn', 'aws', 's3', 'us-east-1', '111122223333', 'x'];

/** A pattern with something in the place of wildcards. */
function likelyText(tokens: readonly Token[]): string {
  return fieldsOf(tokens)
    .map((field, at) =>
      isEverything(field) ? (FIELD_VALUES[at] ?? 'x') : field.map((token) => (typeof token === 'string' ? token : 'x')).join(''),
    )
    .join(':');
}

const IN_FIELD = without(ANY, ':');

/** B10: `*` stops at colons in the first five fields, but for one that ends a field. */
function resourceSteps(tokens: readonly Token[]): Steps {
  if (isEverything(tokens)) return [manyOf(ANY)];
  const written = fieldsOf(tokens);
  const missing = Array.from({ length: Math.max(0, HEAD_FIELDS + 1 - written.length) }, (): readonly Token[] => [ANY_RUN]);
  return [...written, ...missing].flatMap((field, at) => {
    if (at >= HEAD_FIELDS) return [...textSteps(':'), ...patternSteps(field)];
    const steps = field.flatMap((token, place): Steps => {
      if (typeof token === 'string') return textSteps(token);
      if (token === ANY_RUN) return [manyOf(place === field.length - 1 ? ANY : IN_FIELD)];
      return [IN_FIELD];
    });
    return at === 0 ? steps : [...textSteps(':'), ...steps];
  });
}
