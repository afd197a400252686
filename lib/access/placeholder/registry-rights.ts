// What a registry policy says about the registry itself: its own policy, replication, templates, caches (D12). AWS documents no such
// grant by a registry policy, and the decisions of the engine rest on none (E6); whoever wrote one meant to give control of everything.

import { actionOf, actionsWhere, bitOf, REGISTRY_MASK } from '../../ecr/actions.ts';
import { LOGIN_MASK } from '../../ecr/capabilities.ts';
import type { Reason, Residual } from '../../model/decision.ts';
import type { PolicyRef } from '../../model/policy-ref.ts';
import type { Registry } from '../../model/snapshot.ts';
import { type CompiledStatement, conditionsHold } from '../../policy/compile.ts';
import { kindOf } from '../../policy/decide.ts';
import type { PolicySet } from '../../policy/layers.ts';
import { all, any, delegated, FALSE, type Formula, not, TRUE } from '../../policy/logic/formula.ts';
import { bitsOf, difference, hasBit, intersection, isEmpty } from '../../policy/logic/mask.ts';
import { solve } from '../../policy/theory/solve.ts';
import type { Account } from '../account/account.ts';
import { outsidersOf } from '../account/named-outsiders.ts';
import { requestContext } from '../account/request-context.ts';
import { outsider, type Subject } from '../account/subjects.ts';

/** An action on the registry that its policy allows an outsider. */
export interface RegistryRight {
  readonly subject: Subject;
  /** A bit of the catalogue. */
  readonly action: number;
  readonly decision: 'allowed' | 'conditional';
  readonly via: readonly Reason[];
  readonly conditions: readonly Residual[];
}

/** The actions that no repository is the resource of; whoever calls for a token asks its own account. */
const ACTIONS_MASK = difference(REGISTRY_MASK, LOGIN_MASK);
const ACTIONS = bitsOf(ACTIONS_MASK);

const GRAVEST = bitOf('ecr:PutRegistryPolicy');

/** Those that change something, the gravest first: whoever puts the policy gives himself the rest. */
export const REGISTRY_CHANGES: readonly number[] = bitsOf(
  difference(
    ACTIONS_MASK,
    actionsWhere(({ accessLevel }) => accessLevel === 'List' || accessLevel === 'Read'),
  ),
).toSorted((a, b) => rankOf(a) - rankOf(b));

function rankOf(bit: number): number {
  return bit === GRAVEST ? -1 : bit;
}

/** The rights of outsiders over the registry of a region; nothing where what was not read may decide. */
export function registryRights(account: Account, { region }: Registry): readonly RegistryRight[] {
  const set = account.registryPolicies.get(region);
  if (!set || set.gaps.length > 0) return [];
  // A18: what a resource control policy allows, it does not grant.
  const controls = statementsIn(account.rcp).filter(({ statement }) => statement.effect === 'Deny');
  const statements = [...statementsIn(set), ...controls].filter(({ statement }) => !isEmpty(intersection(statement.actions, ACTIONS_MASK)));
  const allows = statements.filter(({ statement }) => statement.effect === 'Allow');
  const names = outsidersOf(
    allows.map(({ statement }) => statement),
    account.ground,
  );
  return names
    .map((name) => outsider(account.ground, name))
    .flatMap((subject) => ACTIONS.flatMap((action) => rightOf({ account, region, subject, action }, statements) ?? []));
}

interface RegistryStatement {
  readonly policy: PolicyRef;
  readonly statement: CompiledStatement;
  readonly inForce: Formula;
}

function statementsIn({ policies }: PolicySet): readonly RegistryStatement[] {
  return policies.flatMap(({ ref, compiled, inForce = TRUE }) =>
    compiled.statements.map((statement) => ({ policy: ref, statement, inForce })),
  );
}

interface Asked {
  readonly account: Account;
  readonly region: string;
  readonly subject: Subject;
  readonly action: number;
}

function rightOf(asked: Asked, statements: readonly RegistryStatement[]): RegistryRight | undefined {
  const { subject, action } = asked;
  const matched = statements
    .filter(({ statement }) => hasBit(statement.actions, action))
    .map((each) => ({ ...each, when: all(whenOf(asked, each.statement), each.inForce) }));
  const ofEffect = (effect: 'Allow' | 'Deny') => matched.filter(({ statement, when }) => statement.effect === effect && when !== FALSE);
  const [allows, denies] = [ofEffect('Allow'), ofEffect('Deny')];
  const granted = all(any(...allows.map(({ when }) => when)), not(any(...denies.map(({ when }) => when))), ownGate(subject));
  const decision = kindOf(solve(granted));
  if (decision !== 'allowed' && decision !== 'conditional') return undefined;
  const { caller } = subject;
  const others = caller.kind === 'service' || caller.kind === 'anyone' ? [] : [{ account: caller.account }];
  return {
    subject,
    action,
    decision,
    via: allows.map(({ policy, statement: { source } }) => ({ layer: 'resource', policy, source })),
    conditions: [...[...allows, ...denies].filter(({ when }) => when !== TRUE).flatMap(residuals), ...others],
  };
}

/** A33: what an outsider's own account says is that account's affair. */
function ownGate({ caller }: Subject): Formula {
  return caller.kind === 'service' || caller.kind === 'anyone' ? TRUE : delegated(caller.account);
}

/** An action that is named counts whatever the Resource; one that a wildcard brings along only where the Resource is about the registry (B13). */
function whenOf({ account, region, subject, action }: Asked, statement: CompiledStatement): Formula {
  const { principal, conditions } = statement;
  const context = requestContext(account.ground, subject.keys, { region, repository: undefined, tagging: false });
  const named = principal.match(subject.caller, FALSE).some;
  const holds = isNamed(statement, action)
    ? all(...conditions.map((condition) => condition.holds(context)))
    : conditionsHold(statement, '*', context);
  return all(named, holds);
}

function isNamed({ effect, source }: CompiledStatement, action: number): boolean {
  const name = actionOf(action).toLowerCase();
  return effect === 'Allow' && source.action.kind === 'only' && source.action.of.some((word) => word.toLowerCase() === name);
}

function residuals({ policy, statement: { source, effect, conditions } }: RegistryStatement): readonly Residual[] {
  return conditions.map(({ written }) => ({
    effect,
    operator: written.operator,
    key: written.key,
    values: written.values,
    policy,
    index: source.index,
  }));
}
