// The JSON Schemas that the package publishes, from the schemas that validate at run time.
import * as z from 'zod';
import { lockLineSchema } from '../baseline/schema/lock.ts';
import { baselineSchema, exceptionSchema } from '../baseline/schema/schema.ts';
import { whoSchema } from '../events/schema.ts';
import { stateSchema } from '../lifecycle/state.ts';
import { alertSchema } from '../notify/schema.ts';
import { proofSchema } from '../prove/schema.ts';
import { accessSchema, auditSchema, checkSchema, fixSchema, simulationSchema } from '../report/schema.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import { snapshotSchema } from '../snapshot/schema.ts';

const SCHEMAS = {
  scenario: { title: 'ECR access scenario', schema: scenarioSchema, io: 'input' },
  simulation: { title: 'ECR access simulation', schema: simulationSchema, io: 'output' },
  proof: { title: 'ECR access proof of a policy', schema: proofSchema, io: 'output' },
  snapshot: { title: 'ECR access snapshot', schema: snapshotSchema, io: 'input' },
  access: { title: 'ECR effective access', schema: accessSchema, io: 'output' },
  audit: { title: 'ECR access audit', schema: auditSchema, io: 'output' },
  check: { title: 'ECR access of a proposed change', schema: checkSchema, io: 'output' },
  fix: { title: 'ECR access remediation', schema: fixSchema, io: 'output' },
  who: { title: 'Who wrote what is behind an ECR access finding', schema: whoSchema, io: 'output' },
  alert: { title: 'ECR access alert', schema: alertSchema, io: 'output' },
  baseline: { title: 'ECR access baseline', schema: baselineSchema, io: 'input' },
  exception: { title: 'ECR access exception', schema: exceptionSchema, io: 'input' },
  'lock-line': { title: 'A locked ECR grant', schema: lockLineSchema, io: 'input' },
  state: { title: 'ECR access state', schema: stateSchema, io: 'output' },
} as const satisfies Record<string, { readonly title: string; readonly schema: z.ZodType; readonly io: 'input' | 'output' }>;

/** By name. `baseline` takes any document of a baseline. */
export const schemas: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries(SCHEMAS).map(([name, { title, schema, io }]) => {
    const { $schema, ...generated } = z.toJSONSchema(schema, { io });
    return [name, { $schema, $id: `urn:ecr-drift:schema:${name}:v1`, ...generated, title }];
  }),
);
