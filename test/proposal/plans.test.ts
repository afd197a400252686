// A plan that the real Terraform made, read without it: what is foretold is what it did to an emulator (test/terraform makes it again).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { CASES } from '../terraform/support/cases.ts';
import { foretold } from './support/foretold.ts';
import { expectForetold } from './support/foretold-case.ts';

const PLANS = join(import.meta.dirname, 'plans');

function read(name: string) {
  return JSON.parse(readFileSync(join(PLANS, name), 'utf8'));
}

const did = read('did.json');
const told = foretold(read('account.json'), read('plan.json'));

test.each(CASES)('$id $name', (each) => expectForetold(each, { told, did }));
