// Issues of a zod schema, and what stands where they point.
import type * as z from 'zod';
import type { PathPart } from './path.ts';

type Issue = z.core.$ZodIssue;

/** Where a union fails in all its forms, the form that got furthest is the one that was meant; the path is whole. */
export function deepestIssue(issue: Issue): Issue & { readonly path: PathPart[] } {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code !== 'invalid_union') return { ...issue, path };
  const forms = issue.errors.flatMap(([first]) => (first && first.path.length > 0 ? [deepestIssue(first)] : []));
  const [inner] = forms.toSorted((a, b) => b.path.length - a.path.length);
  return inner ? { ...inner, path: [...path, ...inner.path] } : { ...issue, path };
}

/** The value at `path`, or undefined when there is none; inherited properties do not count. */
export function valueAt(root: unknown, path: readonly PathPart[]): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}
