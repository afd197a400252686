// Amazon ECR, private registries: what describes a registry and its repositories.
import { countOf, type Invalid, optionalText, requiredText, textsOf } from '../input.ts';
import { pageOf } from '../pages.ts';
import { jsonRefusals } from '../refusals.ts';
import { AwsRefusal, type Context, type Input, type Output, type Service } from '../service.ts';
import { JSON_1_1 } from '../wire-json.ts';
import type { Region, Repository } from '../world.ts';

const CREATED = 1_767_225_600;

export const ecr: Service = {
  prefix: 'ecr',
  wire: JSON_1_1,
  refusals: jsonRefusals({ throttled: 'ThrottlingException', broken: 'ServerException' }),
  isRegional: true,
  operations: {
    DescribeRepositories: describeRepositories,
    GetRepositoryPolicy: getRepositoryPolicy,
    GetRegistryPolicy: getRegistryPolicy,
    GetAccountSetting: getAccountSetting,
    DescribeRegistry: (_input, context) => ({
      registryId: context.caller.account,
      replicationConfiguration: { rules: registryOf(context).replicationRules },
    }),
    DescribeRepositoryCreationTemplates: (input, context) => ({
      registryId: context.caller.account,
      ...listed('repositoryCreationTemplates', registryOf(context).creationTemplates, {
        input,
        context,
        operation: 'DescribeRepositoryCreationTemplates',
      }),
    }),
    DescribePullThroughCacheRules: (input, context) =>
      listed('pullThroughCacheRules', registryOf(context).pullThroughCacheRules, {
        input,
        context,
        operation: 'DescribePullThroughCacheRules',
      }),
    ListTagsForResource: listTags,
  },
  paged: {
    DescribeRepositories: { items: ['repositories'], inputToken: 'nextToken', outputToken: 'nextToken' },
    DescribeRepositoryCreationTemplates: { items: ['repositoryCreationTemplates'], inputToken: 'nextToken', outputToken: 'nextToken' },
    DescribePullThroughCacheRules: { items: ['pullThroughCacheRules'], inputToken: 'nextToken', outputToken: 'nextToken' },
  },
};

const invalid: Invalid = (message) => ({ status: 400, code: 'InvalidParameterException', message });

function describeRepositories(input: Input, context: Context): Output {
  const names = textsOf(input, 'repositoryNames');
  const registry = ownRegistry(input, context);
  if (names.length === 0) {
    const all = registry.repositories.map((repository) => describe(repository, context));
    return listed('repositories', all, { input, context, operation: 'DescribeRepositories' });
  }
  if (input['maxResults'] !== undefined || input['nextToken'] !== undefined || names.length > 100) {
    throw new AwsRefusal(invalid('Invalid request: repositoryNames excludes paging and takes up to 100 names'));
  }
  return { repositories: names.map((name) => describe(named(name, registry, context), context)) };
}

function getRepositoryPolicy(input: Input, context: Context): Output {
  const repositoryName = requiredText(input, 'repositoryName', invalid);
  const { policyText } = named(repositoryName, ownRegistry(input, context), context);
  if (policyText !== undefined) return { registryId: context.caller.account, repositoryName, policyText };
  throw new AwsRefusal({
    status: 400,
    code: 'RepositoryPolicyNotFoundException',
    message: `Repository policy does not exist for the repository with name '${repositoryName}' in the registry with id '${context.caller.account}'`,
  });
}

function getRegistryPolicy(_input: Input, context: Context): Output {
  const policyText = registryOf(context).registryPolicyText;
  if (policyText !== undefined) return { registryId: context.caller.account, policyText };
  throw new AwsRefusal({
    status: 400,
    code: 'RegistryPolicyNotFoundException',
    message: `Registry policy does not exist in the registry with id '${context.caller.account}'`,
  });
}

function getAccountSetting(input: Input, context: Context): Output {
  const name = requiredText(input, 'name', invalid);
  const value = registryOf(context).settings[name];
  if (value === undefined) throw new AwsRefusal({ status: 400, code: 'ValidationException', message: `Invalid setting name: ${name}` });
  return { name, value };
}

function listTags(input: Input, context: Context): Output {
  const arn = requiredText(input, 'resourceArn', invalid);
  const found = registryOf(context).repositories.find(({ name }) => arnOf(name, context) === arn);
  if (found === undefined) throw missing(arn.slice(arn.indexOf('/') + 1), context);
  return { tags: Object.entries(found.tags ?? {}).map(([Key, Value]) => ({ Key, Value })) };
}

interface Listing {
  readonly input: Input;
  readonly context: Context;
  readonly operation: string;
}

function listed(name: string, all: readonly object[], { input, context, operation }: Listing): Output {
  const asked = countOf(input, { name: 'maxResults', most: 1000, usual: 100 }, invalid);
  const size = Math.min(asked, context.world.pageLimits[`ecr:${operation}`] ?? asked);
  const { items, next } = pageOf(all, { size, token: input['nextToken'], invalid: invalid('Invalid parameter: nextToken is not valid') });
  return { [name]: items, ...(next === undefined ? {} : { nextToken: next }) };
}

function describe({ name }: Repository, context: Context): object {
  const { caller, region, world } = context;
  return {
    repositoryArn: arnOf(name, context),
    registryId: caller.account,
    repositoryName: name,
    repositoryUri: `${caller.account}.dkr.ecr.${region}.amazonaws.com${world.partition === 'aws-cn' ? '.cn' : ''}/${name}`,
    createdAt: CREATED,
    imageTagMutability: 'MUTABLE',
    imageScanningConfiguration: { scanOnPush: false },
    encryptionConfiguration: { encryptionType: 'AES256' },
  };
}

/** The caller's registry: nobody here reads another's. */
function ownRegistry(input: Input, context: Context): Region {
  const id = optionalText(input, 'registryId') ?? context.caller.account;
  if (id === context.caller.account) return registryOf(context);
  throw new AwsRefusal({
    status: 400,
    code: 'AccessDeniedException',
    message: `User: ${context.caller.arn} is not authorized to read the registry with id '${id}'`,
  });
}

function registryOf({ world, caller, region }: Context): Region {
  const found = world.accounts[caller.account]?.regions[region];
  if (found === undefined) throw new AwsRefusal(ecr.refusals.unknownKey);
  return found;
}

function named(wanted: string, registry: Region, context: Context): Repository {
  const found = registry.repositories.find(({ name }) => name === wanted);
  if (found === undefined) throw missing(wanted, context);
  return found;
}

function missing(name: string, { caller }: Context): AwsRefusal {
  const message = `The repository with name '${name}' does not exist in the registry with id '${caller.account}'`;
  return new AwsRefusal({ status: 400, code: 'RepositoryNotFoundException', message });
}

function arnOf(name: string, { world, caller, region }: Context): string {
  return `arn:${world.partition}:ecr:${region}:${caller.account}:repository/${name}`;
}
