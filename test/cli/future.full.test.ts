// A snapshot that is dated in the future: a state that followed it would refuse every audit until then.
import { expect, test } from 'vitest';
import { region, repository, snapshotFile } from '../snapshot/support/files.ts';
import { expectRefusal, workplace } from './support/program.ts';

const { run, file, names } = workplace();

const dated = (collectedAt: string) => snapshotFile({ collectedAt, regions: [region('us-east-1', [repository('a')])] });
const inDays = (days: number) => inMinutes(days * 24 * 60);
const inMinutes = (minutes: number) => `${new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 19)}Z`;

test('is refused with --state, with what to do, and no state is made', () => {
  for (const time of ['2999-01-01T00:00:00Z', inDays(32)]) {
    expectRefusal(run(['audit', '--snapshot', file('future.json', dated(time)), '--state', 'state']), [
      `collectedAt: the snapshot says ${time}, and it is `,
      'correct that time or this clock, or leave out --state',
    ]);
  }
  expect(names()).not.toContain('state');
});

test('may be followed where clocks differ by minutes', () => {
  const ahead = run(['audit', '--snapshot', file('ahead.json', dated(inMinutes(2))), '--state', 'ahead']);
  expect(ahead.stderr).toBe('');
  expect(names('ahead')).toEqual(['111111111111.json']);
});

test('may be followed within a month, to try out what expires, and what that means for the state is said', () => {
  const time = inDays(30);
  const { status, stderr } = run(['audit', '--snapshot', file('rehearsed.json', dated(time)), '--state', 'rehearsal']);
  expect({ status, said: stderr.replace(/and it is \S+/, 'and it is now') }).toEqual({
    status: 0,
    said: `collectedAt: the snapshot says ${time}, and it is now here: until then this state follows no other, so keep real findings in another folder\n`,
  });
  expect(names('rehearsal')).toEqual(['111111111111.json']);
});

test('may be judged by itself', () => {
  const { status, stderr } = run(['audit', '--snapshot', file('alone.json', dated('2999-01-01T00:00:00Z'))]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('and one that is older than the state says what to do', () => {
  const follow = (time: string) => run(['audit', '--snapshot', file('old.json', dated(time)), '--state', 'followed']);
  follow('2020-01-02T00:00:00Z');
  expectRefusal(follow('2020-01-01T00:00:00Z'), ['this snapshot is older', 'audit a newer one, or follow this one in another folder']);
});
