// One authorization request with the policies that apply to it (docs/formats.md#scenario).
import * as z from 'zod';

const accountIdSchema = z.string().regex(/^\d{12}$/, 'expected an account id of 12 digits');
const contextValueSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string(), z.number(), z.boolean()])),
]);

/** A document, or `{ name, document }`; a document itself is read by the engine. */
const policySchema = z.union([z.string(), z.looseObject({})]);
const unknownLayerSchema = z.strictObject({ status: z.literal('unknown'), error: z.unknown().optional() });
const policyListSchema = z.union([z.array(policySchema), unknownLayerSchema]).nullish();
const singlePolicySchema = z.union([unknownLayerSchema, policySchema]).nullish();
const levelsSchema = z.union([z.array(z.array(policySchema)), unknownLayerSchema]).nullish();

export const scenarioSchema = z.strictObject({
  name: z.string().nullish(),
  request: z.strictObject({
    principal: z.string(),
    action: z.string(),
    resource: z.string(),
    resourceAccount: accountIdSchema.nullish(),
    issuer: z.string().nullish(),
    context: z.record(z.string(), contextValueSchema).nullish(),
    unknownContext: z.union([z.literal('*'), z.array(z.string())]).nullish(),
  }),
  identityPolicies: policyListSchema,
  permissionsBoundary: singlePolicySchema,
  sessionPolicy: z.union([unknownLayerSchema, z.array(policySchema), policySchema]).nullish(),
  resourcePolicies: policyListSchema,
  serviceControlPolicies: levelsSchema,
  resourceControlPolicies: levelsSchema,
});

export type Scenario = z.output<typeof scenarioSchema>;

/** Every key that a scenario may hold, for suggestions. */
export const SCENARIO_KEYS: readonly string[] = [...Object.keys(scenarioSchema.shape), ...Object.keys(scenarioSchema.shape.request.shape)];
