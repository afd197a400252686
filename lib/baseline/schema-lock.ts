// The format of the lines of a lock: its header, and one grant of CONTRACT section 4 without `via` each.
import * as z from 'zod';
import { CAPABILITIES, PRINCIPAL_CLASSES } from '../model/access.ts';

export const LOCK_VERSION = 1;

/** Only the version means anything; tools may add what people like to know. */
export const lockHeaderSchema = z.looseObject({ lockVersion: z.literal(LOCK_VERSION) });

const written = z.strictObject({
  effect: z.enum(['Allow', 'Deny']),
  operator: z.string(),
  key: z.string(),
  values: z.array(z.string()),
  policy: z.string(),
  index: z.int().nonnegative(),
});

export const lockLineSchema = z
  .strictObject({
    region: z.string().min(1),
    repository: z.string().min(1),
    principal: z.string().min(1),
    principalClass: z.enum(PRINCIPAL_CLASSES),
    capability: z.enum(CAPABILITIES),
    decision: z.enum(['allowed', 'conditional']),
    conditions: z.array(z.union([written, z.strictObject({ account: z.string().min(1) })])),
  })
  .meta({ title: 'A locked ECR grant' });
