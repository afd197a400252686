import { expect, test } from 'vitest';
import { jsonPath } from '../../lib/text/path.ts';

test.each([
  [[], '$'],
  [['Statement', 0, 'Effect'], 'Statement[0].Effect'],
  [[2, 'request'], '[2].request'],
  [['Condition', 'aws:SourceIp'], 'Condition["aws:SourceIp"]'],
  [['aws:SourceIp', 'x'], '["aws:SourceIp"].x'],
  [['a b', ''], '["a b"][""]'],
  [['pull-through'], 'pull-through'],
  [['0'], '["0"]'],
  [['quote"\n'], '["quote\\"\\n"]'],
])('%j is written %s', (parts, expected) => {
  expect(jsonPath(parts)).toBe(expected);
});
