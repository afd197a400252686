// Resources with variables: askers for whom a variable has a value under which a pattern matches a resource, and for whom it has not.
import type { CompiledStatement, ResourceTemplate } from '../policy/compile.ts';
import { unknownVariable } from '../policy/condition/condition.ts';
import { type Atom, all, type Formula } from '../policy/logic/formula.ts';
import { compileResourcePattern, HEAD_FIELDS } from '../policy/match/arn-pattern.ts';
import { type Context, known } from '../policy/match/context.ts';
import { fillings, hasFallback, resolve, templateOf, variableKeys } from '../policy/match/variables.ts';
import { testOf } from './key-test.ts';
import type { Asker } from './principals.ts';

/** A resource with one variable as a test on the key of the variable: of which values it becomes the resource that is asked about. */
export function resourceTest(atom: Atom, resource: string, context: Context): Formula {
  const [raw = ''] = atom.values;
  if (atom.stem !== 'test Resource' || atom.values.length > 1) return atom;
  const template = templateOf(raw, VARIABLES);
  const [key, ...others] = new Set(variableKeys(template));
  if (key === undefined || others.length > 0 || hasFallback(template)) return atom;
  const [ofName, name] = [raw, resource].map(nameOf);
  const possible = fillings(templateOf(ofName ?? '', VARIABLES), key, name ?? '');
  const filled = possible?.filter((value) => {
    const resolved = resolve(template, () => known(value));
    return resolved.kind === 'tokens' && compileResourcePattern(resolved.tokens, 'completed').matches(resource);
  });
  return filled ? unknownVariable(`Resource ${raw} ${resource}`, key, raw, { context, filled }) : atom;
}

const VARIABLES = { variables: true, wildcards: true } as const;

/** B31: variables stand behind the fifth colon. */
function nameOf(arn: string): string {
  return arn.split(':').slice(HEAD_FIELDS).join(':');
}

const MOST_FILLINGS = 64;

/** What follows of the ARN of who asks. */
const OF_ARN: Readonly<Record<string, (value: string) => readonly string[]>> = {
  'aws:username': (value) => [`arn:*:user/${value}`, `arn:*:user/*/${value}`],
  'aws:principalaccount': (value) => [`arn:*::${value}:*`],
};

/** Who asks with a value in the place of each variable of the Resource elements that are open; none where there is no variable. */
export function fillingsOf(statements: readonly CompiledStatement[], resource: string, asker: Asker): readonly Asker[] {
  const templates = statements.flatMap((statement) => statement.resource.templates);
  const keys = [...new Set(templates.flatMap((each) => each.keys))].filter((key) => asker.context(key).kind === 'anything');
  if (keys.length === 0) return [];
  let filled: readonly Asker[] = [asker];
  for (const key of keys) {
    const values = valuesOf(templates, key, resource);
    filled = filled.flatMap((each) => values.map((value) => withValue(each, key, value))).slice(0, MOST_FILLINGS);
  }
  return filled;
}

function valuesOf(templates: readonly ResourceTemplate[], key: string, resource: string): readonly string[] {
  const found = templates.flatMap((each) => (each.keys.includes(key) ? (each.fillings(key, resource) ?? []) : []));
  return [...new Set([...found.filter((each) => each !== '' && !each.includes('/')), 'somebody', ...found])];
}

function withValue(asker: Asker, key: string, value: string): Asker {
  const follows = OF_ARN[key]?.(value);
  return {
    ...asker,
    context: (asked) => (asked === key ? known(value) : asker.context(asked)),
    given: follows ? all(asker.given, testOf('StringLike', 'aws:PrincipalArn', follows, { context: asker.context })) : asker.given,
  };
}
