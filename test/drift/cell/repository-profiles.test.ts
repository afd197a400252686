// What the rules say of a repository whose tags nobody read, beside repositories of which they say something else.
import { expect, test } from 'vitest';
import { prepareAccount } from '../../../lib/access/account/account.ts';
import { repositoriesOf } from '../../../lib/access/classes/repository-classes.ts';
import { inForce, profilesOf } from '../../../lib/drift/cell/expectation.ts';
import { withinAccounts } from '../../../lib/drift/cell/within-accounts.ts';
import { snapshotOf } from '../../support/account-shorthand.ts';
import { baselineOf } from '../../support/baseline.ts';

const RULES = `apiVersion: ecr-drift/v1
kind: AccessPolicy
rules:
  - { id: a, repositories: ["**"], tags: { stage: live }, allow: [{ principals: [same-account], capabilities: [pull] }] }
  - { id: b, repositories: ["**"], tags: { team: red }, allow: [{ principals: [same-account], capabilities: [pull] }] }
`;

// Seen failing: profiles told apart by what allows alone, where tags that were not read stand in the way of a rule.
test('unread tags allow what the rule allows, and forbid nothing; a repository that has the tags is forbidden as well', () => {
  const tags = { stage: 'live', team: 'red' };
  const account = prepareAccount(snapshotOf({ roles: {}, repositories: { read: { tags }, unread: { tags: 'unknown' } } }));
  const { ground } = account;
  const [read, unread] = repositoriesOf(account);
  if (!read || !unread) throw new Error('there are two');
  const profiles = profilesOf(withinAccounts(inForce(baselineOf({ 'rules.yaml': RULES }).rules, ground.at), ground.account), ground);
  for (const each of [read, unread]) expect([...profiles.repository(each).allowing]).toEqual([0, 1]);
  expect([...profiles.repository(read).forbidding]).toEqual([0, 1]);
  expect([...profiles.repository(unread).forbidding]).toEqual([]);
});
