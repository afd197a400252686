// A baseline as one text: what is published for those who cannot read its files.
import * as z from 'zod';
import type { SourceFile } from '../../model/baseline.ts';
import type { Digest } from '../../model/ids.ts';
import { readUniqueJson } from '../../text/json.ts';
import { problemOf } from '../../text/problem.ts';
import { oneLine, quoted } from '../../text/quote.ts';
import { utf8Text } from '../../text/utf8.ts';

const VERSION = 'ecr-drift/v1';
const KIND = 'BaselineBundle';

const bundleSchema = z.strictObject({
  apiVersion: z.literal(VERSION),
  kind: z.literal(KIND),
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
  return `${JSON.stringify({ apiVersion: VERSION, kind: KIND, sha256, files: sorted } satisfies z.input<typeof bundleSchema>)}\n`;
}

export type BundleReading =
  | { readonly kind: 'files'; readonly files: readonly SourceFile[] }
  /** `reason` is one line: what is wrong, and what to do. */
  | { readonly kind: 'problem'; readonly reason: string };

/** The files of a published baseline, or why `bytes` are none. */
export function readBundle(bytes: Uint8Array): BundleReading {
  const text = utf8Text(bytes);
  if (text === undefined) return problem('not UTF-8 text');
  const json = readUniqueJson(text);
  if (json.kind === 'problem') return problem(json.reason);
  const other = otherVersion(json.value);
  if (other !== undefined)
    return {
      kind: 'problem',
      reason: `a published baseline of ${quoted(other)}: deploy the ecr-drift that wrote it, or publish it with this one`,
    };
  const parsed = bundleSchema.safeParse(json.value);
  return parsed.success ? { kind: 'files', files: parsed.data.files } : problem(problemOf(parsed.error, json.value, []));
}

function problem(reason: string): BundleReading {
  return { kind: 'problem', reason: oneLine(`not a published baseline: ${reason}: write it with \`ecr-drift baseline publish\``) };
}

/** The version of a bundle that this one cannot read. */
function otherVersion(value: unknown): string | undefined {
  const named = z.object({ apiVersion: z.string(), kind: z.literal(KIND) }).safeParse(value).data;
  return named === undefined || named.apiVersion === VERSION ? undefined : named.apiVersion;
}
