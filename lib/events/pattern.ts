// What EventBridge lets through of all that CloudTrail records: the writes of the tables, and none that failed.
import { readUniqueJson } from '../text/json.ts';
import { EVENT_SOURCES, WRITES, type WriteService } from './writes.ts';

/** Under this name EventBridge tells of a call that CloudTrail recorded (F30). */
const DETAIL_TYPE = 'AWS API Call via CloudTrail';

export interface EventPattern {
  readonly source: readonly string[];
  readonly 'detail-type': readonly string[];
  readonly detail: {
    readonly eventSource: readonly string[];
    readonly eventName: readonly string[];
    /** A call that AWS denied or let fail has touched nothing. */
    readonly errorCode: readonly [{ readonly exists: false }];
  };
}

/** The pattern of a rule that hears of the writes of these services. AWS takes at most 2,048 characters. */
export function eventPatternOf(services: readonly WriteService[]): EventPattern {
  const names = WRITES.filter(({ service }) => services.includes(service)).map(({ name }) => name);
  return {
    source: services.map((service) => `aws.${service}`),
    'detail-type': [DETAIL_TYPE],
    detail: { eventSource: services.map((service) => EVENT_SOURCES[service]), eventName: names.sort(), errorCode: [{ exists: false }] },
  };
}

/** Whether the text of a rule's pattern says this one, in whatever order. */
export function isPatternText(text: string, pattern: EventPattern): boolean {
  const reading = readUniqueJson(text);
  return reading.kind === 'value' && ordered(reading.value) === ordered(pattern);
}

function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${ordered(each)}`);
  return `{${entries.sort().join()}}`;
}
