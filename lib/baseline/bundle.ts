// A baseline as one text: what is published for those who cannot read its files.
import type { SourceFile } from '../model/baseline.ts';
import type { Digest } from '../model/ids.ts';

/** The files of a baseline and its digest as JSON; equal files give equal bytes. */
export function bundleBaseline(sha256: Digest, files: readonly SourceFile[]): string {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return `${JSON.stringify({ apiVersion: 'ecr-drift/v1', kind: 'BaselineBundle', sha256, files: sorted })}\n`;
}
