// A scenario that is not wholly known, as the complete scenarios it may stand for: a finite choice, made of what its policies mention.
import { type Decision, decide, type Verdict } from './definition.ts';
import { type Condition, many, type OneOrMany, type Scalar } from './grammar.ts';
import { GATES, type Request, type Scenario, worldOf } from './world.ts';

type Choice = OneOrMany<Scalar> | null;

/** The answer over all completions: both outcomes possible is conditional, a part that nothing settles is unknown. */
export function judge(scenario: Scenario): Verdict {
  const verdicts = completions(scenario).map(decide);
  const decision = summary(new Set(verdicts.map((verdict) => verdict.decision)));
  const same = verdicts.filter((verdict) => verdict.decision === decision);
  const certain = GATES.filter((gate) => same.length > 0 && same.every((verdict) => verdict.deniedBy.includes(gate)));
  return { decision, deniedBy: certain };
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

/** `*` means every key that a policy mentions and nobody gave or fills in. */
function unknownKeys(scenario: Scenario): readonly string[] {
  const { request } = scenario;
  if (request.unknownContext !== '*') return request.unknownContext ?? [];
  const filled = worldOf({ ...scenario, request: { ...request, unknownContext: [] } }).context;
  const given = Object.keys(request.context ?? {}).map((key) => key.toLowerCase());
  const mentioned = [...conditionsIn(policiesOf(scenario)).map(({ key }) => key), ...variablesIn(scenario)];
  return [...new Set(mentioned.map((key) => key.toLowerCase()))].filter((key) => !filled.has(key) && !given.includes(key));
}

/** Absent, each value mentioned for the key, one that is not, and two values at once where every condition compares sets. */
function choicesFor(key: string, scenario: Scenario): readonly Choice[] {
  const asked = conditionsIn(policiesOf(scenario)).filter((condition) => condition.key.toLowerCase() === key.toLowerCase());
  const mentioned = asked.flatMap(({ operator, values }) => values.flatMap((value) => representatives(operator, value)));
  const variable = variablesIn(scenario).some((name) => name.toLowerCase() === key.toLowerCase());
  const given = Object.values(scenario.request.context ?? {}).flatMap((values) => many(values ?? []).map(String));
  const parts = variable ? [...scenario.request.resource.split(/[:/]/), ...given] : [];
  const singles = [...new Set([...mentioned, ...parts, 'nobody-mentioned-this'])];
  const sets = asked.length > 0 && asked.every(({ operator }) => /^(for(all|any)values?:|null$)/i.test(operator)); // C17
  return [null, ...singles, ...(sets ? singles.map((value) => [value, 'nobody-mentioned-this']) : []), ...(sets ? [singles] : [])];
}

/** Values on both sides of what a condition asks for. */
function representatives(operator: string, value: string): readonly string[] {
  if (/numeric/i.test(operator)) return [-1, 0, 1].map((step) => String(Number(value) + step));
  if (/date/i.test(operator)) return [-1, 0, 1].map((step) => String(epochOf(value) + step));
  if (/ipaddress/i.test(operator)) return [value.replace(/\/.*/, ''), '198.51.100.77'];
  if (/bool/i.test(operator)) return ['true', 'false'];
  return [value, value.replaceAll('*', 'x').replaceAll('?', 'x')];
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
