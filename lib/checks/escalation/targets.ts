// Which users and roles the Allows of a policy speak of, without asking every one of them.
import type { Subject } from '../../access/account/subjects.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { ResourcePattern } from '../../policy/match/arn-pattern.ts';
import type { Context } from '../../policy/match/context.ts';
import { literalPrefix } from '../../policy/match/pattern.ts';

/** Candidates, of which a permit is asked one by one. */
export type TargetsOf = (statements: readonly CompiledStatement[], context: Context) => readonly Subject[];

/** Looks up by ARN where a pattern is one; patterns with wildcards are matched with all of `subjects`, each pattern once. */
export function targetIndex(subjects: readonly Subject[]): TargetsOf {
  const byArn = new Map(subjects.map((subject) => [subject.principal.name, subject]));
  const known = new Map<string, readonly Subject[]>();
  const matching = (pattern: ResourcePattern): readonly Subject[] => {
    const only = literalOf(pattern);
    if (only !== undefined) return [byArn.get(only) ?? []].flat();
    return subjects.filter(({ principal }) => pattern.matches(principal.name));
  };
  return (statements, context) => {
    const found = new Set<Subject>();
    for (const { resource } of statements) {
      if (resource.scope !== 'only') return subjects;
      for (const { name, pattern } of resource.fixed) {
        if (pattern.everything) return subjects;
        for (const each of getOrCreate(known, name, () => matching(pattern))) found.add(each);
      }
      for (const { patternFor } of resource.templates) {
        const resolved = patternFor(context);
        if (resolved) for (const each of matching(resolved.pattern)) found.add(each);
      }
    }
    return [...found];
  };
}

/** The one text that a pattern without wildcards matches. */
function literalOf({ fields }: ResourcePattern): string | undefined {
  const texts = (fields ?? []).map((tokens) => literalPrefix(tokens));
  return texts.length > 0 && texts.every(({ whole }) => whole) ? texts.map(({ prefix }) => prefix).join(':') : undefined;
}
