// Whether a trail of CloudTrail records the writes that rules of EventBridge wait for: without one they hear nothing.
import type { FieldSelector, TrailSelectors, TrailState } from '../../aws/deployment/event-looks.ts';
import type { Look } from '../../aws/deployment/look.ts';
import { EVENT_SOURCES, type WriteService } from '../../events/writes.ts';
import { quoted } from '../../text/quote.ts';
import { type DeploymentCheck, unknown } from './deployment-check.ts';

export interface TrailWanted {
  readonly about: string;
  readonly region: string;
  readonly services: readonly WriteService[];
}

/** One line about all trails of a region: one that records the writes is enough. */
export function trailCheck({ about, region, services }: TrailWanted, look: Look<readonly TrailState[]>): DeploymentCheck {
  if (look.kind === 'unknown') return unknown(about, look.code, `cloudtrail:DescribeTrails in ${region}`);
  const trails = look.kind === 'found' ? look.value : [];
  const answers = trails.map((trail) => ({ name: trail.name, records: recordsOf(trail, services) }));
  const good = answers.find(({ records }) => records === 'yes');
  if (good) return { about, result: 'ok', detail: `${quoted(good.name)} records management events in ${region}` };
  for (const { records } of answers) if (typeof records === 'object') return unknown(about, records.code, `${records.api} in ${region}`);
  const trouble = answers.map(({ name, records }) => `${quoted(name)} ${TROUBLES[records as Trouble]}`).join(', '); // INVARIANT: neither `yes` nor unknown.
  const what = 'a trail there has to record management events that write, or nothing is heard of a change before the schedule';
  return { about, result: 'wrong', detail: `${trouble === '' ? 'there is no trail' : trouble} in ${region}: ${what}` };
}

type Trouble = 'off' | 'regional' | 'narrow';
type Records = 'yes' | Trouble | { readonly code: string; readonly api: string };

const TROUBLES = {
  off: 'does not log',
  regional: 'leaves out services without regions',
  narrow: 'does not record all management events that write',
} as const satisfies Record<Trouble, string>;

function recordsOf({ isGlobal, isLogging, selectors }: TrailState, services: readonly WriteService[]): Records {
  if (isLogging.kind === 'found' && !isLogging.value) return 'off';
  if (services.some((service) => service !== 'ecr') && !isGlobal) return 'regional';
  if (selectors.kind === 'found' && !services.every((service) => isRecorded(selectors.value, EVENT_SOURCES[service]))) return 'narrow';
  if (isLogging.kind !== 'found') return { code: codeOf(isLogging), api: 'cloudtrail:GetTrailStatus' };
  if (selectors.kind !== 'found') return { code: codeOf(selectors), api: 'cloudtrail:GetEventSelectors' };
  return 'yes';
}

/** A trail that was listed a moment ago, and of which there is nothing now, is not known to be gone. */
function codeOf(look: Exclude<Look<unknown>, { kind: 'found' }>): string {
  return look.kind === 'unknown' ? look.code : 'TrailNotFoundException';
}

function isRecorded({ basic, advanced }: TrailSelectors, source: string): boolean {
  const isWrite = basic.some(({ readWrite, management }) => management && readWrite !== 'ReadOnly');
  return isWrite || advanced.some((fields) => fields.every((field) => lets(field, source)) && fields.some(isManagement));
}

function isManagement({ field, equals }: FieldSelector): boolean {
  return field === 'eventCategory' && equals.includes('Management');
}

/** Whether it lets every write of a service through. Of a field that is not known here nobody can say so. */
function lets({ field, equals, notEquals, isOther }: FieldSelector, source: string): boolean {
  const value = new Map([
    ['eventCategory', 'Management'],
    ['readOnly', 'false'],
    ['eventSource', source],
  ]).get(field);
  if (value === undefined || isOther) return false;
  return (equals.length === 0 || equals.includes(value)) && !notEquals.includes(value);
}
