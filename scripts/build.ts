// Bundles the CLI and the programs of the GitHub action into dist, with the licenses of what it bundles and the JSON Schemas of its file formats.
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildFunctions } from './functions.ts';
import { writePage } from './page.ts';
import { replaceFile } from './replace-file.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

// The program has it within.
const page = await writePage();
await buildFunctions();
const cli = await bundle('lib/cli/main.ts');
// The parts first: the program that a reader finds has all of its own.
for (const { name, code } of cli.parts) await replaceFile(join(dist, 'cli', name), code);
await replaceFile(join(dist, 'cli/ecr-drift.js'), cli.code, 0o755);
for (const name of ['check', 'comment']) await replaceFile(join(dist, 'action', `${name}.js`), await bundleAction(`action/${name}.ts`));
await removeOthers(
  join(dist, 'cli/parts'),
  cli.parts.map(({ name }) => name.replace('parts/', '')),
);
await replaceFile(
  join(dist, 'third-party-licenses.txt'),
  `${await licensesOf([...new Set([...cli.packages, ...page.packages])].sort())}${await copiedPolicies()}`,
);
for (const [name, schema] of Object.entries(await schemasOf('lib/cli/schemas.ts'))) {
  await replaceFile(join(dist, `schemas/${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}

interface Bundle {
  readonly code: string;
  /** What only some commands load, the AWS SDK above all. */
  readonly parts: readonly { readonly name: string; readonly code: string }[];
  readonly packages: readonly string[];
}

async function bundle(entry: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { 'ecr-drift': entry },
    outdir: join(dist, 'cli'),
    chunkNames: 'parts/[name]-[hash]',
    splitting: true,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    // The parser of Terraform's sources brings a module of WebAssembly, which stays beside it.
    external: ['@aws-sdk/*', '@cdktn/hcl2json'],
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: {
      // yaml is CommonJS and requires modules of Node, which an ES module cannot without `require`.
      js: [
        '#!/usr/bin/env node',
        "import { createRequire as requireFrom } from 'node:module';",
        'const require = requireFrom(import.meta.url);',
      ].join('\n'),
    },
    logLevel: 'warning',
  });
  const packages = Object.keys(metafile.inputs).flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []);
  const files = outputFiles.map(({ path, text }) => ({ name: relative(join(dist, 'cli'), path).replaceAll(sep, '/'), code: text }));
  const parts = files.filter(({ name }) => name !== 'ecr-drift.js');
  return { code: files.find(({ name }) => name === 'ecr-drift.js')!.code, parts, packages: [...new Set(packages)].sort() };
}

/** A program of the action: one small file that loads nothing but Node's own modules. */
async function bundleAction(entryPoint: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    packages: 'external',
    logLevel: 'warning',
  });
  return outputFiles[0]!.text;
}

async function licensesOf(packages: readonly string[]): Promise<string> {
  const texts = await Promise.all(packages.map(async (name) => `${name}\n\n${await licenseOf(join(root, 'node_modules', name))}`));
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

/** Where the copy of AWS's managed policies comes from; its license is that of this package. */
async function copiedPolicies(): Promise<string> {
  const { source }: { source: string } = JSON.parse(await readFile(join(root, 'lib/cli/input/aws-managed-policies.json'), 'utf8'));
  return `\n${'-'.repeat(80)}\n\nAWS-managed policies\n\n${source}\n\n${await readFile(join(root, 'LICENSE'), 'utf8')}`;
}

/** Its license file; where a package has none, what it says of its license. */
async function licenseOf(folder: string): Promise<string> {
  const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
  if (file !== undefined) return readFile(join(folder, file), 'utf8');
  const { license, author }: { license?: string; author?: { name: string } } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  if (license === undefined || author === undefined) throw new Error(`no license in \`${folder}\``);
  return `${license}, ${author.name}`;
}

async function schemasOf(file: string): Promise<Readonly<Record<string, object>>> {
  const path = join(root, file);
  if (!existsSync(path)) return {};
  const { schemas }: { schemas: Readonly<Record<string, object>> } = await import(pathToFileURL(path).href);
  return schemas;
}

/** What an earlier build has left. */
async function removeOthers(folder: string, names: readonly string[]): Promise<void> {
  const old = existsSync(folder) ? (await readdir(folder)).filter((name) => !names.includes(name)) : [];
  for (const name of old) await rm(join(folder, name), { force: true });
}

/** A reader sees the old file or the new one, never a part. */
