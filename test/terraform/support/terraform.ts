// The real Terraform with the real AWS provider out of a local folder, against an emulator: nothing is downloaded.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Terraform = { readonly kind: 'ready'; readonly mirror: string } | { readonly kind: 'missing'; readonly reason: string };

/** Where plugins of Terraform lie, one after the other; TF_PLUGIN_MIRROR names another folder. */
const MIRRORS = [process.env['TF_PLUGIN_MIRROR'], '/opt/tf-plugins', '/usr/local/share/terraform/plugins', '/usr/share/terraform/plugins'];
const PROVIDER = 'registry.terraform.io/hashicorp/aws';

/** Finds the binary and a folder with the provider; gives the reason where one is missing. */
export function findTerraform(): Terraform {
  const { error } = spawnSync('terraform', ['version'], { timeout: 60_000 });
  if (error !== undefined) return { kind: 'missing', reason: 'no terraform on the path' };
  const mirror = MIRRORS.find((folder) => folder !== undefined && existsSync(join(folder, PROVIDER)));
  return mirror === undefined
    ? { kind: 'missing', reason: `no folder with ${PROVIDER}; name one in TF_PLUGIN_MIRROR` }
    : { kind: 'ready', mirror };
}

export interface Workspace {
  readonly folder: string;
  readonly run: (...args: readonly string[]) => Promise<string>;
}

/** A folder with the configuration `files`, ready to plan. */
export async function workspace(
  { folder, mirror, url }: { readonly folder: string; readonly mirror: string; readonly url: string },
  files: Readonly<Record<string, string>>,
): Promise<Workspace> {
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, 'terraform.rc');
  writeFileSync(
    settings,
    `provider_installation {\n  filesystem_mirror { path = ${JSON.stringify(mirror)} }\n}\ndisable_checkpoint = true\n`,
  );
  writeConfiguration(folder, url, files);
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    TF_CLI_CONFIG_FILE: settings,
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const run = (...args: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = spawn('terraform', [...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk) => {
        out += String(chunk);
      });
      child.stderr.on('data', (chunk) => {
        err += String(chunk);
      });
      child.on('error', reject);
      child.on('close', (status) => (status === 0 ? resolve(out) : reject(new Error(`terraform ${args.join(' ')}: ${err || out}`))));
    });
  await run('init', '-input=false', '-no-color');
  return { folder, run };
}

/** Writes a configuration in the place of the one before. */
export function writeConfiguration(folder: string, url: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries({ 'provider.tf': provider(url), ...files })) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function provider(url: string): string {
  const endpoints = ['ecr', 'iam', 'sts'].map((name) => `    ${name} = ${JSON.stringify(url)}`).join('\n');
  return `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "AKIAEMULATOR"
  secret_key                  = "example"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  endpoints {
${endpoints}
  }
}
data "aws_caller_identity" "me" {}
`;
}
