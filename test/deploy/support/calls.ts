// Which AWS APIs the code of a function calls, read from what its bundle holds.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { APIS, PERMISSIONS } from '../../../lib/aws/api/permissions.ts';
import { bundleFunction, FUNCTIONS, type FunctionName, handlerOf } from '../../../scripts/functions.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

const PREFIXES: Readonly<Record<string, string>> = {
  'resource-groups-tagging-api': 'tag',
  sfn: 'states',
  eventbridge: 'events',
  'secrets-manager': 'secretsmanager',
};

/** What Powertools calls for those who import it. */
const POWERTOOLS: Readonly<Record<string, string>> = {
  '@aws-lambda-powertools/parameters/secrets': 'secretsmanager:GetSecretValue',
  '@aws-lambda-powertools/parameters/ssm': 'ssm:GetParameter',
};

/** The IAM actions that the calls of a function need, sorted. */
export async function actionsCalledBy(name: FunctionName): Promise<readonly string[]> {
  const bundles = await Promise.all([handlerOf(name), ...FUNCTIONS[name].later].map(bundleFunction));
  const sources = bundles.flatMap(({ metafile }) => sourcesIn(metafile));
  return actionsCalledIn(sources);
}

/** The IAM actions that the calls in these source files need, sorted. */
export function actionsCalledIn(sources: readonly string[]): readonly string[] {
  const calls = sources.flatMap((path) => callsIn(readFileSync(join(root, path), 'utf8')));
  return [...new Set(calls.flatMap((call) => actionOf(call) ?? []))].sort();
}

function sourcesIn({ outputs }: Metafile): readonly string[] {
  const [output] = Object.values(outputs);
  return Object.entries(output!.inputs).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 && /^(lib|functions)\//.test(path) ? path : [],
  );
}

const IMPORT = /import \{([^}]+)\} from '([^']+)'/g;

function callsIn(source: string): readonly string[] {
  return [...source.matchAll(IMPORT)].flatMap(([, names = '', from = '']) => {
    const powertools = POWERTOOLS[from];
    if (powertools !== undefined) return [powertools];
    const client = /^@aws-sdk\/client-(.+)$/.exec(from)?.[1];
    if (client === undefined) return [];
    const commands = names.split(',').flatMap((word) => /^\s*(?:(\w+)Command|paginate(\w+))\s*$/.exec(word)?.slice(1) ?? []);
    return commands.filter(Boolean).map((command) => `${PREFIXES[client] ?? client}:${command}`);
  });
}

/** Calls whose permission has another name. */
const PERMITTED_AS: Readonly<Record<string, string>> = { 's3:ListObjectVersions': 's3:ListBucketVersions' };

/** Undefined where AWS asks for no permission. What assumes a role needs one of the other account's kind. */
function actionOf(call: string): string | undefined {
  const api = APIS.find((each) => each === call);
  return api === undefined || api === 'sts:AssumeRole' ? (PERMITTED_AS[call] ?? call) : PERMISSIONS[api].action;
}
