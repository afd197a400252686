// A policy that is compiled once, whatever actions are asked for: statements by the actions that they write out; apart from them those
// with wildcards or NotAction.
import { getOrCreate } from '../collections/get-or-create.ts';
import type { Layer, Policy, Statement } from '../model/policy.ts';
import { type CompiledPolicy, type CompiledStatement, compileStatement } from './compile.ts';
import { maskOf } from './logic/mask.ts';
import { compileIamPattern, tokensOf } from './match/pattern.ts';

export interface IndexedPolicy {
  /** What it says of one action, in lower case: compiled for the universe that has this action alone. */
  readonly about: (action: string) => CompiledPolicy;
}

/** More than a service has; whoever asks for more actions than that has the first ones looked up again. */
const MOST_ACTIONS = 512;

const ONLY_ACTION = maskOf([0]);

/** The policy by its actions. Nothing is compiled before it is asked for, and nothing is looked up by action before a second action is. */
export function indexPolicy(policy: Policy, layer: Layer): IndexedPolicy {
  const compiled = new Map<Statement, CompiledStatement>();
  const place = { actions: ONLY_ACTION, variables: policy.variables, layer };
  const compile = (source: Statement) => getOrCreate(compiled, source, () => compileStatement(source, place));
  const known = new Map<string, CompiledPolicy>();
  let index: StatementsByAction | undefined;
  const about = (action: string): CompiledPolicy => {
    const before = known.get(action);
    if (before) return before;
    if (known.size > 0) index ??= byAction(policy.statements);
    if (known.size >= MOST_ACTIONS) known.clear();
    const made = { statements: (index ? found(index, action) : policy.statements.filter((each) => isAbout(each, action))).map(compile) };
    known.set(action, made);
    return made;
  };
  return { about };
}

interface StatementsByAction {
  /** By an action in lower case (B6). */
  readonly written: ReadonlyMap<string, readonly Statement[]>;
  /** With wildcards, or NotAction. */
  readonly others: readonly Statement[];
}

function byAction(statements: readonly Statement[]): StatementsByAction {
  const written = new Map<string, Statement[]>();
  const others: Statement[] = [];
  for (const statement of statements) {
    const { action } = statement;
    if (action.kind !== 'only' || action.of.some(hasWildcard)) others.push(statement);
    else for (const each of action.of) getOrCreate(written, each.toLowerCase(), () => []).push(statement);
  }
  return { written, others };
}

/** In the order of the document: reasons are told in it. */
function found({ written, others }: StatementsByAction, action: string): readonly Statement[] {
  const sources = new Set([...(written.get(action) ?? []), ...others.filter((each) => isAbout(each, action))]);
  return [...sources].sort((a, b) => a.index - b.index);
}

/** B6, B9, B14: without regard to case, wildcards anywhere. `asked` is in lower case. */
function isAbout({ action }: Statement, asked: string): boolean {
  if (action.kind === 'every') return true;
  const isListed = action.of.some((written) => {
    const pattern = written.toLowerCase();
    return hasWildcard(pattern) ? compileIamPattern(tokensOf(pattern))(asked) : pattern === asked;
  });
  return isListed === (action.kind === 'only');
}

function hasWildcard(action: string): boolean {
  return action.includes('*') || action.includes('?');
}
