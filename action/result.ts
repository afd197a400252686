// The result of a check as far as the action speaks of it.
import { isRecord } from './json.ts';

export interface ActionResult {
  readonly asOf: string;
  readonly isBaseComplete: boolean;
  readonly gained: number;
  readonly lost: number;
  readonly changed: number;
  readonly opened: number;
  readonly resolved: number;
  readonly unresolved: number;
}

/** Reads the JSON of `ecr-drift check`. Undefined where it is none. */
export function resultOf(value: unknown): ActionResult | undefined {
  if (!isRecord(value) || !isRecord(value['base']) || !isRecord(value['summary'])) return undefined;
  const { base, summary, opened, resolved } = value;
  const { asOf, complete } = base;
  const { gained, lost, changed, unresolved } = summary;
  if (typeof asOf !== 'string' || typeof complete !== 'boolean' || !Array.isArray(opened) || !Array.isArray(resolved)) return undefined;
  if (!isCount(gained) || !isCount(lost) || !isCount(changed) || !isCount(unresolved)) return undefined;
  return { asOf, isBaseComplete: complete, gained, lost, changed, unresolved, opened: opened.length, resolved: resolved.length };
}

/** Whether a pull request has to be told of it: access moves, findings come or go, or something is not known. */
export function isWorthTelling(status: number, { gained, lost, changed, opened, resolved, unresolved }: ActionResult): boolean {
  return status !== 0 || gained + lost + changed + opened + resolved + unresolved > 0;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
