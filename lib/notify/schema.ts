// An alert as it leaves the product (docs/formats.md#alert): one group of transitions with one cause.
import * as z from 'zod';
import { SEVERITIES } from '../model/severity.ts';
import { actorMembersSchema, findingSchema, unreadPartSchema } from '../report/schema.ts';

export const ALERT_EVENTS = [
  'opened',
  'updated',
  'reopened',
  'resolved',
  'accepted',
  'exception-expiring',
  'exception-expired',
  'onboarding',
  'scan-incomplete',
  'test',
] as const;
export type AlertEvent = (typeof ALERT_EVENTS)[number];

/** The message of the findings topic. */
export const alertSchema = z
  .object({
    schemaVersion: z.literal(1),
    /** The same on every repeat. */
    id: z.string(),
    event: z.enum(ALERT_EVENTS),
    /** Of the gravest finding. */
    severity: z.enum(SEVERITIES),
    account: z.string(),
    /** The region of all findings, or null. */
    region: z.string().nullable(),
    cause: z.string(),
    /** That of an audit which all findings are in, or null; alerts of earlier versions have none. */
    causeId: z.string().nullable().default(null),
    /** The gravest first; cut where the message would be too long. */
    findings: z.array(findingSchema),
    /** How many findings there are, those that were cut included. */
    total: z.number(),
    complete: z.boolean(),
    unread: z.array(unreadPartSchema),
    reportUrl: z.string().nullable(),
    /** Of all findings together. */
    ...actorMembersSchema,
  })
  .meta({ title: 'ecr-drift alert', description: 'One group of transitions of findings with one cause.' });

export type Alert = z.output<typeof alertSchema>;
