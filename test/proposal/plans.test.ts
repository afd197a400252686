// A plan that the real Terraform made, read without it: what is foretold is what it did to an emulator (test/terraform makes it again).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CASES } from '../terraform/support/cases.ts';
import { foretold, ofCase } from './support/foretold.ts';

const PLANS = join(import.meta.dirname, 'plans');

function read(name: string) {
  return JSON.parse(readFileSync(join(PLANS, name), 'utf8'));
}

const did = read('did.json');
const told = foretold(read('account.json'), read('plan.json'));

test.each(CASES)('$id $name', ({ id, unresolved = [] }) => {
  expect(ofCase(told, id).unresolved).toEqual(unresolved);
  if (unresolved.length === 0) expect(ofCase(told, id).access).toEqual(ofCase({ ...did, unresolved: [] }, id).access);
});
