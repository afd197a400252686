// What CloudTrail always sends. The record of an event is a text, which is read by whoever asks what it says.
import * as z from 'zod';
import { filled, object, token } from './words.ts';

export const CLOUDTRAIL_ANSWERS = {
  'cloudtrail:LookupEvents': object({
    Events: z.array(object({ EventId: filled, EventName: filled, EventSource: filled, EventTime: z.date(), CloudTrailEvent: filled })),
    NextToken: token,
  }),
} as const;
