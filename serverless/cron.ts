// The cron expressions of EventBridge Scheduler: six fields, each with its own range, names and signs.
import { quoted } from '../lib/text/quote.ts';
import { suggestion } from '../lib/text/suggest.ts';

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names of values, the first of which is `least`. */
  readonly names: readonly string[];
  /** What it takes besides numbers, lists, ranges, steps and `*`. */
  readonly signs: readonly ('?' | 'L' | 'W' | '#')[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS = {
  minutes: { name: 'minutes', least: 0, most: 59, names: [], signs: [] },
  hours: { name: 'hours', least: 0, most: 23, names: [], signs: [] },
  dayOfMonth: { name: 'day of month', least: 1, most: 31, names: [], signs: ['?', 'L', 'W'] },
  month: { name: 'month', least: 1, most: 12, names: MONTHS, signs: [] },
  dayOfWeek: { name: 'day of week', least: 1, most: 7, names: WEEKDAYS, signs: ['?', 'L', '#'] },
  year: { name: 'year', least: 1970, most: 2199, names: [], signs: [] },
} as const satisfies Readonly<Record<string, Field>>;

type FieldName = keyof typeof FIELDS;
// INVARIANT: an object literal has the keys of its type.
const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

/** One part of a field, between its commas. */
type Part =
  | { readonly kind: 'range'; readonly from: number; readonly to: number; readonly step: number }
  /** The last day of the month, or the last such weekday of it. */
  | { readonly kind: 'last'; readonly weekday: number | undefined }
  /** The weekday, Monday to Friday, that is nearest to a day of the month; undefined means its last day. */
  | { readonly kind: 'nearest'; readonly day: number | undefined }
  /** Such as the second Tuesday of a month. */
  | { readonly kind: 'nth'; readonly weekday: number; readonly nth: number };

/** What each field asks for; undefined is `?`. */
export type Cron = Readonly<Record<FieldName, readonly Part[] | undefined>>;

/** The fields between the parentheses of `cron(...)`, or the first thing that is wrong with them. */
export function parseCron(text: string): { readonly cron: Cron } | { readonly problem: string } {
  const words = text.trim().split(/\s+/);
  if (words.length !== FIELD_NAMES.length)
    return { problem: `cron takes six fields, minutes hours day-of-month month day-of-week year, and this has ${words.length}` };
  const read = FIELD_NAMES.map((name, at) => [name, parseField(FIELDS[name], words[at] ?? '')] as const);
  const problem = read.flatMap(([, field]) => ('problem' in field ? [field.problem] : []))[0];
  if (problem !== undefined) return { problem };
  // INVARIANT: the names are those of FIELDS, each once.
  const cron = Object.fromEntries(read.map(([name, field]) => [name, 'parts' in field ? field.parts : undefined])) as Cron;
  if ((cron.dayOfMonth === undefined) === (cron.dayOfWeek === undefined))
    return { problem: 'exactly one of day of month and day of week is `?`' };
  return { cron };
}

type ParsedField = { readonly parts: readonly Part[] | undefined } | { readonly problem: string };

function parseField(field: Field, word: string): ParsedField {
  if (word === '?') return field.signs.includes('?') ? { parts: undefined } : { problem: `the field ${field.name} cannot be \`?\`` };
  const parts = word.split(',').map((part) => parsePart(field, part));
  const problem = parts.find((part) => typeof part === 'string');
  return problem === undefined ? { parts: parts.filter((part) => typeof part !== 'string') } : { problem };
}

/** A part, or what is wrong with it. */
function parsePart(field: Field, text: string): Part | string {
  const signed = text === '' ? undefined : signedPart(field, text.toUpperCase());
  if (signed !== undefined) return signed;
  const [, start = '', end, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(text) ?? [];
  if (start === '' || (start === '*' && end !== undefined)) return `the field ${field.name} cannot be ${quoted(text)}`;
  const from = start === '*' ? field.least : valueIn(field, start);
  const to = toOf(field, { start, end, step, from });
  const wrong = [from, to].find((value) => typeof value === 'string');
  if (typeof from === 'string' || typeof to === 'string') return wrong as string; // INVARIANT: one of the two is what was found.
  if (from > to) return `the field ${field.name} runs backwards: ${quoted(text)}`;
  const width = step === undefined ? 1 : Number(step);
  if (width < 1 || width > field.most) return `the field ${field.name} cannot go in steps of ${quoted(step ?? '')}`;
  return { kind: 'range', from, to, step: width };
}

interface Ends {
  readonly start: string;
  readonly end: string | undefined;
  readonly step: string | undefined;
  readonly from: number | string;
}

/** A start with a step goes on to the end of the field. */
function toOf(field: Field, { start, end, step, from }: Ends): number | string {
  if (end !== undefined) return valueIn(field, end);
  return start === '*' || step !== undefined ? field.most : from;
}

function valueIn(field: Field, word: string): number | string {
  const { name, least, most, names } = field;
  const known = names.indexOf(word.toUpperCase());
  if (known >= 0) return least + known;
  if (!/^\d+$/.test(word)) return `the field ${name} cannot be ${quoted(word)}${suggestion(word, names)}`;
  const value = Number(word);
  return value < least || value > most ? `the field ${name} goes from ${least} to ${most}, not to ${quoted(word)}` : value;
}

/** Undefined where the part has none of the signs that only some fields take. */
function signedPart(field: Field, text: string): Part | string | undefined {
  const takes = (letter: Field['signs'][number]) => field.signs.includes(letter);
  const [, day, ordinal] = /^(\w+)#(\d+)$/.exec(text) ?? [];
  if (day !== undefined && takes('#')) return nthPart(field, day, Number(ordinal));
  if (text === 'L' && takes('L')) return { kind: 'last', weekday: takes('#') ? 7 : undefined };
  if (text === 'LW' && takes('W')) return { kind: 'nearest', day: undefined };
  const [, number, sign] = /^(\w+?)([LW])$/.exec(text) ?? [];
  const known = number !== undefined && !field.names.includes(text);
  if (!known || !((sign === 'W' && takes('W')) || (sign === 'L' && takes('#')))) return undefined;
  const value = valueIn(field, number);
  if (typeof value === 'string') return value;
  return sign === 'W' ? { kind: 'nearest', day: value } : { kind: 'last', weekday: value };
}

function nthPart(field: Field, day: string, nth: number): Part | string {
  const weekday = valueIn(field, day);
  if (typeof weekday === 'string') return weekday;
  return nth < 1 || nth > 5 ? `the field ${field.name} has no ${nth}th such day of a month` : { kind: 'nth', weekday, nth };
}

/** The numbers from `least` to `most` of a field that has no signs. */
export function valuesOf(cron: Cron, name: 'minutes' | 'hours'): readonly number[] {
  const { least, most } = FIELDS[name];
  const all = Array.from({ length: most - least + 1 }, (_, at) => least + at);
  return all.filter((value) => includes(cron[name], value));
}

/** Whether it fires on that day, a midnight in UTC. */
export function firesOn(cron: Cron, day: Date): boolean {
  if (!includes(cron.year, day.getUTCFullYear()) || !includes(cron.month, day.getUTCMonth() + 1)) return false;
  const parts = cron.dayOfMonth ?? cron.dayOfWeek ?? [];
  const value = cron.dayOfMonth === undefined ? day.getUTCDay() + 1 : day.getUTCDate();
  return parts.some((part) => isDay(part, day, value));
}

function includes(parts: readonly Part[] | undefined, value: number): boolean {
  return (parts ?? []).some((part) => part.kind === 'range' && inRange(part, value));
}

function inRange({ from, to, step }: Extract<Part, { kind: 'range' }>, value: number): boolean {
  return value >= from && value <= to && (value - from) % step === 0;
}

function isDay(part: Part, day: Date, value: number): boolean {
  const date = day.getUTCDate();
  const last = lastDay(day);
  const weekday = day.getUTCDay() + 1;
  switch (part.kind) {
    case 'range':
      return inRange(part, value);
    case 'last':
      return part.weekday === undefined ? date === last : weekday === part.weekday && date > last - 7;
    case 'nearest':
      return date === nearestWeekday(day, part.day ?? last);
    case 'nth':
      return weekday === part.weekday && Math.ceil(date / 7) === part.nth;
  }
}

function lastDay(day: Date): number {
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
}

/** In the same month; undefined where the month has no such day. */
function nearestWeekday(day: Date, wanted: number): number | undefined {
  const last = lastDay(day);
  if (wanted > last) return undefined;
  const weekday = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), wanted)).getUTCDay();
  if (weekday === 6) return wanted === 1 ? 3 : wanted - 1;
  if (weekday === 0) return wanted === last ? wanted - 2 : wanted + 1;
  return wanted;
}
