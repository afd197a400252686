// The files of policy documents that entries name.

import type { SourceFile } from '../../model/baseline.ts';
import { quoted } from '../../text/quote.ts';
import { nodesAt } from '../../text/yaml.ts';
import { type BaselineDocument, holdsDocuments, readFile } from './file.ts';

/** Paths of the policy documents that `files` name, sorted: what has to be read besides them. */
export function policyFilesNamed(files: readonly SourceFile[]): readonly string[] {
  const documents = files.filter(({ path }) => holdsDocuments(path)).flatMap((file) => readFile(file).documents);
  return [...namedPolicies(documents)].sort();
}

/** The paths of the policy documents that entries name, as seen from where the baseline is; paths that lead out of it are left out. */
export function namedPolicies(documents: readonly BaselineDocument[]): ReadonlySet<string> {
  const paths = documents.flatMap(({ file, root }) =>
    VERBS.flatMap((verb) => nodesAt(root, ['rules', '*', verb, '*', 'policy'])).map(({ value }) => policyPath(file, value)),
  );
  return new Set(paths.flatMap((path) => (path.kind === 'path' ? [path.path] : [])));
}

export const VERBS = ['allow', 'require', 'forbid'] as const;

export type PolicyPath =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'problem'; readonly reason: string }
  /** A document in the entry itself, or nothing that could be a path. */
  | { readonly kind: 'none' };

/** What a `policy` written in the file `from` names: a file beside or below it. */
export function policyPath(from: string, written: unknown): PolicyPath {
  if (typeof written !== 'string' || written === '') return { kind: 'none' };
  const reason = pathProblem(written);
  return reason === undefined
    ? { kind: 'path', path: tidyPath(`${folderOf(from)}${written}`) }
    : { kind: 'problem', reason: `${quoted(written)} ${reason}` };
}

function pathProblem(written: string): string | undefined {
  if (written.includes('\\')) return 'has a backslash: write `/` between folders';
  if (written.startsWith('/') || written.includes(':')) return 'is not a path from this file';
  if (written.split('/').includes('..')) return 'leads out of the folder: `..` is not allowed';
  return holdsDocuments(written) ? undefined : 'is not a policy file: its name must end in `.json`, `.yaml` or `.yml`';
}

/** With the slash; empty for a file without one. */
export function folderOf(path: string): string {
  const tidy = tidyPath(path);
  return tidy.slice(0, tidy.lastIndexOf('/') + 1);
}

/** One spelling for `./a//b.json`, `a\b.json` and `a/b.json`. */
export function tidyPath(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  const root = slashed.slice(0, slashed.length - slashed.replace(/^\/+/, '').length);
  return `${root}${slashed
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
}
