// The JSON Schemas that the package publishes, from the schemas that validate at run time.
import * as z from 'zod';
import { accessPolicySchema, exceptionSchema } from '../baseline/schema.ts';
import { lockLineSchema } from '../baseline/schema-lock.ts';
import { stateSchema } from '../findings/state.ts';
import { alertSchema } from '../notify/schema.ts';
import { accessSchema, auditSchema, simulationSchema } from '../report/schema.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import { snapshotSchema } from '../snapshot/schema.ts';

export const schemas: Readonly<Record<string, object>> = {
  scenario: z.toJSONSchema(scenarioSchema, { io: 'input' }),
  simulation: z.toJSONSchema(simulationSchema),
  snapshot: z.toJSONSchema(snapshotSchema, { io: 'input' }),
  access: z.toJSONSchema(accessSchema),
  audit: z.toJSONSchema(auditSchema),
  alert: z.toJSONSchema(alertSchema),
  baseline: z.toJSONSchema(accessPolicySchema, { io: 'input' }),
  exception: z.toJSONSchema(exceptionSchema, { io: 'input' }),
  'lock-line': z.toJSONSchema(lockLineSchema, { io: 'input' }),
  state: z.toJSONSchema(stateSchema),
};
