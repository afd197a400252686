// A baseline as one text: what is published for those who cannot read its files.
import * as z from 'zod';
import type { SourceFile } from '../model/baseline.ts';
import type { Digest } from '../model/ids.ts';
import { readUniqueJson } from '../text/json.ts';

const bundleSchema = z.strictObject({
  apiVersion: z.literal('ecr-drift/v1'),
  kind: z.literal('BaselineBundle'),
  sha256: z.string(),
  files: z.array(z.strictObject({ path: z.string(), text: z.string() })),
});

/** The files with their paths as seen from the baseline's folder, so that one baseline is the same wherever it lies. */
export function relativeSources(root: string, files: readonly SourceFile[]): readonly SourceFile[] {
  const isFile = files.some(({ path }) => path === root);
  const folder = isFile ? root.slice(0, root.lastIndexOf('/') + 1) : `${root.replace(/\/+$/, '')}/`;
  return files.map(({ path, text }) => ({ path: path.startsWith(folder) ? path.slice(folder.length) : path, text }));
}

/** The files of a baseline and its digest as JSON; equal files give equal bytes. */
export function bundleBaseline(sha256: Digest, files: readonly SourceFile[]): string {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return `${JSON.stringify({ apiVersion: 'ecr-drift/v1', kind: 'BaselineBundle', sha256, files: sorted } satisfies z.input<typeof bundleSchema>)}\n`;
}

/** The files of a published baseline, or undefined when `text` is none. */
export function bundledFiles(text: string): readonly SourceFile[] | undefined {
  const json = readUniqueJson(text);
  return json.kind === 'problem' ? undefined : bundleSchema.safeParse(json.value).data?.files;
}
