// Which account and which region the resources of a plan are in: a new resource says neither.
import type { Attributes, Instance, Instances } from './instances.ts';
import type { TerraformPlan } from './plan.ts';

export interface Ground {
  readonly partition: string;
  readonly account: string;
  /** The region of a resource; undefined where nobody can tell. */
  readonly regionOf: (instance: Instance) => string | undefined;
  /** The account of a resource, where it is surely another one than that of the ground. */
  readonly foreignAccountOf: (instance: Pick<Instance, 'known' | 'config'>) => string | undefined;
}

export interface GroundInput {
  readonly partition: string;
  readonly account: string;
  /** Where a resource belongs that says no region: the only one of the snapshot, or the one that somebody chose. */
  readonly region: string | undefined;
}

/** By the resource's own argument or ARN, then by its provider, then by what was chosen. The account of a provider is that of what it has read. */
export function groundOf(plan: TerraformPlan, instances: Instances, { partition, account, region }: GroundInput): Ground {
  const accounts = new Map<string, string>();
  for (const each of instances.all) {
    const [provider, owner] = [each.config?.provider_config_key, ownerOf(each)];
    if (provider !== undefined && owner !== undefined) accounts.set(provider, owner);
  }
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
    foreignAccountOf: ({ known, config }) => {
      const owner = accountIn(known['arn']) ?? accounts.get(config?.provider_config_key ?? '');
      return owner === account ? undefined : owner;
    },
  };
}

/** The account that holds a resource, or that a provider says it is in; undefined where nothing says so. */
function ownerOf({ type, mode, known }: Instance): string | undefined {
  if (mode === 'data') return type === 'aws_caller_identity' ? textIn(known, 'account_id') : undefined;
  return type.startsWith('aws_iam_') || type.startsWith('aws_ecr_') ? accountIn(known['arn']) : undefined;
}

function textIn(known: Attributes, name: string): string | undefined {
  const value = known[name];
  return typeof value === 'string' ? value : undefined;
}

/** Policies of AWS itself are of none. */
function accountIn(arn: unknown): string | undefined {
  const owner = typeof arn === 'string' ? arn.split(':')[4] : undefined;
  return owner === undefined || owner === '' || owner === 'aws' ? undefined : owner;
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
