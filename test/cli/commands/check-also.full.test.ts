// `check --also`: the result of one run in several formats, each in a file of its own.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACME, ACME_BASELINE, expectRefusal, workplace } from '../support/program.ts';

const place = workplace();
const POLICY = place.file('none.json', { Version: '2012-10-17', Statement: [] });
place.file('account.json', readFileSync(ACME, 'utf8'));
const ARGS = [
  'check',
  '--snapshot',
  'account.json',
  '--baseline',
  ACME_BASELINE,
  '--fail-on',
  'never',
  '--repository-policy',
  `ml/trainer=${POLICY}`,
];

test('each file is what the format alone gives, and the table is printed', () => {
  const also = ['json', 'markdown', 'sarif', 'junit', 'codequality'].flatMap((format) => ['--also', `${format}=also.${format}`]);
  const { status, stdout, stderr } = place.run([...ARGS, ...also]);
  expect({ status, stdout }).toEqual({ status: 0, stdout: place.run([...ARGS, '--format', 'table']).stdout });
  expect(stderr.split('\n')).toHaveLength(6);
  for (const format of ['json', 'markdown', 'sarif', 'junit', 'codequality'])
    expect(place.read(`also.${format}`)).toBe(place.run([...ARGS, '--format', format]).stdout);
});

test.each([
  [
    ['--also', 'pdf=x'],
    ['pdf', 'use table, json'],
  ],
  [['--also', 'json'], ['use FORMAT=FILE']],
  [['--also', 'json='], ['use FORMAT=FILE']],
  [['--also', 'json=x', '--also', 'sarif=x'], ['x would be written twice']],
  [['--also', 'json=x', '--output', 'x'], ['x would be written twice']],
  [['--also', 'json=account.json'], ['cannot write account.json']],
  [['--also', `json=${POLICY}`], [`cannot write ${POLICY}`]],
])('%j is refused in one line', (args, fragments) => {
  expectRefusal(place.run([...ARGS, ...args]), fragments);
  expect(place.read('account.json')).toBe(readFileSync(ACME, 'utf8'));
});
