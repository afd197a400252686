// What is sought, by what it is about: a cause may be about thousands of principals, and a trail may hold thousands of events.
import { agree, patternKey, type Touched, type TouchedPattern } from './touched.ts';

/** Each pattern once. */
export function distinctPatterns(patterns: readonly TouchedPattern[]): readonly TouchedPattern[] {
  return [...new Map(patterns.map((pattern) => [patternKey(pattern), pattern])).values()];
}

/** Whether something that was touched is sought. */
export function seeking(sought: readonly TouchedPattern[]): (touched: Touched) => boolean {
  const byName = Map.groupBy(sought, (pattern) => bucketOf(pattern.kind, nameIn(pattern)));
  return (touched) => {
    const buckets = [bucketOf(touched.kind, nameIn(touched)), bucketOf(touched.kind, undefined)];
    return buckets.some((bucket) => byName.get(bucket)?.some((pattern) => agree(pattern, touched)) === true);
  };
}

/** The key under which things of one kind and name are; without a name, those of all names. */
export function bucketOf(kind: Touched['kind'], name: string | undefined): string {
  return `${kind} ${name?.toLowerCase() ?? ''}`;
}

/** What there are many of; undefined where a pattern leaves it open. INVARIANT: no name is empty. */
export function nameIn(pattern: TouchedPattern): string | undefined {
  switch (pattern.kind) {
    case 'repository':
      return pattern.repository;
    case 'principal':
    case 'inline':
    case 'attachment':
    case 'membership':
      return pattern.name;
    case 'managed':
      return pattern.policy;
    case 'registry':
    case 'template':
    case 'organization':
      return undefined;
  }
}
