// The table of actions: what the code used to list by name, and that every row is judged, whether or not it belongs to a capability.
import { describe, expect, expectTypeOf, test } from 'vitest';
import { stringify } from 'yaml';
import { prepareAccount, subjectNamed } from '../../lib/access/account/account.ts';
import { repositoriesOf } from '../../lib/access/classes/repository-classes.ts';
import { explain } from '../../lib/access/matrix/explain.ts';
import { accessMatrix } from '../../lib/access/matrix/matrix.ts';
import { capabilityMask, capabilityProblem } from '../../lib/baseline/match/capability-selector.ts';
import { driftFrom } from '../../lib/drift/drift.ts';
import {
  ACTIONS,
  type ActionRow,
  actionBit,
  actionOf,
  bitOf,
  ECR_ACTIONS,
  type EcrAction,
  EVERY_ACTION,
  isRegistryAction,
  namesOf,
  READING_MASK,
  REGISTRY_MASK,
  REGISTRY_SCOPE_V1_MASK,
  REPOSITORY_MASK,
  REQUEST_TAG_MASK,
} from '../../lib/ecr/actions.ts';
import { ALL_CAPABILITY_ACTIONS, CAPABILITY_ACTIONS, CAPABILITY_RULES, LOGIN, LOGIN_MASK, TOKEN } from '../../lib/ecr/capabilities.ts';
import { CAPABILITIES, type Capability } from '../../lib/model/access.ts';
import { type ActionMask, difference, intersection, isEmpty, maskOf, union } from '../../lib/policy/logic/mask.ts';
import { ACCOUNT, snapshotOf } from '../support/account-shorthand.ts';
import { baselineOf, policy } from '../support/baseline.ts';

const ROWS: readonly ActionRow[] = ACTIONS;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/holder`;

function prefixed(names: string): readonly string[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => `ecr:${name}`);
}

function sorted(mask: ActionMask): readonly string[] {
  return namesOf(mask).toSorted();
}

describe('the table', () => {
  test('has each action once, and a bit of a mask for each', () => {
    expect(new Set(ECR_ACTIONS.map((name) => name.toLowerCase())).size).toBe(ROWS.length);
    expect(ROWS.length, 'a mask holds 64 actions: lib/policy/logic/mask.ts has to grow first').toBeLessThanOrEqual(64);
  });

  test('has the actions and access levels of the reference: a new row counts here', () => {
    const counts = Object.entries(Object.groupBy(ROWS, ({ on, accessLevel }) => `${on} ${accessLevel}`));
    expect(Object.fromEntries(counts.map(([level, rows]) => [level, rows?.length]))).toEqual({
      'repository List': 2,
      'repository Read': 13,
      'repository Write': 16,
      'repository Tagging': 2,
      'repository Permissions management': 2,
      'registry List': 2,
      'registry Read': 8,
      'registry Write': 13,
      'registry Permissions management': 2,
    });
  });

  test('lists what is on a repository and what is on the registry, each by name', () => {
    expect(union(REPOSITORY_MASK, REGISTRY_MASK)).toEqual(EVERY_ACTION);
    expect(isEmpty(intersection(REPOSITORY_MASK, REGISTRY_MASK))).toBe(true);
    const byCode = (a: string, b: string): number => (a < b ? -1 : 1);
    for (const mask of [REPOSITORY_MASK, REGISTRY_MASK]) expect(namesOf(mask)).toEqual([...namesOf(mask)].toSorted(byCode));
  });

  test('a row without an access level, and a name that is not there, do not compile', () => {
    expectTypeOf<{ name: string; on: 'repository' }>().not.toExtend<ActionRow>();
    expectTypeOf<'ecr:BatchGetImages'>().not.toExtend<EcrAction>();
    expectTypeOf<'ecr:BatchGetImage'>().toExtend<EcrAction>();
    expectTypeOf(bitOf).returns.toEqualTypeOf<number>();
  });
});

describe('the sets that the code used to spell out', () => {
  test.each<readonly [string, ActionMask, string]>([
    ['actions whose requests carry tags (D4)', REQUEST_TAG_MASK, 'CreateRepository ListTagsForResource TagResource UntagResource'],
    ['actions of a registry policy of scope V1 (E3)', REGISTRY_SCOPE_V1_MASK, 'BatchImportUpstreamImage CreateRepository ReplicateImage'],
    ['the token (D7)', LOGIN_MASK, 'GetAuthorizationToken'],
    [
      'actions on the registry that change it',
      difference(
        REGISTRY_MASK,
        maskOf(ROWS.flatMap(({ accessLevel }, bit) => (accessLevel === 'List' || accessLevel === 'Read' ? [bit] : []))),
      ),
      `CreatePullThroughCacheRule CreateRepositoryCreationTemplate DeletePullThroughCacheRule DeleteRegistryPolicy
       DeleteRepositoryCreationTemplate DeleteSigningConfiguration DeregisterPullTimeUpdateExclusion PutAccountSetting PutRegistryPolicy
       PutRegistryScanningConfiguration PutReplicationConfiguration PutSigningConfiguration RegisterPullTimeUpdateExclusion
       UpdatePullThroughCacheRule UpdateRepositoryCreationTemplate`,
    ],
    [
      'actions that a wildcard of an identity policy is told for (302)',
      difference(ALL_CAPABILITY_ACTIONS, READING_MASK),
      `BatchDeleteImage BatchImportUpstreamImage CompleteLayerUpload DeleteLifecyclePolicy DeleteRepository DeleteRepositoryPolicy
       InitiateLayerUpload PutImage PutImageScanningConfiguration PutImageTagMutability PutLifecyclePolicy ReplicateImage
       SetRepositoryPolicy TagResource UntagResource UpdateImageStorageClass UploadLayerPart`,
    ],
  ])('%s', (_, mask, names) => {
    expect(sorted(mask)).toEqual(prefixed(names));
  });

  test('reading is what the verbs say, and not what calls an upstream registry', () => {
    const reading = capabilityMask(['ecr:Describe*', 'ecr:Get*', 'ecr:List*', 'ecr:BatchGet*', 'ecr:BatchCheck*']);
    expect(namesOf(difference(reading, READING_MASK))).toEqual([]);
    expect(namesOf(READING_MASK)).not.toContain('ecr:ValidatePullThroughCacheRule');
  });

  test.each<readonly [Capability, 'all' | 'any', boolean, string]>([
    ['list', 'all', false, 'DescribeImages ListImages'],
    ['pull', 'all', true, 'BatchGetImage GetDownloadUrlForLayer'],
    ['push', 'all', true, 'BatchCheckLayerAvailability CompleteLayerUpload InitiateLayerUpload PutImage UploadLayerPart'],
    ['retag', 'all', false, 'BatchGetImage PutImage'],
    ['delete', 'any', false, 'BatchDeleteImage DeleteRepository'],
    [
      'configure',
      'any',
      false,
      `DeleteLifecyclePolicy PutImageScanningConfiguration PutImageTagMutability PutLifecyclePolicy TagResource UntagResource
       UpdateImageStorageClass`,
    ],
    ['admin', 'any', false, 'DeleteRepositoryPolicy SetRepositoryPolicy'],
    ['replicate', 'any', false, 'BatchImportUpstreamImage ReplicateImage'],
  ])('%s takes %s', (capability, needs, login, names) => {
    expect(CAPABILITY_RULES[capability]).toEqual({ needs, login });
    expect(sorted(CAPABILITY_ACTIONS[capability])).toEqual(prefixed(names));
  });

  test('every capability is tested above', () => {
    expect(Object.keys(CAPABILITY_RULES)).toEqual([...CAPABILITIES]);
  });
});

describe('words', () => {
  test('of anybody are taken in any case, and unknown ones have no bit', () => {
    expect(actionBit('ECR:batchgetimage')).toBe(bitOf('ecr:BatchGetImage'));
    expect(actionBit('ecr:BatchGetImages')).toBeUndefined();
    expect(actionBit('BatchGetImage')).toBeUndefined();
    expect([isRegistryAction('ecr:getauthorizationtoken'), isRegistryAction('ecr:PutImage'), isRegistryAction('s3:GetObject')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("a bit that no action has is nobody's word, and a mask of everything names only what is there", () => {
    expect(() => actionOf(63)).toThrow('bit 63 is no ECR action');
    expect(namesOf({ lo: -1, hi: -1 })).toEqual(ECR_ACTIONS);
    expect(actionOf(LOGIN)).toBe(TOKEN);
  });
});

/** What an account drifts from, where one rule forbids some of the words to its own principals. */
function forbiddenIn(snapshot: ReturnType<typeof snapshotOf>, words: readonly string[]): readonly string[] {
  const rules = [{ id: 'none', repositories: ['**'], forbid: [{ principals: ['same-account'], capabilities: words }] }];
  const { drift } = driftFrom(accessMatrix(snapshot), baselineOf({ 'baseline.yaml': policy(stringify({ rules })) }), snapshot.collectedAt);
  return drift.flatMap((each) => (each.kind === 'forbidden' ? [each.grant.capability] : []));
}

describe.each(ROWS)('$name', ({ name, on, capabilities = [] }) => {
  const word = `ecr:${name}`;
  const bit = actionBit(word) ?? -1;
  const snapshot = snapshotOf({
    roles: { holder: { policies: [[{ Effect: 'Allow', Action: word, Resource: '*' }]] } },
    repositories: { 'team/app': {} },
  });

  test('is explained, on its own resource', () => {
    const account = prepareAccount(snapshot);
    const [repository] = repositoriesOf(account);
    if (!repository) throw new Error('the account has a repository');
    const { action, resource, decision } = explain(account, { subject: subjectNamed(account, ROLE), repository, action: bit });
    expect([action, resource, decision.kind]).toEqual([word, on === 'registry' ? '*' : repository.arn, 'allowed']);
  });

  test('is a word of a baseline, and drifts where a rule forbids it', () => {
    expect(capabilityProblem(word)).toBeUndefined();
    expect(capabilityMask([word])).toEqual(maskOf([bit]));
    expect(forbiddenIn(snapshot, [word])).toEqual([word]);
  });

  test('is a right that `any` forbids, where it is one on what is there', () => {
    const isRight = name !== 'CreateRepository' && (on === 'repository' || !isEmpty(intersection(READING_MASK, maskOf([bit]))));
    const [whole] = capabilities.filter((capability) => CAPABILITY_RULES[capability].needs === 'any');
    expect(forbiddenIn(snapshot, ['any'])).toEqual(isRight ? [whole ?? word] : []);
  });

  test('makes up no capability but its own', () => {
    expect(CAPABILITIES.filter((capability) => !isEmpty(intersection(CAPABILITY_ACTIONS[capability], maskOf([bit]))))).toEqual([
      ...capabilities,
    ]);
  });
});
