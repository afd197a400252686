// Recorded plans with the sources that they were made of: everything is settled, and nothing is assumed.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSources } from '../../../../lib/cli/input/terraform-source.ts';
import { CASES, configurationOf, MODULES } from '../../../terraform/support/cases.ts';
import { foretold, ofCase } from '../../support/foretold.ts';

const PLANS = join(import.meta.dirname, '../../plans');
const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-source-'));

function read(name: string) {
  return JSON.parse(readFileSync(join(PLANS, name), 'utf8'));
}

const did = read('did.json');
let told: ReturnType<typeof foretold>;

beforeAll(async () => {
  for (const [name, text] of Object.entries({ 'main.tf': configurationOf('after'), ...MODULES })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  told = foretold(read('account.json'), read('plan.json'), await readSources(folder));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(CASES)('$id $name', ({ id }) => {
  const { access, unresolved } = ofCase(told, id);
  expect(unresolved).toEqual([]);
  expect(access).toEqual(ofCase({ ...did, unresolved: [] }, id).access);
});

test('nothing is unresolved, and nothing is assumed', () => {
  expect(told.unresolved).toEqual([]);
  expect(told.assumed).toEqual([]);
});
