// What an atom of a formula stands for.
import { expect, test } from 'vitest';
import { atomsOf, test as testOn } from '../../../lib/policy/logic/formula.ts';

test('a test of the request is one, whether or not it says what it compares', () => {
  const probe = { key: 'aws:username', of: 'one', comparison: 'StringEquals', values: new Map([['ann', ['ann']]]) } as const;
  const abouts = [testOn('name', ['ann']), testOn('name', ['ann'], probe)].flatMap((formula) =>
    [...atomsOf(formula)].map(({ about }) => about),
  );
  expect(abouts).toEqual([{ kind: 'test' }, { kind: 'test', probe }]);
});
