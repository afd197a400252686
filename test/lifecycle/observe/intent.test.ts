// When what the baseline says of nobody (405) is over: not while anything may be what it means, and not for want of a baseline.
import { expect, test } from 'vitest';
import { followSnapshot, judgeSnapshot } from '../../../lib/audit.ts';
import { emptyState } from '../../../lib/lifecycle/state.ts';
import type { Baseline } from '../../../lib/model/baseline.ts';
import type { AccountState } from '../../../lib/model/state.ts';
import { REFUSED, repository } from '../../snapshot/support/files.ts';
import { account, allowing, baseline, pulling, roleArn, rule, type Shape, told } from '../../support/following.ts';

const ALL: Shape = { roles: [pulling('dev', 'team/app')], repositories: [repository('team/app')] };
const mended = baseline({ rules: [rule('team', ['**'], allowing(roleArn('dev')))] });
const stale = baseline({ rules: [...mended.rules, rule('left', ['**'], allowing(roleArn('gone')))] });

function followed(shape: Shape, intent: Baseline | undefined, known?: AccountState) {
  const snapshot = account(shape);
  return followSnapshot(judgeSnapshot(snapshot, intent), known ?? emptyState(snapshot.account));
}

const first = followed(ALL, stale);

test.each<[string, Shape, Baseline | undefined, boolean]>([
  ['the rule says nothing of the kind any more', ALL, mended, true],
  ['creation templates were not read', { ...ALL, regional: { creationTemplates: REFUSED } }, mended, false],
  ['a policy was not read', { ...ALL, repositories: [repository('team/app', { policy: REFUSED })] }, mended, false],
  ['users and roles were not read', { ...ALL, fields: { identity: REFUSED } }, mended, false],
  ['there is no baseline', ALL, undefined, false],
])('a rule about nobody, where %s', (_, shape, intent, over) => {
  expect(told(first).filter((each) => each.includes('ECRD-4'))).toEqual(['opened ECRD-405']);
  const events = told(followed(shape, intent, first.state)).filter((each) => each.includes('ECRD-405'));
  expect(events).toEqual(over ? ['resolved baseline-changed ECRD-405'] : []);
});
