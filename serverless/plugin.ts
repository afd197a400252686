// What the Serverless Framework has to know of this service: its build, its bucket, and values that follow from parameters.
import { buildFunctions } from '../scripts/functions.ts';
import { type Account, emptyBucket } from './bucket.ts';
import { DERIVED, type Parameter } from './derived.ts';
import { type Given, type LocalRun, withoutDeployment } from './local.ts';

/** The parts of the framework that are used here. */
interface Framework {
  readonly service: { readonly service: string; readonly custom: { readonly accounts: unknown } };
  readonly pluginManager: { readonly plugins: readonly ({ validateTemplate?: () => unknown } & Partial<LocalRun>)[] };
  getProvider(name: 'aws'): Account & { getStage(): string; getRegion(): string };
}

interface Options {
  /** `NAME=value`, once for each `-e`. */
  readonly env?: string | readonly string[];
  /** The one that is run or packed by itself. */
  readonly function?: string;
}

interface Writers {
  readonly log: { notice(text: string): void };
}

interface Resolution {
  readonly address: string;
  readonly resolveVariable: (variable: string) => Promise<unknown>;
}

/** Builds the functions before they are packed or run, and gives `${ecrDrift:...}` its values. */
export default class EcrDriftPlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;
  readonly configurationVariablesSources = { ecrDrift: { resolve } };

  constructor(framework: Framework, { env = [], function: name }: Options, { log }: Writers) {
    const build = (only?: string) => buildFunctions(String(framework.service.custom.accounts), only);
    const buildAll = () => build();
    this.hooks = {
      initialize: async () => runWithoutDeployment(framework, { env: [env].flat(), notice: (text) => log.notice(text) }),
      'before:package:createDeploymentArtifacts': buildAll,
      'before:package:function:package': buildAll,
      'before:invoke:local:invoke': () => build(name),
      'before:aws:deploy:deploy:validateTemplate': async () => skipOnEmulators(framework),
      'before:remove:remove': async () => emptyBucket(framework.getProvider('aws'), (account) => bucketName(framework, account)),
    };
  }
}

async function resolve({ address, resolveVariable }: Resolution): Promise<{ readonly value: unknown }> {
  const derive = DERIVED[address];
  if (derive === undefined) throw new Error(`no value \`${address}\` in serverless/derived.ts`);
  const read = async (name: Parameter) => String((await resolveVariable(`param:${name}`)) ?? '');
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
