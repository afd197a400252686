// Cells are judged once for all that an answer does not tell apart, and for no others.
import { expect, test } from 'vitest';
import { prepareAccount } from '../../../lib/access/account/account.ts';
import { outsider } from '../../../lib/access/account/subjects.ts';
import { when } from '../../../lib/access/cell/action-formulas.ts';
import { outcomeOf } from '../../../lib/access/cell/outcome.ts';
import { repositoriesOf } from '../../../lib/access/classes/repository-classes.ts';
import type { Expectation } from '../../../lib/drift/cell/expectation.ts';
import { withinAllowance } from '../../../lib/drift/cell/within-allowance.ts';
import { CAPABILITY_ACTIONS } from '../../../lib/ecr/capabilities.ts';
import { TRUE } from '../../../lib/policy/logic/formula.ts';
import { emptyMask } from '../../../lib/policy/logic/mask.ts';
import { snapshotOf } from '../../support/account-shorthand.ts';
import { entry, rulesIn } from '../../support/baseline.ts';

const account = prepareAccount(
  snapshotOf({ roles: { a: { tags: { team: 'x' } }, b: { tags: { team: 'y' } } }, repositories: { app: {} } }),
);
const [app] = repositoriesOf(account);
const [a, b] = account.locals;
if (!app || !a || !b) throw new Error('the account has two roles and a repository');
const elsewhere = { ...app, region: app.region === 'us-east-1' ? 'eu-west-1' : 'us-east-1' };
const freely = outcomeOf(when(CAPABILITY_ACTIONS.pull, TRUE), false);
const pushing = outcomeOf(when(CAPABILITY_ACTIONS.push, TRUE), false);

/** Pulling is allowed under a condition. */
function pullWhere(key: string, value: string): Expectation {
  const text = `{ principals: [same-account], capabilities: [pull], when: { StringEquals: { '${key}': ${JSON.stringify(value)} } } }`;
  const conditionalAllows = rulesIn(entry(text)).flatMap(({ id, owner, at, entries }) => {
    return entries.map((each) => ({ entry: each, rule: { id, owner, at } }));
  });
  const nothing = { allowed: emptyMask(), conditionalAllows: [] };
  return { ...nothing, conditionalAllows, lapsed: nothing, forbidden: [], conditionalForbids: [] };
}

const ofAccount = (id: string) => outsider(account.ground, `account:${id}`);

// Seen failing: the answer for one outsider, for one role and for one region given for the other.
test.each([
  [
    'outsiders of other accounts',
    pullWhere('aws:PrincipalAccount', '222222222222'),
    [ofAccount('222222222222'), app],
    [ofAccount('333333333333'), app],
  ],
  ['roles of other tags', pullWhere('aws:PrincipalTag/team', 'x'), [a, app], [b, app]],
  ['repositories of other regions', pullWhere('aws:RequestedRegion', app.region), [a, app], [a, elsewhere]],
] as const)('%s are told apart', (_, expectation, [someone, somewhere], [other, there]) => {
  const isWithin = withinAllowance(account);
  const granted = { verdict: freely, live: freely };
  expect(isWithin(granted, expectation, { subjects: [someone], repository: somewhere })).toBe(true);
  expect(isWithin(granted, expectation, { subjects: [other], repository: there })).toBe(false);
});

test('so are outcomes and expectations', () => {
  const isWithin = withinAllowance(account);
  const cells = { subjects: [a], repository: app };
  const [here, nowhere] = [pullWhere('aws:RequestedRegion', app.region), pullWhere('aws:RequestedRegion', 'xx-none-1')];
  expect(isWithin({ verdict: freely, live: freely }, here, cells)).toBe(true);
  expect(isWithin({ verdict: pushing, live: freely }, here, cells)).toBe(false);
  expect(isWithin({ verdict: freely, live: freely }, nowhere, cells)).toBe(false);
});
