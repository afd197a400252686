// What is made in an account, read again on emulators that others wrote: it is what was made, but for what they are known to forget.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { RereadOutcome } from '../../lib/aws/collect/again/outcome.ts';
import type { Touched } from '../../lib/events/touched.ts';
import { overlaid } from '../../lib/scoped/overlaid.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import type { Account } from '../support/aws-server/world.ts';
import { accountAt, makeAccount, readAccount, rereadAccount } from './support/account.ts';
import { type Emulator, type EmulatorName, startEmulator } from './support/emulator.ts';
import { expectedFrom } from './support/expected.ts';
import { differences, factsOf } from './support/facts.ts';
import { planFor } from './support/plan.ts';

const python = inject('python');
const why = python.kind === 'missing' ? ` (skipped: ${python.reason})` : '';

interface Known {
  readonly emulator: EmulatorName;
  /** What is read otherwise than it was made. */
  readonly different: readonly string[];
  /** What cannot be read there. */
  readonly failed: readonly string[];
}

/** What neither of them can make. */
const SETTINGS = ['eu-central-1', 'us-east-1'].map((region) =>
  ['creationTemplates', 'pullThroughCacheRules'].map((part) => `different: ${region} ${part}`),
);
/** Somebody is read whole, or not at all. */
const ANA = [
  'missing: user ana attached AmazonEC2ContainerRegistryReadOnly',
  ...['boundary', 'in group developers', 'inline pull', 'path', 'tag team'].map((what) => `missing: user ana ${what}`),
];
const POLICIES_OF_AWS = ['AmazonEC2ContainerRegistryReadOnly', 'PowerUserAccess'].map((name) => `missing: policy ${name}`);

const KNOWN: readonly Known[] = [
  {
    emulator: 'moto',
    different: [
      ...(SETTINGS[0] ?? []),
      ...['attached deploy', 'inline list', 'path'].map((what) => `missing: group developers ${what}`),
      ...POLICIES_OF_AWS,
      ...(SETTINGS[1] ?? []),
      // Who is in a group that was not read is not read either.
      ...ANA,
    ],
    failed: [
      'ecr:DescribePullThroughCacheRules UnreadableAnswer',
      'ecr:DescribeRepositoryCreationTemplates UnreadableAnswer',
      'ecr:GetAccountSetting UnreadableAnswer',
      // It does not say whether there is more.
      'iam:ListGroupPolicies UnreadableAnswer',
    ],
  },
  {
    emulator: 'ministack',
    different: [
      ...(SETTINGS[0] ?? []),
      'different: eu-central-1 registry policy',
      // It answers DescribeRegistry, always without rules.
      'different: eu-central-1 replication',
      ...POLICIES_OF_AWS,
      ...(SETTINGS[1] ?? []),
      'different: us-east-1 registry policy',
      ...ANA,
    ],
    failed: [
      'ecr:DescribePullThroughCacheRules InvalidAction',
      'ecr:DescribeRepositoryCreationTemplates InvalidAction',
      'ecr:GetAccountSetting InvalidAction',
      'ecr:GetRegistryPolicy InvalidAction',
      // It knows no policies of AWS, and whoever has one is not read without it.
      'iam:GetPolicy UnreadableAnswer',
    ],
  },
];

describe.each(KNOWN)('$emulator', ({ emulator, different, failed }) => {
  describe.runIf(python.kind === 'ready')(`an account that was empty at the last scan${why}`, () => {
    let running: Emulator | undefined;
    let base: SnapshotFile;
    let outcome: RereadOutcome;
    let plan: Account;

    beforeAll(async () => {
      if (python.kind === 'missing') return;
      running = await startEmulator(emulator, python.bin);
      plan = planFor(await accountAt(running.url));
      base = await readAccount(running.url);
      await makeAccount(running.url, plan);
      outcome = await rereadAccount(running.url, base, touchedBy(plan));
    });
    afterAll(() => running?.stop());

    test('is read as it was made, but for what the emulator is known to forget', () => {
      expect(differences(factsOf(expectedFrom(plan)), factsOf(overlaid(base, outcome.parts)))).toEqual(different);
    });

    test('has no failures but of the calls that the emulator does not know', () => {
      expect([...new Set(outcome.failed.map(({ api, code }) => `${api} ${code}`))].sort()).toEqual(failed);
    });
  });
});

/** What the events of making it tell. */
function touchedBy({ identity, regions }: Account): readonly Touched[] {
  const { UserDetailList: users, RoleDetailList: roles, GroupDetailList: groups, Policies: policies } = identity;
  const made = (of: 'user' | 'role' | 'group', name: string): Touched => ({ kind: 'principal', of, name, part: 'existence' });
  return [
    ...users.map(({ UserName }) => made('user', UserName)),
    ...roles.map(({ RoleName }) => made('role', RoleName)),
    ...groups.map(({ GroupName }) => made('group', GroupName)),
    ...policies.map(({ Arn }): Touched => ({ kind: 'managed', policy: Arn })),
    ...Object.entries(regions).flatMap(([region, { repositories }]): readonly Touched[] => [
      ...repositories.map(({ name }): Touched => ({ kind: 'repository', region, repository: name, part: 'existence' })),
      ...(['policy', 'policyScope', 'replication', 'pullThroughCacheRules'] as const).map(
        (part): Touched => ({ kind: 'registry', region, part }),
      ),
      { kind: 'template', region, prefix: 'team' },
    ]),
  ];
}
