// What `who` answers as JSON (docs/formats.md#who).
import * as z from 'zod';
import { ACTOR_KINDS } from '../model/actor.ts';

const text = z.string().nullable();

/** Who made a write, wherever that is told. */
export const actorSchema = z.object({
  kind: z.enum(ACTOR_KINDS),
  arn: text,
  account: text,
  issuer: text,
  event: z.string(),
  at: z.string(),
  eventId: z.string(),
  sourceIp: text,
  userAgent: text,
  via: text,
  region: z.string(),
  touched: z.array(z.string()),
});

export const whoSchema = z.object({
  schemaVersion: z.literal(1),
  account: z.string(),
  of: z.enum(['finding', 'cause', 'repository']),
  /** Of the finding or cause; the name of the repository. */
  id: z.string(),
  message: z.string(),
  since: z.string(),
  complete: z.boolean(),
  looked: z.array(z.object({ region: z.string(), events: z.array(z.string()) })),
  actor: actorSchema.optional(),
  actors: z.array(actorSchema).optional(),
  unread: z.array(z.object({ part: z.string(), api: z.string(), code: z.string(), message: z.string() })),
});

export type ActorView = z.output<typeof actorSchema>;
export type WhoView = z.output<typeof whoSchema>;
