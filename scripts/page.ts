// The script and the style of the HTML report as two texts (page/), and the packages that are in them.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { replaceFile } from './replace-file.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Page {
  readonly assets: { readonly script: string; readonly style: string };
  readonly packages: readonly string[];
}

/** Writes the page to where the program and the functions take it from when they are bundled. */
export async function writePage(): Promise<Page> {
  const page = await buildPage();
  await replaceFile(join(root, 'dist/page/page.json'), JSON.stringify(page.assets));
  return page;
}

/** Minified for browsers of the last years; nothing in them ends the element that they stand in. */
export async function buildPage(): Promise<Page> {
  const [{ text: script, metafile }, { text: style }] = await Promise.all([bundled('page/main.tsx'), bundled('page/style.css')]);
  const assets = { script, style };
  if (/<\/(?:script|style)|<!--/i.test(`${assets.script}${assets.style}`)) throw new Error('page/: the built text would end its element');
  const packages = Object.keys(metafile.inputs).flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []);
  return { assets, packages: [...new Set(packages)].sort() };
}

async function bundled(entryPoint: string): Promise<{ readonly text: string; readonly metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
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
  return { text: outputFiles[0]!.text.trim(), metafile };
}
