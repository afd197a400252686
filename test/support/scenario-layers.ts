// The layers of a generated scenario in one shape, to change a policy in any of them.
import type { Gate } from '../oracle/world.ts';
import type { CompleteScenario, PolicyJson, StatementJson } from './arbitrary-scenario.ts';

/** One policy of a scenario; numbers are taken modulo what is there. */
export interface Place {
  readonly gate: Gate;
  readonly level: number;
  readonly policy: number;
  readonly statement: number;
}

type Change = (policy: PolicyJson) => PolicyJson;

const EMPTY: PolicyJson = { Version: '2012-10-17', Statement: [] };

/** With one policy changed; undefined where the layer does not exist and a new one would be a gate of its own (A9). */
export function changed(scenario: CompleteScenario, place: Place, change: Change): CompleteScenario | undefined {
  const { permissionsBoundary, sessionPolicy, serviceControlPolicies, resourceControlPolicies = [[]] } = scenario;
  const among = (policies: readonly PolicyJson[]) => (policies.length === 0 ? [change(EMPTY)] : at(policies, place.policy, change));
  switch (place.gate) {
    case 'identity':
      return { ...scenario, identityPolicies: among(scenario.identityPolicies ?? []) };
    case 'resource':
      return { ...scenario, resourcePolicies: among(scenario.resourcePolicies ?? []) };
    case 'boundary':
      return permissionsBoundary && { ...scenario, permissionsBoundary: change(permissionsBoundary) };
    case 'session':
      return sessionPolicy && { ...scenario, sessionPolicy: among(sessionPolicy) };
    case 'scp':
      return serviceControlPolicies && { ...scenario, serviceControlPolicies: at(serviceControlPolicies, place.level, among) };
    case 'rcp':
      return { ...scenario, resourceControlPolicies: at(resourceControlPolicies, place.level, among) };
  }
}

function at<T>(list: readonly T[], position: number, change: (each: T) => T): readonly T[] {
  return list.map((each, index) => (index === position % list.length ? change(each) : each));
}

export function withStatement(scenario: CompleteScenario, place: Place, statement: StatementJson): CompleteScenario | undefined {
  return changed(scenario, place, ({ Statement: statements, ...head }) => {
    return { ...head, Statement: statements.toSpliced(place.statement % (statements.length + 1), 0, statement) };
  });
}

/** With one statement changed, whatever comes out of it. */
export function spoiled(scenario: CompleteScenario, place: Place, spoil: (statement: object) => object): CompleteScenario | undefined {
  return changed(scenario, place, ({ Statement: statements, ...head }) => {
    return { ...head, Statement: at(statements, place.statement, (statement) => spoil(statement) as StatementJson) };
  });
}

/** Every policy through `change`, which may turn it into any other notation of a document. */
export function mapPolicies(scenario: CompleteScenario, change: (policy: PolicyJson) => unknown): object {
  const { request, permissionsBoundary, ...lists } = scenario;
  const each = (value: unknown): unknown => (Array.isArray(value) ? value.map(each) : change(value as PolicyJson));
  const boundary = permissionsBoundary ? { permissionsBoundary: change(permissionsBoundary) } : {};
  return { request, ...boundary, ...Object.fromEntries(Object.entries(lists).map(([layer, policies]) => [layer, each(policies)])) };
}
