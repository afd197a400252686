// The definition of every code. Whoever wants a name, a remedy or a severity of a code reads it here.
import { BASELINE_CHECKS, POLICY_CHECKS } from '../checks/registry.ts';
import type { FindingCode } from '../model/codes.ts';
import type { DependsOn, FindingDefinition } from '../model/finding-definition.ts';
import { ACCESS_FINDINGS } from './codes/access.ts';
import { GAP_FINDINGS } from './codes/gaps.ts';

export const CATALOGUE: { readonly [Code in FindingCode]: FindingDefinition<Code> } = {
  ...ACCESS_FINDINGS,
  ...POLICY_CHECKS,
  ...BASELINE_CHECKS,
  ...GAP_FINDINGS,
};

/** Whether this version knows the code; states may hold findings of another one. */
export function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(CATALOGUE, code);
}

/** What findings of a code are drawn from. Undefined for a code that this version does not know: what another version found is not its to end. */
export function dependsOn(code: string): DependsOn | undefined {
  return isFindingCode(code) ? CATALOGUE[code].dependsOn : undefined;
}
