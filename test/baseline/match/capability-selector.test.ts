import { describe, expect, test } from 'vitest';
import { capabilityMask, capabilityProblem } from '../../../lib/baseline/match/capability-selector.ts';
import { ECR_ACTIONS } from '../../../lib/ecr/actions.ts';
import { CAPABILITY_ACTIONS } from '../../../lib/ecr/capabilities.ts';
import { CAPABILITIES } from '../../../lib/model/access.ts';
import { bitsOf, covers, emptyMask, union } from '../../../lib/policy/logic/mask.ts';

function actionsOf(...words: readonly string[]): readonly (string | undefined)[] {
  return bitsOf(capabilityMask(words)).map((bit) => ECR_ACTIONS[bit]);
}

describe('the words of capabilities mean actions', () => {
  test.each(CAPABILITIES)('%s means the actions of the capability', (name) => {
    expect(capabilityMask([name])).toEqual(CAPABILITY_ACTIONS[name]);
  });

  test('`any` means every action', () => {
    expect(actionsOf('any')).toEqual(ECR_ACTIONS);
  });

  test.each([
    ['a raw action means itself', 'ecr:BatchGetImage', ['ecr:BatchGetImage']],
    ['a raw action has no case', 'ECR:batchgetIMAGE', ['ecr:BatchGetImage']],
    ['an action of the registry is one too', 'ecr:GetAuthorizationToken', ['ecr:GetAuthorizationToken']],
    ['a glob means what it matches', 'ecr:BatchGet*', ['ecr:BatchGetImage', 'ecr:BatchGetRepositoryScanningConfiguration']],
    ['a glob has no case', 'ecr:batchgetimag?', ['ecr:BatchGetImage']],
    ['a glob is anchored', 'ecr:*Layer', ['ecr:GetDownloadUrlForLayer']],
    ['`ecr:*` means every action', 'ecr:*', ECR_ACTIONS],
  ])('%s', (_, word, actions) => {
    expect(actionsOf(word)).toEqual(actions);
  });

  test('`pull` and `push` together cover `retag`', () => {
    expect(covers(capabilityMask(['pull', 'push']), CAPABILITY_ACTIONS.retag)).toBe(true);
  });

  test('several words unite', () => {
    expect(capabilityMask(['pull', 'ecr:DescribeImages'])).toEqual(union(capabilityMask(['pull']), capabilityMask(['ecr:DescribeImages'])));
  });

  test('no words and unknown words mean no action', () => {
    expect([capabilityMask([]), capabilityMask(['pul', '*', 's3:*'])]).toEqual([emptyMask(), emptyMask()]);
  });
});

const expected =
  ': expected `list`, `pull`, `push`, `retag`, `delete`, `configure`, `admin`, `replicate`, `any` or an action such as `ecr:PutImage`';

test.each([
  ['pul', 'unknown capability `pul`: did you mean `pull`?'],
  ['Pull', 'unknown capability `Pull`: did you mean `pull`?'],
  ['*', 'unknown capability `*`: did you mean `any`?'],
  ['write', `unknown capability \`write\`${expected}`],
  ['constructor', `unknown capability \`constructor\`${expected}`],
  ['', `unknown capability \`\`${expected}`],
  ['PutImage', 'unknown capability `PutImage`: did you mean `ecr:PutImage`?'],
  ['ecr:BatchGetImages', 'unknown action `ecr:BatchGetImages`: did you mean `ecr:BatchGetImage`?'],
  ['ecr:Nothing', 'unknown action `ecr:Nothing`'],
  ['ecr:', 'unknown action `ecr:`'],
  ['ecr:Foo*', '`ecr:Foo*` matches no ECR action'],
  ['ecr:BatchGetImage?', '`ecr:BatchGetImage?` matches no ECR action'],
  ['s3:GetObject', '`s3:GetObject` is not an ECR action'],
  ['ecr-public:*', '`ecr-public:*` is not an ECR action'],
])('%s is no word for a capability: %s', (word, reason) => {
  expect(capabilityProblem(word)).toBe(reason);
});
