// The collector on emulators that others wrote, and on our own server: what was made is what is read, but for gaps that are known and named.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { gapsOf } from '../../lib/snapshot/gaps.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { type AwsServer, startAwsServer } from '../support/aws-server/server.ts';
import { emptyWorld } from '../support/aws-server/world.ts';
import { accountAt, makeAccount, readAccount } from './support/account.ts';
import { type Emulator, type EmulatorName, startEmulator } from './support/emulator.ts';
import { expectedFrom } from './support/expected.ts';
import { differences, factsOf } from './support/facts.ts';
import { POWER_USER, planFor, READ_ONLY } from './support/plan.ts';

const python = inject('python');
const why = python.kind === 'missing' ? ` (skipped: ${python.reason})` : '';

interface Known {
  readonly emulator: EmulatorName;
  /** What cannot be made there. */
  readonly refused: readonly string[];
  /** What is read otherwise than it was made. */
  readonly different: readonly string[];
  /** What cannot be read there. */
  readonly unread: readonly string[];
}

const KNOWN: readonly Known[] = [
  {
    emulator: 'moto',
    refused: ['CreateRepositoryCreationTemplate', 'CreatePullThroughCacheRule'],
    different: [
      'different: eu-central-1 creationTemplates',
      'different: eu-central-1 pullThroughCacheRules',
      // Its tagging API knows nothing of ECR.
      'missing: eu-central-1 tag team/app env',
      'missing: eu-central-1 tag team/app note',
      'missing: eu-central-1 tag team/job env',
      // Its authorization details have the boundaries of roles, not of users.
      'missing: policy PowerUserAccess',
      'different: us-east-1 creationTemplates',
      'different: us-east-1 pullThroughCacheRules',
      'missing: user ana boundary',
    ],
    unread: [
      'ecr:DescribePullThroughCacheRules UnreadableAnswer',
      'ecr:DescribeRepositoryCreationTemplates UnreadableAnswer',
      'ecr:GetAccountSetting UnreadableAnswer',
    ],
  },
  {
    emulator: 'ministack',
    refused: ['PutRegistryPolicy', 'PutReplicationConfiguration', 'CreateRepositoryCreationTemplate', 'CreatePullThroughCacheRule'],
    different: [
      'different: eu-central-1 creationTemplates',
      'different: eu-central-1 pullThroughCacheRules',
      'different: eu-central-1 registry policy',
      // It answers DescribeRegistry, always without rules.
      'different: eu-central-1 replication',
      // It knows no policies of AWS.
      'different: policy AmazonEC2ContainerRegistryReadOnly',
      // Its authorization details have no boundaries.
      'missing: policy PowerUserAccess',
      'missing: role ci boundary',
      'different: us-east-1 creationTemplates',
      'different: us-east-1 pullThroughCacheRules',
      'different: us-east-1 registry policy',
      'missing: user ana boundary',
    ],
    unread: [
      'ecr:DescribePullThroughCacheRules InvalidAction',
      'ecr:DescribeRepositoryCreationTemplates InvalidAction',
      'ecr:GetAccountSetting InvalidAction',
      'ecr:GetRegistryPolicy InvalidAction',
      'iam:GetPolicy NoSuchEntityException',
    ],
  },
];

describe.each(KNOWN)('$emulator', ({ emulator, refused, different, unread }) => {
  describe.runIf(python.kind === 'ready')(`an account that was made there${why}`, () => {
    let running: Emulator | undefined;
    let refusals: readonly string[];
    let account: string;
    let file: SnapshotFile;

    beforeAll(async () => {
      if (python.kind === 'missing') return;
      running = await startEmulator(emulator, python.bin);
      account = await accountAt(running.url);
      refusals = await makeAccount(running.url, planFor(account));
      file = await readAccount(running.url);
    });
    afterAll(() => running?.stop());

    test('can be made, but for the operations that it lacks', () => {
      expect(refusals).toEqual(refused);
    });

    test('is read as it was made, but for what it is known to forget', () => {
      expect(differences(factsOf(expectedFrom(planFor(account))), factsOf(file))).toEqual(different);
    });

    test('has no gaps but the calls that it does not know', () => {
      expect([...new Set(gapsOf(file).map(({ api, code }) => `${api} ${code}`))].sort()).toEqual(unread);
    });
  });
});

describe('our own server', () => {
  const account = '111111111111';
  let server: AwsServer;

  beforeAll(async () => {
    const world = emptyWorld();
    world.accounts[account] = planFor(account);
    world.accessKeys['AKIAEMULATOR'] = { account, arn: `arn:aws:iam::${account}:user/auditor`, userId: 'AIDAAUDITOR' };
    world.awsManagedPolicies = [READ_ONLY, POWER_USER].map((Arn) => ({
      Arn,
      DefaultVersionId: 'v1',
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: {} }],
    }));
    server = await startAwsServer(world);
  });
  afterAll(() => server.close());

  test('the same account is read without a difference and without a gap', async () => {
    const file = await readAccount(server.url);
    expect(differences(factsOf(expectedFrom(planFor(account))), factsOf(file))).toEqual([]);
    expect(gapsOf(file)).toEqual([]);
  });
});
