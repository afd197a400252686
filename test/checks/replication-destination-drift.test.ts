import { expect, test } from 'vitest';
import { ABSENT, present, REFUSED } from '../snapshot/support/files.ts';
import { account, factsOf, OTHER, OWN } from './support/facts.ts';

const THIRD = '333333333333';

function replicating(destinations: readonly unknown[], organization: unknown = ABSENT, filters: readonly unknown[] = []) {
  const replication = present({ registryId: OWN, replicationConfiguration: { rules: [{ destinations, repositoryFilters: filters }] } });
  return account({ registry: { replication }, file: { organization } });
}

function organizationOf(accounts: unknown) {
  return present({ id: 'o-abc', managementAccount: '999999999999', accounts });
}

const MEMBERS = [OWN, OTHER].map((id) => ({ id, name: id, path: 'o-abc/r-1/' }));
const UNREAD = { status: 'unknown', error: { code: 'AccessDenied' } };
const to = (registryId: string, region = 'eu-west-1') => ({ region, registryId });

test.each([
  ['an account outside the organization', replicating([to(THIRD)], organizationOf(MEMBERS)), [THIRD]],
  ['a member of the organization', replicating([to(OTHER)], organizationOf(MEMBERS)), []],
  ['the management account', replicating([to('999999999999')], organizationOf(MEMBERS)), []],
  ['the own account', replicating([to(OWN)]), []],
  ['another account, without an organization', replicating([to(OTHER)]), [OTHER]],
  ['another account, and the organization was not read', replicating([to(OTHER)], REFUSED), []],
  ['another account, and the members were not read', replicating([to(OTHER)], organizationOf(UNREAD)), []],
  ['several regions of one account', replicating([to(OTHER), to(OTHER, 'us-west-2'), to(THIRD)]), [OTHER, THIRD]],
  ['no rules', account({ registry: { replication: present({ registryId: OWN, replicationConfiguration: { rules: [] } }) } }), []],
  ['no configuration', account({ registry: { replication: present({ registryId: OWN }) } }), []],
  ['not read', account({ registry: { replication: REFUSED } }), []],
])('ReplicationDestinationDrift: %s', (_, file, destinations) => {
  const facts = factsOf('ECRD-208', file, () => true);
  expect(facts.map(({ severity, region, subject }) => [severity, region, subject])).toEqual(
    destinations.map((id) => ['medium', 'us-east-1', ['replication', id]]),
  );
});

test('says what is copied, and where', () => {
  const filters = [
    { filter: 'prod/', filterType: 'PREFIX_MATCH' },
    { filter: 'base', filterType: 'PREFIX_MATCH' },
  ];
  const [fact] = factsOf('ECRD-208', replicating([to(OTHER), to(OTHER, 'us-west-2')], ABSENT, filters));
  expect(fact?.details).toEqual(['to eu-west-1: repositories under `base`, `prod/`', 'to us-west-2: repositories under `base`, `prod/`']);
});

test('an answer that is none of AWS is told', () => {
  const file = account({
    registry: { replication: present({ replicationConfiguration: { rules: [{ destinations: [{ region: 'eu-west-1' }] }] } }) },
  });
  expect(factsOf('ECRD-208', file)).toMatchObject([
    { subject: ['unreadable', 'replication'], message: expect.stringContaining('registryId is missing') },
  ]);
});
