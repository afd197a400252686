// Crowds: whoever is named by an account, or by `*`, in the same way.

import type { Subject } from '../../access/account/subjects.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { FALSE } from '../../policy/logic/formula.ts';
import type { ActionMask } from '../../policy/logic/mask.ts';

export interface Crowd {
  /** That may name all of it. */
  readonly statements: ReadonlySet<CompiledStatement>;
  /** One of each set of actions. */
  readonly kinds: readonly CompiledStatement[];
  /** How a statement speaks to those whom it does not name alone; `someone` is one of them. */
  readonly wayOf: (statement: CompiledStatement, someone: Subject) => WayOfSpeaking;
  /**
   * Statements that say the same to those whom they do not name alone. `notAlone`: of the crowd somebody whom a statement does not name alone.
   * A statement for which there has been nobody is missing, and so are those that are set apart.
   */
  readonly together: (notAlone: (statement: CompiledStatement) => Subject | undefined) => readonly SpokenTogether[];
  /** Those that are never together with others, as far as that is known. */
  readonly apart: ReadonlySet<CompiledStatement>;
}

/** How a statement speaks to somebody. */
export interface WayOfSpeaking {
  readonly isNamed: boolean;
  /** A22: they are the account's own, and it names them by nothing but the account. */
  readonly isOnlyDelegated: boolean;
}

/** Statements with the same actions that speak in the same way. */
export interface SpokenTogether extends Pick<WayOfSpeaking, 'isOnlyDelegated'> {
  readonly actions: ActionMask;
  readonly statements: ReadonlySet<CompiledStatement>;
}

/** Equal for principals of one crowd. */
export function crowdOf({ caller, local }: Subject): string {
  const account = 'account' in caller ? `${caller.partition} ${caller.account}` : caller.kind;
  return local ? `own ${account}` : account;
}

/** A crowd of which nobody is known; `statements` may name all of it. */
export function crowdFor(statements: readonly CompiledStatement[], isTogether: (statement: CompiledStatement) => boolean): Crowd {
  const kinds = new Map(statements.map((statement) => [actionsKey(statement), statement]));
  const ways = new Map<CompiledStatement, WayOfSpeaking>();
  const wayIn = (statement: CompiledStatement, someone: Subject): WayOfSpeaking =>
    getOrCreate(ways, statement, () => wayOf(statement, someone));
  const apart = new Set(statements.filter((statement) => !isTogether(statement)));
  const found = new Map<string, SpokenTogether & { readonly statements: Set<CompiledStatement> }>();
  const put = (statement: CompiledStatement, { isNamed, isOnlyDelegated }: WayOfSpeaking): void => {
    const { actions } = statement;
    const key = `${actionsKey(statement)} ${isOnlyDelegated}`;
    if (!isNamed) return;
    if (!found.has(key) && found.size === MOST_TOGETHER) apart.add(statement);
    else getOrCreate(found, key, () => ({ actions, isOnlyDelegated, statements: new Set<CompiledStatement>() })).statements.add(statement);
  };
  let open = statements.filter(isTogether);
  return {
    statements: new Set(statements),
    kinds: [...kinds.values()],
    wayOf: wayIn,
    together: (notAlone) => {
      open = open.filter((statement) => {
        const someone = notAlone(statement);
        if (someone) put(statement, wayIn(statement, someone));
        return !someone;
      });
      return [...found.values()];
    },
    apart,
  };
}

/** Statements with more kinds of actions than these are looked at one by one. */
const MOST_TOGETHER = 100;

/** How a statement speaks to a principal by itself. */
export function wayOf({ principal }: CompiledStatement, { local, caller }: Subject): WayOfSpeaking {
  const { direct, role, some } = principal.match(caller, FALSE);
  return { isNamed: some !== FALSE, isOnlyDelegated: local !== undefined && direct === FALSE && role === FALSE };
}

function actionsKey({ actions: { lo, hi } }: CompiledStatement): string {
  return `${lo} ${hi}`;
}
