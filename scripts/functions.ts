// Bundles each Lambda function into dist/functions, with the baseline and the list of accounts beside those that read them.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { BUNDLE_PLUGINS } from './bundle-plugins.ts';
import { writePage } from './page.ts';
import { replaceFile } from './replace-file.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Contents {
  /** Takes a baseline. */
  readonly judges: boolean;
  /** Takes the list of accounts. */
  readonly chooses: boolean;
  /** What it loads only when it is needed: source files, each a bundle of its own. */
  readonly later: readonly string[];
}

const TRACER = 'functions/runtime/tracer.ts';
/** With the page (scripts/page.ts) within. */
const FORMS = 'functions/runtime/stored-forms.ts';

export const FUNCTIONS = {
  plan: { judges: false, chooses: true, later: [TRACER] },
  collect: { judges: false, chooses: false, later: [TRACER] },
  audit: {
    judges: true,
    chooses: true,
    later: [
      TRACER,
      FORMS,
      'functions/audit/again.ts',
      'functions/audit/attribution.ts',
      'functions/audit/hub-import.ts',
      'functions/audit/messages.ts',
    ],
  },
  conclude: { judges: false, chooses: false, later: [TRACER] },
  react: { judges: false, chooses: true, later: [TRACER] },
  report: { judges: true, chooses: true, later: [TRACER, FORMS, 'functions/report/live-scan.ts', 'functions/runtime/live-judge.ts'] },
  slack: { judges: false, chooses: false, later: [TRACER] },
  watch: { judges: false, chooses: false, later: [TRACER] },
} as const satisfies Readonly<Record<string, Contents>>;

export type FunctionName = keyof typeof FUNCTIONS;

// INVARIANT: an object literal has the keys of its type.
export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as readonly FunctionName[];

/** Where the handler of a function is. */
export function handlerOf(name: FunctionName): string {
  return `functions/${name}/${name}.ts`;
}

export interface FunctionBundle {
  readonly code: string;
  readonly metafile: Metafile;
}

/** A source file with everything that it needs, as CommonJS: `serverless invoke local` and Lambda both load it. */
export async function bundleFunction(entryPoint: string): Promise<FunctionBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    plugins: [...BUNDLE_PLUGINS],
    legalComments: 'none',
    charset: 'utf8',
    // CommonJS has no `import.meta`.
    define: { 'import.meta.dirname': '__dirname' },
    logLevel: 'warning',
  });
  return { code: outputFiles[0]!.text, metafile };
}

/**
 * Writes the bundles below `dist/functions`, all or those of one function, with the list of `accounts` where one is to be deployed. A reader
 * sees the old file or the new one, never a part.
 */
export async function buildFunctions(accounts?: string, only?: string): Promise<void> {
  const wanted = FUNCTION_NAMES.filter((name) => only === undefined || name === only);
  await writePage();
  await Promise.all(wanted.map((name) => buildFunction(name, accounts)));
}

async function buildFunction(name: FunctionName, accounts: string | undefined): Promise<void> {
  const folder = join(root, 'dist/functions', name);
  const { judges, chooses, later } = FUNCTIONS[name];
  await replaceFile(join(folder, 'index.js'), (await bundleFunction(handlerOf(name))).code);
  for (const entryPoint of later)
    await replaceFile(join(folder, `${basename(entryPoint, '.ts')}.js`), (await bundleFunction(entryPoint)).code);
  // The package around it says that .js is an ES module.
  await replaceFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  if (chooses && accounts !== undefined) await replaceFile(join(folder, 'accounts.txt'), `${accounts}\n`);
  if (judges) await copyBaseline(join(folder, 'baseline'));
}

async function copyBaseline(to: string): Promise<void> {
  const from = join(root, 'baseline');
  const files = (await readdir(from, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const wanted = new Set(files.map(({ parentPath, name }) => join(parentPath, name).slice(from.length + 1)));
  await mkdir(to, { recursive: true });
  for (const name of wanted) await replaceFile(join(to, name), await readFile(join(from, name), 'utf8'));
  for (const entry of await readdir(to, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !wanted.has(path.slice(to.length + 1))) await rm(path);
  }
}
