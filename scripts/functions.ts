// Bundles each Lambda function into dist/functions, with the baseline beside those that read it.
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { LEAN } from './lean.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The functions, whether they judge, which takes a baseline, and what they load only when it is needed. */
export const FUNCTIONS = {
  plan: { judges: false, later: ['tracer'] },
  collect: { judges: false, later: ['tracer'] },
  audit: { judges: true, later: ['tracer'] },
  report: { judges: true, later: ['tracer', 'live-scan', 'live-judge'] },
  slack: { judges: false, later: ['tracer'] },
  watch: { judges: false, later: ['tracer'] },
} as const satisfies Readonly<Record<string, { readonly judges: boolean; readonly later: readonly string[] }>>;

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

/** Writes every bundle below `dist/functions`. A reader sees the old file or the new one, never a part. */
export async function buildFunctions(): Promise<void> {
  await Promise.all(FUNCTION_NAMES.map(buildFunction));
}

async function buildFunction(name: FunctionName): Promise<void> {
  const folder = join(root, 'dist/functions', name);
  const { judges, later } = FUNCTIONS[name];
  await replaceFile(join(folder, 'index.js'), (await bundleFunction(name)).code);
  for (const file of later) await replaceFile(join(folder, `${file}.js`), (await bundleFunction(file)).code);
  // The package around it says that .js is an ES module.
  await replaceFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  if (judges) await copyBaseline(join(folder, 'baseline'));
}

async function copyBaseline(to: string): Promise<void> {
  const from = join(root, 'baseline');
  const files = (await readdir(from, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const wanted = new Set(files.map(({ parentPath, name }) => join(parentPath, name).slice(from.length + 1)));
  await cp(from, to, { recursive: true });
  for (const entry of await readdir(to, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !wanted.has(path.slice(to.length + 1))) await rm(path);
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const next = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(next, text);
  await rename(next, path);
}
