// `check --terraform-source` as its users run it: what the sources settle, how it ends, and what it says of sources that are none.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkSchema } from '../../../lib/report/schema.ts';
import { CASES, configurationOf, MODULES } from '../../terraform/support/cases.ts';
import { ACME, expectRefusal, workplace } from '../support/program.ts';

const { run, file } = workplace();
const PLANS = fileURLToPath(new URL('../../proposal/plans', import.meta.url));
const ON_PLAN = [
  'check',
  '--snapshot',
  join(PLANS, 'account.json'),
  '--terraform',
  join(PLANS, 'plan.json'),
  '--format',
  'json',
  '--fail-on',
  'never',
];
const OPEN = CASES.flatMap(({ unresolved = [] }) => unresolved).toSorted();

function told(args: readonly string[]) {
  const { status, stdout } = run(args);
  const view = checkSchema.parse(JSON.parse(stdout));
  return {
    status,
    unresolved: view.unresolved.map(({ address }) => address).toSorted(),
    assumed: view.changes.flatMap(({ assumed }) => assumed ?? []),
    stdout,
  };
}

test('what is open without the sources is settled by them, nothing is assumed, and the same bytes come again', () => {
  for (const [name, text] of Object.entries({ 'main.tf': configurationOf('after'), ...MODULES })) file(`sources/${name}`, text);
  const without = told(ON_PLAN);
  expect(without).toMatchObject({ status: 3, unresolved: OPEN });
  expect(without.assumed.length).toBeGreaterThan(0);
  const settled = told([...ON_PLAN, '--terraform-source', 'sources']);
  expect(settled).toMatchObject({ status: 0, unresolved: [], assumed: [] });
  expect(told([...ON_PLAN, '--terraform-source', 'sources']).stdout).toBe(settled.stdout);
});

test('what cannot be read is said in one line', () => {
  file('broken/main.tf', 'locals {\n  a = (\n}\n');
  file('empty/readme.md', '');
  expectRefusal(run([...ON_PLAN, '--terraform-source', 'broken']), ['broken/main.tf:3: ']);
  expectRefusal(run([...ON_PLAN, '--terraform-source', 'empty']), ['--terraform-source empty: no .tf file in it']);
  expectRefusal(run([...ON_PLAN, '--terraform-source', 'nowhere']), ['--terraform-source nowhere: no such file or folder']);
  expectRefusal(run(['check', '--snapshot', ACME, '--terraform-source', 'empty']), [
    '--terraform-source: 1 for 0 plans: give one for each --terraform',
  ]);
});

test('the program does not load the parser where there are no sources', () => {
  const program = readFileSync(fileURLToPath(new URL('../../../dist/cli/ecr-drift.js', import.meta.url)), 'utf8');
  expect(program).not.toMatch(/(?:from|import\(|require\()\s*["']@cdktn/);
  expect(program).toMatch(/import\("\.\/parts\/terraform-source-\w+\.js"\)/);
});
