// Many policies on one level of the organization: each of them counts, on whichever page it comes.
import { expect, test } from 'vitest';
import { ACCOUNT } from '../../server/world.ts';
import { CONTROL_POLICY } from '../support/account-world.ts';
import { collecting, gapNames } from '../support/collecting.ts';

const { server, world, scan } = await collecting();

/** With the one that is attached at each level, more than a page of AWS holds. */
const COUNT = 20;
const DENIAL = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'ecr:*', Resource: '*' }] });

test('every policy of a level is read, also those of its second page', async () => {
  const { organization } = world;
  if (organization === undefined) throw new Error('the world has lost its organization');
  const type = 'SERVICE_CONTROL_POLICY' as const;
  const policies = Array.from({ length: COUNT }, (_, index) => {
    const id = `p-${String(index).padStart(2, '0')}`;
    return { id, name: `name of ${id}`, type, targets: [ACCOUNT], content: index < COUNT - 1 ? CONTROL_POLICY : DENIAL };
  });
  const others = organization.policies.filter((policy) => policy.type !== type || policy.id === 'p-full');
  world.organization = { ...organization, policies: [...others, ...policies] };
  const file = await scan();
  expect(gapNames(file)).toEqual([]);
  const full = { name: 'name of p-full', document: CONTROL_POLICY };
  expect(file.organization).toMatchObject({
    value: { serviceControlPolicies: [[full], [full], [full, ...policies.map(({ name, content: document }) => ({ name, document }))]] },
  });
  const pages = server.calls.filter(({ operation, input }) => operation === 'ListPoliciesForTarget' && input['TargetId'] === ACCOUNT);
  expect(pages.filter(({ input }) => input['Filter'] === type)).toHaveLength(2);
});
