// Scenario text: one JSON object, a JSON array, or JSON Lines.
import { duplicateReason, type JsonReading, readJson } from '../text/json.ts';

/** One scenario as parsed from JSON, or why it could not be read; `place` names it where it has no name. */
export type ScenarioText =
  | { readonly kind: 'scenario'; readonly input: unknown }
  | { readonly kind: 'problem'; readonly name: string | null; readonly reason: string };

export type ScenarioReading =
  | { readonly kind: 'scenarios'; readonly scenarios: readonly ScenarioText[] }
  | { readonly kind: 'problem'; readonly reason: string };

/** Every scenario of `text` in order. Only a text that holds no scenarios at all is a problem as a whole. */
export function readScenarios(text: string): ScenarioReading {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === '\uFEFF') return { kind: 'problem', reason: 'no scenarios: the input is empty' };
  const whole = readJson(text);
  if (whole.kind === 'value') return { kind: 'scenarios', scenarios: scenariosOf(whole) };
  if (!isJsonLines(trimmed)) return { kind: 'problem', reason: `${whole.reason} (line ${whole.line})` };
  return {
    kind: 'scenarios',
    scenarios: text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [readLine(line, index + 1)])),
  };
}

/** Several lines, and the first of them (or the second, if the first is broken) is a whole object. */
function isJsonLines(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (
    lines.length > 1 &&
    !text.startsWith('[') &&
    lines.some((line) => line.trim().startsWith('{') && line.trim().endsWith('}') && readJson(line).kind === 'value')
  );
}

function readLine(line: string, number: number): ScenarioText {
  const reading = readJson(line);
  if (reading.kind === 'problem') return { kind: 'problem', name: null, reason: `${reading.reason} (line ${number})` };
  const [scenario] = scenariosOf({
    ...reading,
    value: [reading.value],
    duplicates: reading.duplicates.map((each) => ({ ...each, path: [0, ...each.path] })),
  });
  return scenario?.kind === 'problem'
    ? { ...scenario, reason: `${scenario.reason} (line ${number})` }
    : (scenario ?? { kind: 'problem', name: null, reason: `no scenario (line ${number})` });
}

/** A repeated key spoils its own scenario and no other. */
function scenariosOf({ value, duplicates }: Extract<JsonReading, { kind: 'value' }>): readonly ScenarioText[] {
  if (!Array.isArray(value)) {
    const [duplicate] = duplicates;
    return [
      duplicate ? { kind: 'problem', name: nameOf(value), reason: duplicateReason(duplicate.path) } : { kind: 'scenario', input: value },
    ];
  }
  const list: readonly unknown[] = value;
  return list.map((input, index) => {
    const duplicate = duplicates.find(({ path }) => path[0] === index);
    return duplicate
      ? { kind: 'problem', name: nameOf(input), reason: duplicateReason(duplicate.path.slice(1)) }
      : { kind: 'scenario', input };
  });
}

function nameOf(input: unknown): string | null {
  const name: unknown = typeof input === 'object' && input !== null && 'name' in input ? input.name : undefined;
  return typeof name === 'string' ? name : null;
}
