// A plan that the real Terraform made, read without it: what is foretold is what it did to an emulator (test/terraform makes it again).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { CASES } from '../terraform/support/cases.ts';
import { foretold, happened } from './support/foretold.ts';
import { expectForetold } from './support/foretold-case.ts';

const PLANS = join(import.meta.dirname, 'plans');

function read(name: string) {
  return JSON.parse(readFileSync(join(PLANS, name), 'utf8'));
}

const account = read('account.json');
const did = happened(account, read('after.json'));
const told = foretold(account, read('plan.json'));

test.each(CASES)('$id $name', (each) => expectForetold(CASES, each, { told, did }));
