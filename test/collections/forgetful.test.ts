// What is kept of what was made, and when it is made again.
import { expect, test } from 'vitest';
import { forgetful } from '../../lib/collections/forgetful.ts';

// Seen failing: nothing kept, nothing forgotten, keys of any length kept.
test.each([
  ['a key that is known', 2, ['a', 'b', 'a', 'b'], 2],
  ['a key before too many others', 2, ['a', 'b', 'c', 'a'], 4],
  ['a key before too long ones', 9, ['a', 'x'.repeat(5_000_000), 'b', 'a'], 4],
])('%s', (_, most, keys, times) => {
  let made = 0;
  const known = forgetful<string>(most);
  for (const key of keys) {
    const value = known(key, () => {
      made += 1;
      return `made of ${key}`;
    });
    expect(value).toBe(`made of ${key}`);
  }
  expect(made).toBe(times);
});
