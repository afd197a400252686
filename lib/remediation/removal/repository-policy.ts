// A repository or registry policy rewritten so that it no longer gives a principal some actions: ways to do it, the smallest first.
import type { Account } from '../../access/account/account.ts';
import type { PrincipalPattern } from '../../model/policy.ts';
import { isObject } from '../../policy/parse/parse-report.ts';
import { denialActions, type WrittenStatement, withoutActions } from '../policy/action-edit.ts';
import { withoutBound } from '../policy/condition-edit.ts';
import { type DocumentJson, type StatementJson, withStatements } from '../policy/document.ts';
import { elementsFor, isOwnName, principalsIn, withoutPrincipals } from '../policy/principal-edit.ts';
import { type Option, type Removal, sidFor } from './removal.ts';

export interface WrittenPolicy {
  readonly kind: 'repositoryPolicy' | 'registryPolicy';
  readonly document: DocumentJson;
  readonly statements: readonly WrittenStatement[];
}

/** `giving`: the positions of the statements that give it. */
export function resourceOptions(account: Account, policy: WrittenPolicy, giving: ReadonlySet<number>, removal: Removal): readonly Option[] {
  const options = WAYS.map((way) => rewritten(policy, giving, (written) => way({ account, removal, written })));
  const denial = denialIn(account, policy.kind, removal);
  const denied = denial && { ...policy.document, Statement: [...policy.statements.map(({ json }) => json), denial] };
  return [...options, denied].filter((option) => option !== undefined);
}

function rewritten(
  { document, statements }: WrittenPolicy,
  giving: ReadonlySet<number>,
  replace: (written: WrittenStatement) => readonly StatementJson[] | undefined,
): Option | undefined {
  const replaced = statements.map((written) => (giving.has(written.read.index) ? replace(written) : [written.json]));
  if (replaced.includes(undefined)) return undefined;
  return withStatements(
    document,
    replaced.flatMap((each) => each ?? []),
  );
}

interface Rewriting {
  readonly account: Account;
  readonly removal: Removal;
  readonly written: WrittenStatement;
}

/** What stands in the place of a statement; undefined where the way leads nowhere. */
type Way = (rewriting: Rewriting) => readonly StatementJson[] | undefined;

/** The principal by its own name: out of the list, or in a statement of its own with the other actions. */
const byName: Way = ({ removal: { subject, cut }, written }) => {
  const isOwn = (pattern: PrincipalPattern): boolean => isOwnName(pattern, subject);
  const principals = principalsIn(written.json, 'Principal');
  if (!principals.some(({ pattern }) => isOwn(pattern))) return undefined;
  const left = withoutActions(written, cut, 'ofRepositories');
  const others = withoutPrincipals(written.json, 'Principal', isOwn);
  if (left === undefined) return undefined;
  if (others === 'empty') return left === 'empty' ? [] : [left];
  if (left === 'empty') return [others];
  const { Sid: _, ...apart } = left;
  const own = withoutPrincipals(apart, 'Principal', (pattern) => !isOwn(pattern));
  return own === 'empty' ? [others] : [others, own];
};

/** Whom a condition bounds `*` to: out of the values of the condition. */
const byCondition: Way = ({ removal: { subject }, written: { json } }) => {
  const left = withoutBound(json, subject.principal.name);
  return left && [left];
};

/** The actions, for everybody whom the statement is for. */
const forEverybody: Way = ({ removal: { cut }, written }) => {
  const left = withoutActions(written, cut, 'ofRepositories');
  if (left === undefined) return undefined;
  return left === 'empty' ? [] : [left];
};

/** `*` stays, for the accounts that are meant. */
const withinAccounts: Way = ({ removal: { trusted }, written: { json } }) => {
  if (!principalsIn(json, 'Principal').some(({ pattern }) => pattern.kind === 'everyone')) return undefined;
  const { Condition: condition = {} } = json;
  const { StringEquals: equal = {} } = isObject(condition) ? condition : {};
  if (!isObject(condition) || !isObject(equal)) return undefined;
  if (Object.keys(equal).some((key) => key.toLowerCase() === 'aws:principalaccount')) return undefined;
  const accounts = trusted();
  const [only, ...others] = accounts;
  return [
    { ...json, Condition: { ...condition, StringEquals: { ...equal, 'aws:PrincipalAccount': others.length === 0 ? only : accounts } } },
  ];
};

/** A46: whoever is not listed is let in. */
const byException: Way = ({ account, removal: { subject }, written: { json } }) => {
  const { Principal: own, Condition: bound } = elementsFor(subject.principal.name, account.ground.partition);
  const listed = json['NotPrincipal'];
  if (!isObject(listed) || bound || own === '*') return undefined;
  const [[type, text] = ['', '']] = Object.entries(own);
  const before = listed[type] === undefined ? [] : [listed[type]].flat();
  return [{ ...json, NotPrincipal: { ...listed, [type]: [...before, text] } }];
};

const WAYS: readonly Way[] = [
  byName,
  (rewriting) => byName(rewriting) ?? byCondition(rewriting),
  (rewriting) => byName(rewriting) ?? byException(rewriting),
  (rewriting) => byName(rewriting) ?? forEverybody(rewriting),
  withinAccounts,
  (rewriting) => withinAccounts(rewriting) ?? byName(rewriting),
];

/** A2: a Deny for the principal alone, wherever else the access may come from. Nobody but everybody is `*`. */
export function denialIn({ ground }: Account, kind: WrittenPolicy['kind'], removal: Removal): StatementJson | undefined {
  const { subject, capabilities, cut, repositories } = removal;
  if (subject.principal.name === '*') return undefined;
  const { Principal, Condition } = elementsFor(subject.principal.name, ground.partition);
  return {
    Sid: sidFor('Deny', capabilities[0]),
    Effect: 'Deny',
    Principal,
    Action: denialActions(cut),
    ...(kind === 'registryPolicy' ? { Resource: repositories.map(({ arn }) => arn) } : {}),
    ...(Condition ? { Condition } : {}),
  };
}
