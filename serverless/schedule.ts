// Schedule expressions of EventBridge Scheduler: whether one is well-formed, and how far apart its audits are.
import { quoted } from '../lib/text/quote.ts';
import { suggestion } from '../lib/text/suggest.ts';
import { type Cron, firesOn, parseCron, valuesOf } from './cron.ts';

/** `hours`: the longest time between two audits; undefined where no second one comes. */
export type Schedule =
  | { readonly kind: 'schedule'; readonly hours: number | undefined }
  | { readonly kind: 'problem'; readonly reason: string };

const KINDS = ['rate', 'cron', 'at'];
const UNITS = { minute: 1 / 60, hour: 1, day: 24 } as const;

/** Reads `rate(...)`, `cron(...)` or `at(...)`; `now` is the time from which cron fires. */
export function readSchedule(text: string, now: Date): Schedule {
  const [, kind = '', content = ''] = /^(\w+)\((.*)\)$/.exec(text) ?? [];
  if (kind === 'rate') return readRate(content);
  if (kind === 'cron') return readCron(content, now);
  if (kind === 'at') return readAt(content);
  return problem(`expected rate(...), cron(...) or at(...), got ${quoted(text)}${suggestion(kind, KINDS)}`);
}

function readRate(content: string): Schedule {
  const [, count, unit = ''] = /^(\S+) (\S+)$/.exec(content) ?? [];
  if (count === undefined) return problem(`rate takes a number and a unit, such as rate(6 hours), got ${quoted(content)}`);
  if (!/^[1-9]\d*$/.test(count)) return problem(`rate takes a whole number from 1, got ${quoted(count)}`);
  // INVARIANT: the keys of UNITS are the words that are looked for.
  const word = Object.keys(UNITS).find((each) => unit === each || unit === `${each}s`) as keyof typeof UNITS | undefined;
  if (word === undefined)
    return problem(`rate takes minutes, hours or days, got ${quoted(unit)}${suggestion(unit, ['minutes', 'hours', 'days'])}`);
  return { kind: 'schedule', hours: Number(count) * UNITS[word] };
}

function readCron(content: string, now: Date): Schedule {
  const parsed = parseCron(content);
  if ('problem' in parsed) return problem(parsed.problem);
  const { count, hours } = firings(parsed.cron, now);
  if (count === 0) return problem('this cron expression never comes: no such day in the next nine years');
  return { kind: 'schedule', hours: count === 1 ? undefined : hours };
}

function readAt(content: string): Schedule {
  const [, date = '', time = ''] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})$/.exec(content) ?? [];
  if (date === '') return problem(`at takes a date and a time, such as at(2027-01-31T06:00:00), got ${quoted(content)}`);
  const instant = new Date(`${date}T${time}Z`);
  const exists = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(`${date}T${time}`);
  return exists ? { kind: 'schedule', hours: undefined } : problem(`there is no such time: ${quoted(content)}`);
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** From one leap day to the next there are eight years at most. */
const DAYS = 9 * 366;

/** How often it fires from today on (2 stands for more), and the longest time between two firings. */
function firings(cron: Cron, now: Date): { readonly count: 0 | 1 | 2; readonly hours: number } {
  const minutes = valuesOf(cron, 'minutes');
  const times = valuesOf(cron, 'hours').flatMap((hour) => minutes.map((minute) => hour * HOUR + minute * 60_000));
  const within = times.slice(1).map((time, at) => time - (times[at] ?? 0));
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const today = Math.floor(now.getTime() / DAY) * DAY;
  const days = Array.from({ length: DAYS }, (_, at) => today + at * DAY).filter((day) => firesOn(cron, new Date(day)));
  const between = days.slice(1).map((day, at) => day + first - ((days[at] ?? 0) + last));
  const longest = Math.max(0, ...within, ...between);
  const fired = days.length * times.length;
  return { count: fired > 1 ? 2 : (fired as 0 | 1), hours: longest / HOUR }; // INVARIANT: a count that is not above 1.
}

function problem(reason: string): Schedule {
  return { kind: 'problem', reason };
}
