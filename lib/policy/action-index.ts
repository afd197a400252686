// A policy that is compiled once, whatever actions are asked for: statements by the actions that they write out; apart from them those
// with wildcards or NotAction.
import { getOrCreate } from '../collections/get-or-create.ts';
import type { Layer, Policy, Statement } from '../model/policy.ts';
import { actionsOf, type CompiledPolicy, type CompiledStatement, compileStatement } from './compile.ts';
import { isEmpty, maskOf } from './logic/mask.ts';

export interface IndexedPolicy {
  /** What it says of one action, in lower case: compiled for the universe that has this action alone. */
  readonly about: (action: string) => CompiledPolicy;
}

/** More than a service has; whoever asks for more actions than that has the first ones looked up again. */
const MOST_ACTIONS = 512;

const ONLY_ACTION = maskOf([0]);

/** The policy by its actions. Nothing is compiled before it is asked for. */
export function indexPolicy(policy: Policy, layer: Layer): IndexedPolicy {
  const { written, others } = placesByAction(policy.statements);
  const compiled = new Map<Statement, CompiledStatement>();
  const place = { actions: ONLY_ACTION, variables: policy.variables, layer };
  const compile = (source: Statement) => getOrCreate(compiled, source, () => compileStatement(source, place));
  const known = new Map<string, CompiledPolicy>();
  const about = (action: string): CompiledPolicy => {
    const before = known.get(action);
    if (before) return before;
    if (known.size >= MOST_ACTIONS) known.clear();
    const universe = [action];
    const fitting = others.filter((source) => !isEmpty(actionsOf(source.action, universe)));
    // In the order of the document: reasons are told in it.
    const sources = new Set([...(written.get(action) ?? []), ...fitting]);
    const made = { statements: [...sources].sort((a, b) => a.index - b.index).map(compile) };
    known.set(action, made);
    return made;
  };
  return { about };
}

interface PlacesByAction {
  /** By an action in lower case (B6). */
  readonly written: ReadonlyMap<string, readonly Statement[]>;
  readonly others: readonly Statement[];
}

function placesByAction(statements: readonly Statement[]): PlacesByAction {
  const written = new Map<string, Statement[]>();
  const others: Statement[] = [];
  for (const statement of statements) {
    const { action } = statement;
    if (action.kind !== 'only' || action.of.some(hasWildcard)) others.push(statement);
    else for (const each of action.of) getOrCreate(written, each.toLowerCase(), () => []).push(statement);
  }
  return { written, others };
}

function hasWildcard(action: string): boolean {
  return action.includes('*') || action.includes('?');
}
