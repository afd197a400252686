// An account that memory does not hold: the engine ends the program, and somebody has to have said why.
import { expect, test } from 'vitest';
import { shapedAccount } from '../../support/account-shapes.ts';
import { workplace } from '../support/program.ts';

const { run, file } = workplace();

test('an account that memory does not hold is told in one line, with what helps; one that it holds is not', () => {
  const account = file('account.json', shapedAccount('irregular', { repositories: 1000, principals: 500 }));
  const audit = ['audit', '--snapshot', account, '--format', 'json', '--fail-on', 'never', '--output', 'audit.json'];
  const [line] = run(audit, '', { NODE_OPTIONS: '--max-old-space-size=30 --max-semi-space-size=1' }).stderr.split('\n', 1);
  expect(line).toMatch(/^memory is nearly used up: the account is large for \d+ MiB\. .* NODE_OPTIONS=--max-old-space-size=\d+$/);
  const { status, stderr } = run(audit);
  expect({ status, told: stderr.includes('memory') }).toEqual({ status: 0, told: false });
});
