// The script and the style of the HTML report as two texts (page/), and the packages that are in them.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Page {
  readonly assets: { readonly script: string; readonly style: string };
  readonly packages: readonly string[];
}

/** Minified for browsers of the last years; nothing in them ends the element that they stand in. */
export async function buildPage(): Promise<Page> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['page/main.tsx'],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'iife',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const style = await transform(await readFile(join(root, 'page/style.css'), 'utf8'), { loader: 'css', minify: true, charset: 'ascii' });
  const assets = { script: outputFiles[0]!.text.trim(), style: style.code.trim() };
  if (/<\/(?:script|style)|<!--/i.test(`${assets.script}${assets.style}`)) throw new Error('page/: the built text would end its element');
  const packages = Object.keys(metafile.inputs).flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []);
  return { assets, packages: [...new Set(packages)].sort() };
}
