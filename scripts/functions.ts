// Bundles each Lambda function into dist/functions, with the baseline and the list of accounts beside those that read them.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { LEAN } from './lean.ts';
import { replaceFile } from './replace-file.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Contents {
  /** Takes a baseline. */
  readonly judges: boolean;
  /** Takes the list of accounts. */
  readonly chooses: boolean;
  /** What it loads only when it is needed. */
  readonly later: readonly string[];
}

export const FUNCTIONS = {
  plan: { judges: false, chooses: true, later: ['tracer'] },
  collect: { judges: false, chooses: false, later: ['tracer'] },
  audit: { judges: true, chooses: true, later: ['tracer'] },
  conclude: { judges: false, chooses: false, later: ['tracer'] },
  report: { judges: true, chooses: true, later: ['tracer', 'live-scan', 'live-judge'] },
  slack: { judges: false, chooses: false, later: ['tracer'] },
  watch: { judges: false, chooses: false, later: ['tracer'] },
} as const satisfies Readonly<Record<string, Contents>>;

export type FunctionName = keyof typeof FUNCTIONS;
type LaterName = (typeof FUNCTIONS)[FunctionName]['later'][number];

// INVARIANT: an object literal has the keys of its type.
export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as readonly FunctionName[];

export interface FunctionBundle {
  readonly code: string;
  readonly metafile: Metafile;
}

/** One function with everything that it needs, as CommonJS: `serverless invoke local` and Lambda both load it. */
export async function bundleFunction(name: FunctionName | LaterName): Promise<FunctionBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`functions/${name}.ts`],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    plugins: [...LEAN],
    legalComments: 'none',
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
  await Promise.all(wanted.map((name) => buildFunction(name, accounts)));
}

async function buildFunction(name: FunctionName, accounts: string | undefined): Promise<void> {
  const folder = join(root, 'dist/functions', name);
  const { judges, chooses, later } = FUNCTIONS[name];
  await replaceFile(join(folder, 'index.js'), (await bundleFunction(name)).code);
  for (const file of later) await replaceFile(join(folder, `${file}.js`), (await bundleFunction(file)).code);
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
