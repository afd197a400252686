// What the Serverless Framework has to know of this service: its parameters, its build, its bucket, and values that follow from parameters.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFunctions } from '../scripts/functions.ts';
import { type Account, emptyBucket } from './bucket.ts';
import { DERIVED } from './derived.ts';
import { type Given, type LocalRun, withoutDeployment } from './local.ts';
import { otherRegion } from './other-region.ts';
import { baselineProblems } from './packaged-baseline.ts';
import type { Parameter, Values } from './parameters.ts';
import { type Deployment, linesOf, validateDeployment } from './validate.ts';

/** The parts of the framework that are used here. */
interface Framework {
  readonly service: { readonly service: string; readonly custom: { readonly accounts: unknown } };
  readonly processedInput: {
    readonly isHelpRequest: boolean;
    readonly options: { readonly param?: readonly string[]; readonly region?: string };
  };
  readonly pluginManager: { readonly plugins: readonly ({ validateTemplate?: () => unknown } & Partial<LocalRun>)[] };
  /** An error whose message is shown without a stack. */
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  getProvider(name: 'aws'): Account & { getStage(): string; getRegion(): string };
  extendConfiguration(path: readonly string[], value: unknown): void;
}

interface Options {
  /** `NAME=value`, once for each `-e`. */
  readonly env?: string | readonly string[];
  /** The one that is run or packed by itself. */
  readonly function?: string;
}

interface Writers {
  readonly log: { readonly notice: (text: string) => void; readonly warning: (line: string) => void };
}

interface Resolution {
  readonly address: string;
  readonly resolveVariable: (variable: string) => Promise<unknown>;
}

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');

/** Refuses what makes no sense, builds the functions before they are packed or run, and gives `${ecrDrift:...}` its values. */
export default class EcrDriftPlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;
  readonly configurationVariablesSources = { ecrDrift: { resolve } };
  /** Before any variable is resolved. */
  readonly asyncInit: () => Promise<void>;
  readonly #values: { parameters: Values | undefined } = { parameters: undefined };

  constructor(framework: Framework, { env = [], function: name }: Options, { log }: Writers) {
    this.asyncInit = async () => {
      this.#values.parameters = takeParameters(framework);
    };
    const lint = async () => refuse(framework, this.#values.parameters?.baseline === 'packaged' ? baselineProblems(root) : []);
    const build = (only?: string) => buildFunctions(String(framework.service.custom.accounts), only);
    this.hooks = {
      initialize: async () => runWithoutDeployment(framework, { env: [env].flat(), notice: (text) => log.notice(text) }),
      'before:package:cleanup': lint,
      'before:package:function:package': async () => {
        await lint();
        await build(name);
      },
      'before:package:createDeploymentArtifacts': () => build(),
      'before:invoke:local:invoke': () => build(name),
      'before:deploy:deploy': async () => refuseTwice(framework, log.warning),
      'before:aws:deploy:deploy:validateTemplate': async () => skipOnEmulators(framework),
      'before:remove:remove': async () => emptyBucket(framework.getProvider('aws'), (account) => bucketName(framework, account)),
    };
  }
}

/** Hands the parameters of deploy.yml to the framework, which lets --param override them. Throws where something is wrong with either. */
function takeParameters(framework: Framework): Values | undefined {
  const { isHelpRequest } = framework.processedInput;
  if (isHelpRequest) return undefined;
  const { values, problems } = validated(framework);
  refuse(framework, problems);
  // A region that is not given is left to what serverless.yml says next.
  const known = Object.entries(values).filter(([name, value]) => name !== 'region' || value !== '');
  framework.extendConfiguration(['params'], { default: Object.fromEntries(known) });
  return values;
}

function validated(framework: Framework): Deployment {
  const { param: params = [], region: option } = framework.processedInput.options;
  return validateDeployment({
    service: framework.service.service,
    stage: framework.getProvider('aws').getStage(),
    region: { option, environment: process.env['AWS_REGION'] || undefined },
    file: fileText(framework),
    params,
    now: new Date(),
  });
}

function fileText({ classes }: Framework): string {
  try {
    return readFileSync(join(root, 'deploy.yml'), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown error';
    throw new classes.Error(
      `cannot read deploy.yml (${code}): it holds the parameters; an empty file stands for the defaults`,
      'ECR_DRIFT',
    );
  }
}

function refuse({ classes }: Framework, problems: readonly string[]): void {
  if (problems.length > 0) throw new classes.Error(linesOf(problems), 'ECR_DRIFT');
}

/** Two deployments of one stage would tell everything twice, and nobody means that who forgets --region. */
async function refuseTwice(framework: Framework, warn: Writers['log']['warning']): Promise<void> {
  const provider = framework.getProvider('aws');
  const place = { service: framework.service.service, stage: provider.getStage(), region: provider.getRegion() };
  const name = `${place.service}-${place.stage}`;
  const other = await otherRegion(provider, place).catch((error: unknown) => {
    const code = error instanceof Error ? error.name : 'unknown error';
    warn(
      `nobody says whether ${name} is deployed in another region as well (${code}): allow iam:ListRoles; two would tell everything twice`,
    );
    return undefined;
  });
  if (other === undefined) return;
  const what = `set \`region: ${other}\` in deploy.yml, remove the other one first, or choose another --stage`;
  refuse(framework, [`${name} is deployed in ${other} already, and two of them would tell everything twice: ${what}`]);
}

async function resolve({ address, resolveVariable }: Resolution): Promise<{ readonly value: unknown }> {
  const derive = DERIVED[address];
  if (derive === undefined) throw new Error(`no value \`${address}\` in serverless/derived.ts`);
  const read = async (name: Parameter | 'place') =>
    String((await resolveVariable(name === 'place' ? 'aws:region' : `param:${name}`)) ?? '');
  return { value: await derive(read) };
}

function runWithoutDeployment({ pluginManager }: Framework, given: Given): void {
  for (const plugin of pluginManager.plugins) if (isLocalRun(plugin)) withoutDeployment(plugin, given);
}

function isLocalRun(plugin: Partial<LocalRun>): plugin is LocalRun {
  return plugin.resolveConfiguredEnvVars !== undefined;
}

/** Emulators do not know ValidateTemplate; AWS, which does, needs no endpoint. */
function skipOnEmulators({ pluginManager }: Framework): void {
  if (process.env['AWS_ENDPOINT_URL'] === undefined) return;
  for (const plugin of pluginManager.plugins) if (plugin.validateTemplate) plugin.validateTemplate = async () => undefined;
}

/** As serverless/storage.yml names it. */
function bucketName(framework: Framework, account: string): string {
  const provider = framework.getProvider('aws');
  return `${framework.service.service}-${provider.getStage()}-${account}-${provider.getRegion()}`;
}
