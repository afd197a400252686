// What `prove` prints as JSON (docs/formats.md#proof).
import * as z from 'zod';

export const proofSchema = z.object({
  schemaVersion: z.literal(1),
  check: z.enum(['implies', 'never', 'notPublic']),
  policyType: z.enum(['identity', 'resource']),
  answer: z.enum(['yes', 'no', 'notShown']),
  witness: z
    .object({
      principal: z.string(),
      action: z.string(),
      resource: z.string(),
      context: z.record(z.string(), z.array(z.string())),
      invented: z.array(z.enum(['action', 'resource'])),
    })
    .nullable(),
  reason: z.string().nullable(),
});
