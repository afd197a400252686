// A plan that the real Terraform made, read without it: what is foretold is what it did to an emulator (test/terraform makes it again).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CASES } from '../terraform/support/cases.ts';
import { foretold, ofCase } from './support/foretold.ts';

/** Cases of which a plan alone does not say everything. */
const OPEN = CASES.filter(({ unresolved = [] }) => unresolved.length > 0).map(({ id }) => id);
const PLANS = join(import.meta.dirname, 'plans');

function read(name: string) {
  return JSON.parse(readFileSync(join(PLANS, name), 'utf8'));
}

const did = read('did.json');
const told = foretold(read('account.json'), read('plan.json'));

test.each(CASES)('$id $name', ({ id, unresolved = [] }) => {
  const { access, unresolved: open } = ofCase(
    told,
    id,
    OPEN.filter((other) => other !== id),
  );
  expect(open).toEqual(unresolved);
  const real = ofCase(
    { ...did, unresolved: [] },
    id,
    OPEN.filter((other) => other !== id),
  ).access;
  // Of what cannot be read nothing is told, and nothing that is told does not come.
  if (unresolved.length === 0) expect(access).toEqual(real);
  else expect([...access.gained, ...access.lost].filter((line) => ![...real.gained, ...real.lost].includes(line))).toEqual([]);
});
