// CloudTrail: the management events of a region, newest first, by one attribute.
import { countOf, type Invalid } from '../input.ts';
import { pageOf } from '../pages.ts';
import { jsonRefusals } from '../refusals.ts';
import { AwsRefusal, type Context, type Input, type Output, type Service } from '../service.ts';
import { JSON_1_1 } from '../wire-json.ts';
import type { Json } from '../world.ts';

export const cloudtrail: Service = {
  prefix: 'cloudtrail',
  wire: JSON_1_1,
  refusals: jsonRefusals({ throttled: 'ThrottlingException', broken: 'InternalFailure' }),
  isRegional: true,
  operations: { LookupEvents: lookupEvents },
  paged: { LookupEvents: { items: ['Events'], inputToken: 'NextToken', outputToken: 'NextToken' } },
};

const refusal =
  (code: string): Invalid =>
  (message) => ({ status: 400, code, message });

function lookupEvents(input: Input, { world, caller, region }: Context): Output {
  const attribute = attributeOf(input);
  const since = typeof input['StartTime'] === 'number' ? input['StartTime'] * 1000 : 0;
  const events = (world.trails[`${caller.account} ${region}`] ?? [])
    .filter((record) => timeOf(record) >= since && (attribute === undefined || record[attribute.key] === attribute.value))
    .toSorted((a, b) => timeOf(b) - timeOf(a))
    .map(listed);
  const asked = countOf(input, { name: 'MaxResults', most: 50, usual: 50 }, refusal('InvalidMaxResultsException'));
  const size = Math.min(asked, world.pageLimits['cloudtrail:LookupEvents'] ?? asked);
  const invalid = refusal('InvalidNextTokenException')('Invalid token.');
  const { items, next } = pageOf(events, { size, token: input['NextToken'], invalid });
  return { Events: items, ...(next === undefined ? {} : { NextToken: next }) };
}

const ATTRIBUTES: Readonly<Record<string, string>> = { EventName: 'eventName', EventSource: 'eventSource', EventId: 'eventID' };

/** F28: one attribute. */
function attributeOf(input: Input): { readonly key: string; readonly value: unknown } | undefined {
  const attributes = input['LookupAttributes'];
  if (!Array.isArray(attributes) || attributes.length === 0) return undefined;
  const [{ AttributeKey, AttributeValue }] = attributes;
  const key = ATTRIBUTES[AttributeKey];
  if (key === undefined || attributes.length > 1)
    throw new AwsRefusal(refusal('InvalidLookupAttributesException')('Occurs when a lookup attribute is specified that is not valid.'));
  return { key, value: AttributeValue };
}

function timeOf(record: Json): number {
  return Date.parse(String(record['eventTime']));
}

function listed(record: Json): Json {
  return {
    EventId: record['eventID'],
    EventName: record['eventName'],
    ReadOnly: 'false',
    EventTime: timeOf(record) / 1000,
    EventSource: record['eventSource'],
    Username: 'somebody',
    Resources: [],
    CloudTrailEvent: JSON.stringify(record),
  };
}
