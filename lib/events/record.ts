// A record of CloudTrail, as far as anybody looks at it.
import * as z from 'zod';
import { accountId, instant } from '../model/ids.ts';

const filled = z.string().min(1, { error: 'expected a text that is not empty' });
const text = z.string().nullish();
const account = z.string().refine((value) => accountId(value) !== undefined, { error: 'expected an account of 12 digits' });
const members = z.record(z.string(), z.unknown()).nullish();

const identitySchema = z.object({
  type: filled,
  arn: text,
  accountId: text,
  /** The service that acted, or that made the call for somebody. */
  invokedBy: text,
  sessionContext: z.object({ sessionIssuer: z.object({ arn: text }).nullish() }).nullish(),
});

export const recordSchema = z.object({
  eventTime: z.string().transform((value, context) => {
    const time = instant(value);
    if (time !== undefined) return time;
    context.addIssue({ code: 'custom', message: 'expected a time' });
    return z.NEVER;
  }),
  eventSource: filled,
  eventName: filled,
  eventID: z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, { error: 'expected the id of an event' }),
  eventType: filled,
  eventCategory: text,
  awsRegion: filled,
  recipientAccountId: account,
  readOnly: z.boolean().nullish(),
  errorCode: text,
  sourceIPAddress: text,
  userAgent: text,
  userIdentity: identitySchema,
  requestParameters: members,
  responseElements: members,
});

export type EventRecord = z.output<typeof recordSchema>;
export type UserIdentity = z.output<typeof identitySchema>;
