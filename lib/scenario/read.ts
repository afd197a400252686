// Scenario text: one JSON object, a JSON array, or JSON Lines, as its lines come.
import { duplicateReason, type JsonReading, readJson } from '../text/json.ts';
import { isBlank, isJsonLines, type Line, type TextBeginning, textBeginning, textOf } from './text-form.ts';

/** One scenario as parsed from JSON, or why it could not be read; `name` names it where it has one. */
export type ScenarioText =
  | { readonly kind: 'scenario'; readonly input: unknown }
  | { readonly kind: 'problem'; readonly name: string | null; readonly reason: string };

/** `refused`: the text holds no scenarios at all, which is said of the whole of it. */
export type ScenarioReading = ScenarioText | { readonly kind: 'refused'; readonly reason: string };

const NOT_UTF_8 = 'not UTF-8 text';
const TOO_LONG = 'more than 256 MiB of text without a scenario on a line of its own: write JSON Lines';

export interface ScenarioReader {
  /** The scenarios of which the next lines make an end, in order. After a text was refused there is nothing to add. */
  readonly add: (block: readonly Line[]) => readonly ScenarioReading[];
  /** Those that are known only now that there are no more lines. */
  readonly end: () => readonly ScenarioReading[];
}

/** Reads JSON Lines as they come, so that their number does not matter, and any other text whole. */
export function scenarioReader(): ScenarioReader {
  let number = 0;
  let beginning: TextBeginning | undefined = textBeginning();
  const add: ScenarioReader['add'] = (block) => {
    const form = beginning?.add(block) ?? 'lines';
    if (form === 'open') return [];
    if (form === 'tooLong') return [{ kind: 'refused', reason: TOO_LONG }];
    const lines: readonly Line[] = beginning?.lines ?? block;
    beginning = undefined;
    const readings = readLines(lines, number);
    number += lines.length;
    return readings;
  };
  return { add, end: () => (beginning ? readText(beginning.lines) : []) };
}

/** A text that is known to its end. Only one that holds no scenarios at all is refused. */
function readText(lines: readonly Line[]): readonly ScenarioReading[] {
  const text = textOf(lines);
  if (text.trim() === '') return [{ kind: 'refused', reason: 'no scenarios: the input is empty' }];
  const whole: JsonReading = lines.includes(undefined)
    ? { kind: 'problem', reason: NOT_UTF_8, line: lines.indexOf(undefined) + 1 }
    : readJson(text);
  if (whole.kind === 'value') return scenariosOf(whole);
  return isJsonLines(lines) ? readLines(lines, 0) : [{ kind: 'refused', reason: `${whole.reason} (line ${whole.line})` }];
}

/** `before`: how many lines came before these. */
function readLines(lines: readonly Line[], before: number): readonly ScenarioText[] {
  return lines.flatMap((line, at) => (line !== undefined && isBlank(line) ? [] : [readLine(line, before + at + 1)]));
}

function readLine(line: Line, number: number): ScenarioText {
  if (line === undefined) return { kind: 'problem', name: null, reason: `${NOT_UTF_8} (line ${number})` };
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
