// What entries mean is counted with groups spelled out, for one file of several.
import { expect, test } from 'vitest';
import { principalsMeant } from '../../../lib/baseline/capture/meant.ts';
import { baselineOf } from '../../support/baseline.ts';

const rule = (id: string, principals: string): string =>
  `apiVersion: ecr-drift/v1\nkind: AccessPolicy\nrules:\n  - id: ${id}\n    repositories: [a]\n    allow:\n      - { principals: ${principals}, capabilities: [pull] }\n      - { principals: [public], capabilities: [list] }\n`;

test('principals are counted for each entry of a file, those of groups too', () => {
  const groups = 'groups:\n  ci: ["service:a.b", "service:c.d"]\n';
  const { rules } = baselineOf({ 'a.yaml': `${rule('a', '["group:ci", external]')}${groups}`, 'b.yaml': rule('b', '["group:ci"]') });
  expect(principalsMeant(rules, 'a.yaml')).toBe(4);
  expect(principalsMeant(rules, 'b.yaml')).toBe(3);
});
