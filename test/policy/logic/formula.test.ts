// What an atom of a formula stands for.
import { expect, test } from 'vitest';
import { atomsOf, test as testOn } from '../../../lib/policy/logic/formula.ts';
import { templateOf } from '../../../lib/policy/match/variables.ts';

test('a test of the request is one, whether or not it says what it compares', () => {
  const values = new Map([['ann', templateOf('ann', { variables: false, wildcards: false })]]);
  const probe = { key: 'aws:username', of: 'one', comparison: 'StringEquals', values } as const;
  const abouts = [testOn('name', ['ann']), testOn('name', ['ann'], probe)].flatMap((formula) =>
    [...atomsOf(formula)].map(({ about }) => about),
  );
  expect(abouts).toEqual([{ kind: 'test' }, { kind: 'test', probe }]);
});
