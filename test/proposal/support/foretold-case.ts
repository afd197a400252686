// One change of a plan of many: what was foretold of it is what it did.
import { expect } from 'vitest';
import type { TerraformCase } from '../../terraform/support/cases.ts';
import { type foretold, type happened, ofCase } from './foretold.ts';

interface Foretold {
  readonly told: ReturnType<typeof foretold>;
  readonly did: ReturnType<typeof happened>;
}

/** Of what cannot be read nothing is told, and nothing that is told does not come. */
export function expectForetold(cases: readonly TerraformCase[], { id, unresolved = [] }: TerraformCase, { told, did }: Foretold): void {
  // Of those a plan alone does not say everything.
  const others = cases.filter((each) => each.id !== id && (each.unresolved ?? []).length > 0).map((each) => each.id);
  const { unresolved: open, ...all } = ofCase(told, id, others);
  const { unresolved: _, ...real } = ofCase({ ...did, unresolved: [] }, id, others);
  expect(open).toEqual(unresolved);
  // That something is over nobody tells while what is open elsewhere could keep it up.
  expect(all.resolved.filter((line) => !real.resolved.includes(line))).toEqual([]);
  if (unresolved.length === 0) expect({ ...all, resolved: [] }).toEqual({ ...real, resolved: [] });
  else expect(linesOf(all).filter((line) => !linesOf(real).includes(line))).toEqual([]);
}

function linesOf({ access, opened, resolved }: Omit<ReturnType<typeof ofCase>, 'unresolved'>): readonly string[] {
  return [...access.gained, ...access.lost, ...opened, ...resolved];
}
