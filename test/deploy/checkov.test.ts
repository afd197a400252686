import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('each check of checkov that is declined has a reason above it', () => {
  const lines = readFileSync(new URL('../../.checkov.yaml', import.meta.url), 'utf8').split('\n');
  const declined = lines.flatMap((line, at) => (/^ {2}- CKV_/.test(line) ? [{ line, before: lines[at - 1] ?? '' }] : []));
  expect(declined.length).toBeGreaterThan(0);
  // Two checks may share a reason.
  expect(declined.filter(({ before }) => !/^ {2}(?:# .{20}|- CKV_)/.test(before))).toEqual([]);
});
