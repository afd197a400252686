// A scenario that is not wholly known, as the complete scenarios it may stand for: a finite choice, made of what its policies mention.
import { type Decision, decide, type Verdict } from './definition.ts';
import { type Condition, many, type OneOrMany, type Scalar } from './grammar.ts';
import type { Request, Scenario } from './world.ts';

type Choice = OneOrMany<Scalar> | null;

/** The answer over all completions: both outcomes possible is conditional, a part that nothing settles is unknown. */
export function judge(scenario: Scenario): Verdict {
  const verdicts = completions(scenario).map(decide);
  const [first, ...others] = verdicts;
  if (first === undefined) throw new Error('a scenario has at least one completion');
  if (others.every((verdict) => JSON.stringify(verdict) === JSON.stringify(first))) return first;
  const seen = new Set(verdicts.map((verdict) => verdict.decision));
  const decision = summary(seen);
  return verdicts.find((verdict) => verdict.decision === decision) ?? { decision, deniedBy: [] };
}

function summary(seen: ReadonlySet<Decision>): Decision {
  if (seen.has('unknown')) return 'unknown';
  if (seen.has('allowed')) return seen.size > 1 ? 'conditional' : 'allowed';
  return seen.has('implicitDeny') ? 'implicitDeny' : 'explicitDeny';
}

/** Every combination of a session (for a role) and a value, or none, for each unknown key. */
export function completions(scenario: Scenario): readonly Scenario[] {
  let worlds: readonly Request[] = sessionsOf(scenario);
  for (const key of unknownKeys(scenario)) {
    const choices = choicesFor(key, scenario);
    worlds = worlds.flatMap((request) => choices.map((choice) => ({ ...request, context: { ...request.context, [key]: choice } })));
  }
  return worlds.map((request) => ({ ...scenario, request: { ...request, unknownContext: [] } }));
}

/** A25: a role stands for any session of it; each session that a policy names, and one that none names. */
function sessionsOf(scenario: Scenario): readonly Request[] {
  const { request } = scenario;
  if (!/^arn:[^:]+:iam::\d+:role\//.test(request.principal)) return [request];
  const prefix = request.principal.replace(':iam:', ':sts:').replace(/:role\/.*?([^/]+)$/, ':assumed-role/$1/');
  const named = textsIn(policiesOf(scenario)).filter((text) => text.startsWith(prefix));
  return [...new Set([...named, `${prefix}nobody-named-this-session`])].map((session) => ({
    ...request,
    principal: session,
    issuer: request.principal,
  }));
}

const FILLED = [
  'PrincipalArn PrincipalAccount PrincipalType PrincipalIsAWSService PrincipalServiceName username ResourceAccount RequestedRegion',
  'ViaAWSService SecureTransport',
].flatMap((names) => names.split(' ').map((name) => `aws:${name}`.toLowerCase()));

/** `*` means every key that a policy mentions and nobody gave or fills in. */
function unknownKeys(scenario: Scenario): readonly string[] {
  const { context = {}, unknownContext = [] } = scenario.request;
  if (unknownContext !== '*') return unknownContext;
  const known = [...FILLED, ...Object.keys(context).map((key) => key.toLowerCase())];
  const mentioned = [...conditionsIn(policiesOf(scenario)).map(({ key }) => key), ...variablesIn(scenario)];
  return [...new Set(mentioned.map((key) => key.toLowerCase()))].filter((key) => !known.includes(key));
}

/** Absent, each value mentioned for the key, one that is not, and for sets two values at once. */
function choicesFor(key: string, scenario: Scenario): readonly Choice[] {
  const asked = conditionsIn(policiesOf(scenario)).filter((condition) => condition.key.toLowerCase() === key.toLowerCase());
  const mentioned = asked.flatMap(({ operator, values }) => values.flatMap((value) => representatives(operator, value)));
  const variable = variablesIn(scenario).some((name) => name.toLowerCase() === key.toLowerCase());
  const parts = variable ? scenario.request.resource.split(/[:/]/) : [];
  const singles = [...new Set([...mentioned, ...parts, 'nobody-mentioned-this'])];
  const sets = asked.some(({ operator }) => /^for(all|any)value/i.test(operator));
  return [null, ...singles, ...(sets ? singles.map((value) => [value, 'nobody-mentioned-this']) : []), ...(sets ? [singles] : [])];
}

/** Values on both sides of what a condition asks for. */
function representatives(operator: string, value: string): readonly string[] {
  if (/numeric/i.test(operator)) return [-1, 0, 1].map((step) => String(Number(value) + step));
  if (/date/i.test(operator)) return [-1, 0, 1].map((step) => String(epochOf(value) + step));
  if (/ipaddress/i.test(operator)) return [value.replace(/\/.*/, ''), '198.51.100.77'];
  if (/bool/i.test(operator)) return ['true', 'false'];
  return [value.replaceAll('*', 'x').replaceAll('?', 'x')];
}

const epochOf = (value: string): number => (/^\d{5,}$/.test(value) ? Number(value) : Math.floor(Date.parse(value) / 1000));

const policiesOf = ({ request: _, ...policies }: Scenario): unknown => policies;

const variablesIn = (scenario: Scenario): readonly string[] =>
  textsIn(policiesOf(scenario)).flatMap((text) => [...text.matchAll(/\$\{([^},]+:[^},]+)/g)].map(([, key = '']) => key));

/** Every text inside a value, however deep. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

interface Asked {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

function conditionsIn(value: unknown): readonly Asked[] {
  if (typeof value !== 'object' || value === null) return [];
  const { Condition: condition = {} } = value as { readonly Condition?: Condition };
  const here = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: many(values).map(String) })),
  );
  return [...here, ...Object.values(value).flatMap(conditionsIn)];
}
