// One change of a plan of many: what was foretold of it is what it did.
import { expect } from 'vitest';
import { CASES } from '../../terraform/support/cases.ts';
import { type foretold, type happened, ofCase } from './foretold.ts';

/** Cases of which a plan alone does not say everything. */
const OPEN = CASES.filter(({ unresolved = [] }) => unresolved.length > 0).map(({ id }) => id);

interface Foretold {
  readonly told: ReturnType<typeof foretold>;
  readonly did: ReturnType<typeof happened>;
}

/** Of what cannot be read nothing is told, and nothing that is told does not come. */
export function expectForetold({ id, unresolved = [] }: (typeof CASES)[number], { told, did }: Foretold): void {
  const others = OPEN.filter((other) => other !== id);
  const { access, unresolved: open } = ofCase(told, id, others);
  const real = ofCase({ ...did, unresolved: [] }, id, others).access;
  expect(open).toEqual(unresolved);
  if (unresolved.length === 0) expect(access).toEqual(real);
  else expect([...access.gained, ...access.lost].filter((line) => ![...real.gained, ...real.lost].includes(line))).toEqual([]);
}
