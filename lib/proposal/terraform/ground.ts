// Which account and which region the resources of a plan are in: a new resource says neither.
import type { Instance } from './instances.ts';
import type { TerraformPlan } from './plan.ts';

export interface Ground {
  readonly partition: string;
  readonly account: string;
  /** The region of a resource; undefined where nobody can tell. */
  readonly regionOf: (instance: Instance) => string | undefined;
}

export interface GroundInput {
  readonly partition: string;
  readonly account: string;
  /** Where a resource belongs that says no region: the only one of the snapshot, or the one that somebody chose. */
  readonly region: string | undefined;
}

/** By the resource's own argument or ARN, then by its provider, then by what was chosen. */
export function groundOf(plan: TerraformPlan, { partition, account, region }: GroundInput): Ground {
  const regions = new Map<string, string | undefined>();
  for (const [key, { expressions = {} }] of Object.entries(plan.configuration?.provider_config ?? {}))
    regions.set(key, providerRegion(expressions['region'], plan.variables ?? {}));
  return {
    partition,
    account,
    regionOf: ({ known, config }) => {
      if (typeof known['region'] === 'string') return known['region'];
      const ofArn = typeof known['arn'] === 'string' ? known['arn'].split(':')[3] : undefined;
      return ofArn || regions.get(config?.provider_config_key ?? '') || region;
    },
  };
}

function providerRegion(expression: unknown, variables: NonNullable<TerraformPlan['variables']>): string | undefined {
  if (typeof expression !== 'object' || expression === null) return undefined;
  const constant: unknown = Reflect.get(expression, 'constant_value');
  if (typeof constant === 'string') return constant;
  const references: unknown = Reflect.get(expression, 'references');
  const [first] = Array.isArray(references) ? references : [];
  const value = typeof first === 'string' && first.startsWith('var.') ? variables[first.slice('var.'.length)]?.value : undefined;
  return typeof value === 'string' ? value : undefined;
}
