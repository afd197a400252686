// A recorded plan of changes as modules make them, by itself and with its sources: what is foretold is what came of it (test/terraform makes it again).
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { readSources } from '../../../lib/cli/input/terraform-source.ts';
import { MODULE_CASES, MODULE_FILES } from '../../terraform/support/module-cases.ts';
import { foretold, happened } from '../support/foretold.ts';
import { expectForetold } from '../support/foretold-case.ts';

const PLANS = join(import.meta.dirname, 'plans');
const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-modules-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(name: string) {
  return JSON.parse(readFileSync(join(PLANS, name), 'utf8'));
}

const [account, plan] = [read('account.json'), read('plan.json')];
const did = happened(account, read('after.json'));
const alone = foretold(account, plan);

test.each(MODULE_CASES)('$id $name', (each) => expectForetold(MODULE_CASES, each, { told: alone, did }));

describe('with the sources', () => {
  let told: ReturnType<typeof foretold>;
  beforeAll(async () => {
    const files = { 'main.tf': MODULE_CASES.map(({ after }) => after).join('\n'), ...MODULE_FILES };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    told = foretold(account, plan, await readSources(folder));
  });

  test.each(MODULE_CASES)('$id $name', ({ dark = [], ...each }) =>
    expectForetold(MODULE_CASES, { ...each, unresolved: dark }, { told, did }),
  );
});
