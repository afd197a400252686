// A request that breaks a claim as people read it: in the words of the policies, and with what stands for any other told apart.
import type { Context } from '../policy/match/context.ts';
import { templateOf, variableKeys } from '../policy/match/variables.ts';
import type { Witness } from '../policy/theory/solve.ts';
import { isResourceOf, knownAction } from './kinds.ts';
import type { BreakingRequest, Claim } from './question.ts';
import type { ProvenPolicy } from './read-policy.ts';

/** The actions that policies write. */
export function writtenActions(policies: readonly ProvenPolicy[]): readonly string[] {
  return policies.flatMap(({ statements }) => statements.flatMap(({ action }) => (action.kind === 'every' ? [] : action.of)));
}

/** The resources that are written, other than `*`. */
export function resourcesNamed(policies: readonly ProvenPolicy[], claim: Claim): readonly string[] {
  const written = policies.flatMap(({ statements }) =>
    statements.flatMap(({ resource }) => (resource.kind === 'every' ? [] : resource.of)),
  );
  return [...(claim.kind === 'never' ? [claim.resource] : []), ...written].filter((each) => each !== '*');
}

/** As one of the policies spells it, or AWS; undefined for one that is made up. */
export function spelledAction(action: string, policies: readonly ProvenPolicy[], claim: Claim): string | undefined {
  const written = [...(claim.kind === 'never' ? claim.actions : []), ...writtenActions(policies)];
  return written.find((each) => each.toLowerCase() === action) ?? knownAction(action);
}

/** What of a request is made up; `action` is undefined where it is. */
export function inventedIn(action: string | undefined, resource: string, named: readonly string[]): BreakingRequest['invented'] {
  const isNamed = resource === '*' || named.some((each) => isResourceOf(withoutVariables(each))(resource));
  return [...(action === undefined ? (['action'] as const) : []), ...(isNamed ? [] : (['resource'] as const))];
}

function withoutVariables(pattern: string): string {
  return pattern.replaceAll(/\$\{[^}]*\}/g, '*');
}

/** The keys that the policies ask for, as their conditions spell them. */
export function shownKeys({ values }: Witness, context: Context, policies: readonly ProvenPolicy[]): BreakingRequest['context'] {
  const written = policies.flatMap(({ statements }) => statements);
  const keys = written.flatMap(({ conditions }) => conditions.map(({ key }) => key));
  const texts = written.flatMap(({ resource, conditions }) => [
    ...(resource.kind === 'every' ? [] : resource.of),
    ...conditions.flatMap(({ values: asked }) => asked),
  ]);
  const inTexts = texts.flatMap((raw) => variableKeys(templateOf(raw, { variables: true, wildcards: true })));
  const spelled = new Map([...inTexts, ...keys].map((key) => [key.toLowerCase(), key]));
  const entries = [...spelled]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, name]): [string, readonly string[]][] => {
      const given = context(key);
      const found = values.get(key) ?? (given.kind === 'values' ? given.values : []);
      return found.length > 0 ? [[name, found]] : [];
    });
  return Object.fromEntries(entries);
}
