// A plan of Terraform or OpenTofu as `show -json` writes it: what is read of it, and what other files are mistaken for one.
import * as z from 'zod';
import { jsonPath } from '../../text/path.ts';

const values = z.record(z.string(), z.unknown());
const change = z.looseObject({
  actions: z.array(z.string()),
  before: values.nullish(),
  after: values.nullish(),
  after_unknown: z.union([z.boolean(), values]).nullish(),
});
const resourceChange = z.looseObject({
  address: z.string(),
  module_address: z.string().optional(),
  mode: z.string(),
  type: z.string(),
  name: z.string(),
  index: z.union([z.string(), z.number()]).optional(),
  /** Of an object that another one has taken the place of, and that is still there. */
  deposed: z.string().optional(),
  change,
});
const actionInvocation = z.looseObject({ address: z.string(), type: z.string() });
const stateResource = z.looseObject({ address: z.string(), mode: z.string(), type: z.string(), values: values.nullish() });
interface StateModule {
  readonly resources?: readonly z.output<typeof stateResource>[] | undefined;
  readonly child_modules?: readonly StateModule[] | undefined;
}
const stateModule: z.ZodType<StateModule> = z.lazy(() =>
  z.looseObject({ resources: z.array(stateResource).optional(), child_modules: z.array(stateModule).optional() }),
);
const configResource = z.looseObject({
  address: z.string(),
  mode: z.string(),
  type: z.string(),
  name: z.string(),
  provider_config_key: z.string().optional(),
  expressions: values.optional(),
  for_each_expression: z.unknown().optional(),
});
export interface ConfigModule {
  readonly resources?: readonly z.output<typeof configResource>[] | undefined;
  readonly module_calls?: Readonly<Record<string, ModuleCall>> | undefined;
  readonly outputs?: Readonly<Record<string, { readonly expression?: unknown }>> | undefined;
  readonly variables?: Readonly<Record<string, { readonly default?: unknown }>> | undefined;
}
interface ModuleCall {
  readonly expressions?: Readonly<Record<string, unknown>> | undefined;
  readonly module?: ConfigModule | undefined;
}
const configModule: z.ZodType<ConfigModule> = z.lazy(() =>
  z.looseObject({
    resources: z.array(configResource).optional(),
    module_calls: z.record(z.string(), z.looseObject({ expressions: values.optional(), module: configModule.optional() })).optional(),
    outputs: z.record(z.string(), z.looseObject({ expression: z.unknown().optional() })).optional(),
    variables: z.record(z.string(), z.looseObject({ default: z.unknown().optional() })).optional(),
  }),
);
const providerConfig = z.looseObject({
  name: z.string().optional(),
  expressions: values.optional(),
  module_address: z.string().optional(),
});
const plan = z.looseObject({
  format_version: z.string(),
  errored: z.boolean().optional(),
  /** False where the configuration asks for more than the plan does: `-target`, and what is put off. */
  complete: z.boolean().optional(),
  variables: z.record(z.string(), z.looseObject({ value: z.unknown().optional() })).optional(),
  resource_changes: z.array(resourceChange).optional(),
  deferred_changes: z.array(z.looseObject({ reason: z.string().optional(), resource_change: resourceChange })).optional(),
  action_invocations: z.array(actionInvocation).optional(),
  deferred_action_invocations: z.array(z.looseObject({ action_invocation: actionInvocation })).optional(),
  prior_state: z.looseObject({ values: z.looseObject({ root_module: stateModule.optional() }).optional() }).optional(),
  planned_values: z.looseObject({ root_module: stateModule.optional() }).optional(),
  configuration: z
    .looseObject({ provider_config: z.record(z.string(), providerConfig).optional(), root_module: configModule.optional() })
    .optional(),
});

export type TerraformPlan = z.output<typeof plan>;
export type ResourceChange = z.output<typeof resourceChange>;
export type ConfigResource = z.output<typeof configResource>;
export type StateResource = z.output<typeof stateResource>;

export type PlanReading = { readonly kind: 'plan'; readonly plan: TerraformPlan } | { readonly kind: 'problem'; readonly reason: string };

const HOW = 'save the plan with `terraform plan -out=plan.bin` and give what `terraform show -json plan.bin` prints';

/** The JSON of a plan, or in one line why it is none. */
export function readPlan(value: unknown): PlanReading {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return problem(`expected a plan, an object: ${HOW}`);
  const keys = new Set(Object.keys(value));
  if (keys.has('lineage') && keys.has('serial')) return problem(`it is a state file and not a plan: ${HOW}`);
  if (keys.has('AWSTemplateFormatVersion') || keys.has('Resources'))
    return problem(`it is a CloudFormation template and not a plan: ${HOW}`);
  if (!keys.has('format_version')) return problem(`it has no format_version, so that it is no plan: ${HOW}`);
  const version: unknown = Reflect.get(value, 'format_version');
  if (typeof version !== 'string' || !version.startsWith('1.'))
    return problem(
      `format_version is ${JSON.stringify(version)?.slice(0, 20)}, and this version of ecr-drift reads 1.x: use Terraform 1.x or OpenTofu`,
    );
  if (!keys.has('resource_changes') && !keys.has('planned_values') && keys.has('values'))
    return problem(`it is \`show -json\` of a state and not of a plan: ${HOW}`);
  const read = plan.safeParse(value);
  if (!read.success) {
    const path = read.error.issues[0]?.path.filter((part) => typeof part !== 'symbol') ?? [];
    return problem(`${jsonPath(path)} is not as plans of Terraform have it: ${HOW}`);
  }
  if (read.data.errored === true)
    return problem('the plan is incomplete because planning failed: mend what `terraform plan` says and save it again');
  return { kind: 'plan', plan: read.data };
}

function problem(reason: string): PlanReading {
  return { kind: 'problem', reason };
}

/** Every resource of a state or of planned values, modules below modules. */
export function resourcesIn(module: StateModule | undefined): readonly StateResource[] {
  if (!module) return [];
  return [...(module.resources ?? []), ...(module.child_modules ?? []).flatMap(resourcesIn)];
}
