// Recorded plans with the sources that they were made of: what the sources say is neither unresolved nor assumed, and is what came of it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSources } from '../../../../lib/cli/input/terraform-source.ts';
import { CASES, configurationOf, MODULES } from '../../../terraform/support/cases.ts';
import { SOURCE_CASES, SOURCE_MODULES } from '../../../terraform/support/source-cases.ts';
import { foretold, happened, ofCase } from '../../support/foretold.ts';

const PLANS = join(import.meta.dirname, '../../plans');
const OWN_PLANS = join(import.meta.dirname, 'plans');
const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-source-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(plans: string, name: string) {
  return JSON.parse(readFileSync(join(plans, name), 'utf8'));
}

function configuration(name: string, files: Readonly<Record<string, string>>): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, file)), { recursive: true });
    writeFileSync(join(folder, name, file), text);
  }
  return join(folder, name);
}

describe('changes of which a plan alone says most', () => {
  const did = happened(read(PLANS, 'account.json'), read(PLANS, 'after.json'));
  let told: ReturnType<typeof foretold>;
  beforeAll(async () => {
    const path = configuration('cases', { 'main.tf': configurationOf('after'), ...MODULES });
    told = foretold(read(PLANS, 'account.json'), read(PLANS, 'plan.json'), await readSources(path));
  });

  test.each(CASES)('$id $name', ({ id }) => {
    expect(ofCase(told, id)).toEqual(ofCase({ ...did, unresolved: [] }, id));
  });

  test('no other finding opens or ends', () => {
    expect([told.opened.toSorted(), told.resolved.toSorted()]).toEqual([did.opened.toSorted(), did.resolved.toSorted()]);
  });

  test('nothing is unresolved, and nothing is assumed', () => {
    expect(told.unresolved).toEqual([]);
    expect(told.assumed).toEqual([]);
  });
});

describe('changes of which only the sources say anything', () => {
  const [account, plan] = [read(OWN_PLANS, 'account.json'), read(OWN_PLANS, 'plan.json')];
  const did = happened(account, read(OWN_PLANS, 'after.json'));
  const OPEN = SOURCE_CASES.filter(({ unresolved = [] }) => unresolved.length > 0).map(({ id }) => id);
  let told: ReturnType<typeof foretold>;
  beforeAll(async () => {
    const path = configuration('source-cases', { 'main.tf': SOURCE_CASES.map(({ after }) => after).join('\n'), ...SOURCE_MODULES });
    told = foretold(account, plan, await readSources(path));
  });

  test.each(SOURCE_CASES)('$id $name', ({ id, unresolved = [] }) => {
    const { unresolved: open, ...all } = ofCase(told, id);
    expect(open).toEqual(unresolved);
    if (unresolved.length === 0) expect({ ...all, unresolved: [] }).toEqual(ofCase({ ...did, unresolved: [] }, id, OPEN));
  });

  test('what is left says by which function', () => {
    expect(told.assumed).toEqual([]);
    expect(told.result.head.unresolved.map(({ address, why }) => `${address}: ${why}`)).toEqual([
      'aws_ecr_repository_policy.s18: it is known only after apply, by the function substr, which is not evaluated',
    ]);
  });

  test('without them most is unresolved or assumed', () => {
    const alone = foretold(account, plan);
    expect(alone.unresolved.length + alone.assumed.length).toBeGreaterThan(12);
  });

  test('sources that the plan was not made of settle nothing, and say so', async () => {
    const others = SOURCE_CASES.map(({ after }) => after.replaceAll('AWS = aws_iam_role.s06[', 'AWS = aws_iam_role.s09[')).join('\n');
    const { result } = foretold(account, plan, await readSources(configuration('others', { 'main.tf': others, ...SOURCE_MODULES })));
    expect(result.head.unresolved.filter(({ address }) => address.includes('s06')).map(({ why }) => why)).toEqual(
      Array(2).fill(
        'it is known only after apply, by aws_iam_role.s06, which the sources and the plan do not both refer to: give those that the plan was made of',
      ),
    );
  });
});
