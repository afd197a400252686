// What stacks have to do with each other, with the one before, and with names that AWS has given.
import { describe, expect, test } from 'vitest';
import { existingIn } from '../../../lib/proposal/cloudformation/existing.ts';
import { nameFor } from '../../../lib/proposal/cloudformation/names.ts';
import { UnknownValue } from '../../../lib/proposal/cloudformation/value.ts';
import { type AccountWords, snapshotFile } from '../../support/account-shorthand.ts';
import { sourceOf } from '../support/checked.ts';
import { account, resourcesOf, told } from './support.ts';

const PULL = '[ "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer" ]';

function policy(resource: string): string {
  return `
  Pull:
    Type: AWS::IAM::RolePolicy
    Properties:
      RoleName: reader
      PolicyName: pull
      PolicyDocument: { Version: 2012-10-17, Statement: [ { Effect: Allow, Action: ${PULL}, Resource: ${resource} } ] }
`;
}

test('what one stack exports another imports, under a name that is made of its own', () => {
  const exporting = `
Resources: { Own: { Type: "AWS::ECR::Repository", Properties: { RepositoryName: team/own } } }
Outputs:
  Arn: { Value: !GetAtt Own.Arn, Export: { Name: !Sub "\${AWS::Region}-arn" } }
`;
  const { gained, unresolved } = told(account(), { text: `Resources:${policy('!ImportValue us-east-1-arn')}`, others: [exporting] });
  expect({ gained, unresolved }).toEqual({ gained: ['reader pull team/own'], unresolved: [] });
});

test('stacks that import from each other wait for ever, and are told as unknown', () => {
  const circular = (own: string, other: string): string =>
    `Resources:${policy(`!ImportValue ${other}`)}\nOutputs: { A: { Value: !ImportValue ${other}, Export: { Name: ${own} } } }\n`;
  const { unresolved } = told(account(), { text: circular('one', 'two'), others: [circular('two', 'one')] });
  expect(unresolved).toHaveLength(2);
});

describe('the template before', () => {
  const nested = (more = ''): string =>
    `Resources: { Inner: { Type: "AWS::CloudFormation::Stack", ${more} Properties: { TemplateURL: inner.yaml } } }\n`;
  const beside = { 'inner.yaml': 'Resources: { Leaf: { Type: "AWS::ECR::Repository", Properties: { RepositoryName: team/shared } } }\n' };
  const lost = (previous: string, text = 'Resources: {}\n') => told(account(), { text, previous, beside }).lost;

  test('a nested stack that goes takes along what is in it, unless it is retained', () => {
    expect(lost(nested())).toEqual(['account:222222222222 pull team/shared under conditions']);
    expect(lost(nested('DeletionPolicy: Retain,'))).toEqual([]);
    expect(lost(nested('DeletionPolicy: RetainExceptOnCreate,'))).toEqual([]);
    expect(
      lost(nested('DeletionPolicy: !If [ C, Retain, Delete ],').replace('Resources', 'Conditions: { C: !Equals [ a, a ] }\nResources')),
    ).toEqual([]);
  });

  test('what Lambda wrote stays when the function goes', () => {
    const uri = '111111111111.dkr.ecr.us-east-1.amazonaws.com/team/shared:1';
    const runs = `Resources: { F: { Type: "AWS::Lambda::Function", Properties: { PackageType: Image, Code: { ImageUri: "${uri}" } } } }\n`;
    expect(told(account(), { text: runs }).gained).toEqual(['service:lambda.amazonaws.com pull team/shared under conditions']);
    expect(resourcesOf(account(), { text: 'Resources: {}\n', previous: runs })).toEqual([]);
  });

  test('what Lambda adds to a policy that nobody could read is unresolved', () => {
    const uri = '111111111111.dkr.ecr.us-east-1.amazonaws.com/team/shared:1';
    const runs = `Resources: { F: { Type: "AWS::Lambda::Function", Properties: { PackageType: Image, Code: { ImageUri: "${uri}" } } } }\n`;
    const { unresolved } = told(sourceOf(snapshotFile({ repositories: { 'team/shared': { policy: 'unknown' } } })), { text: runs });
    expect(unresolved).toEqual(['F Code.ImageUri']);
  });

  test('Lambda adds to what the account has, where the template gives the repository what it gave before', () => {
    const allow = `{ Version: 2012-10-17, Statement: [ { Effect: Allow, Principal: { AWS: "333333333333" }, Action: ${PULL} } ] }`;
    const repository = (policyText: string) =>
      `Resources:\n  R: { Type: "AWS::ECR::Repository", Properties: { RepositoryName: team/shared, RepositoryPolicyText: ${policyText} } }\n`;
    const uri = '111111111111.dkr.ecr.us-east-1.amazonaws.com/team/shared:1';
    const runs = `  F: { Type: "AWS::Lambda::Function", Properties: { PackageType: Image, Code: { ImageUri: "${uri}" } } }\n`;
    const difference = told(account(), { text: `${repository(allow)}${runs}`, previous: repository(allow) });
    expect(difference).toMatchObject({ gained: ['service:lambda.amazonaws.com pull team/shared under conditions'], lost: [] });
    expect(told(account(), { text: `${repository(allow)}${runs}` })).toMatchObject({
      gained: ['account:333333333333 pull team/shared under conditions', 'service:lambda.amazonaws.com pull team/shared under conditions'],
      lost: ['account:222222222222 pull team/shared under conditions'],
    });
  });

  test('a policy that moves from one resource to another stays', () => {
    const moved = `Resources:${policy('"*"')}`;
    expect(resourcesOf(account(), { text: moved.replace('Pull:', 'Other:'), previous: moved }).map(({ changes }) => changes)).toEqual([
      [expect.objectContaining({ kind: 'inlinePolicy', document: expect.anything() })],
    ]);
  });

  test('a parameter of Parameter Store can be another one though the templates are alike', () => {
    const text = `Parameters: { Arn: { Type: "AWS::SSM::Parameter::Value<String>" } }\nResources:${policy('!Ref Arn')}`;
    expect(told(account(), { text, previous: text }).unresolved).toHaveLength(1);
    const imported = `Resources:${policy('!ImportValue x')}`;
    expect(told(account(), { text: imported, previous: imported })).toMatchObject({ changes: [], unresolved: [] });
  });

  test('tags that are no longer written go, and those of somebody else stay', () => {
    const tagged = (tags: string): string =>
      `Resources: { R: { Type: "AWS::ECR::Repository", Properties: { RepositoryName: team/tagged, Tags: [ ${tags} ] } } }\n`;
    const source = sourceOf(snapshotFile({ repositories: { 'team/tagged': { tags: { stage: 'dev', owner: 'a', team: 'b' } } } }));
    const [resource] = resourcesOf(source, {
      text: tagged('{ Key: owner, Value: z }'),
      previous: tagged('{ Key: owner, Value: a }, { Key: team, Value: b }'),
    });
    expect(resource?.changes).toEqual([
      { kind: 'repository', region: 'us-east-1', name: 'team/tagged', tags: { stage: 'dev', owner: 'z' } },
    ]);
  });

  test('somebody who was in it and is not in the account is new', () => {
    const role = (path: string): string => `Resources: { Role: { Type: "AWS::IAM::Role", Properties: { Path: ${path} } } }\n`;
    const { changes, assumed } = told(account(), {
      text: role('/').replace('Path: /', 'Tags: [ { Key: a, Value: b } ]'),
      previous: role('/'),
    });
    expect(changes).toEqual(['create Role: role Role']);
    expect(assumed).toContain('Role: the template before has it and the snapshot does not: it is taken for new');
  });
});

describe('names that AWS makes', () => {
  const named = (words: AccountWords) => {
    const { file } = sourceOf(snapshotFile(words));
    const [region] = file.regions;
    if (!region) throw new Error('no region');
    return (id: string, stackName?: string, kind: 'role' | 'repository' = 'role') => {
      const found = nameFor(existingIn(file, region), { kind, id, given: undefined, stackName, isStackGuessed: false });
      return found instanceof UnknownValue ? found.why : found.name;
    };
  };
  const roles = (...names: readonly string[]): AccountWords => ({ roles: Object.fromEntries(names.map((name) => [name, {}])) });

  test('one that is there', () => {
    expect(named(roles('shop-Reader-1ABCDEFGHIJKL'))('Reader')).toBe('shop-Reader-1ABCDEFGHIJKL');
    expect(named(roles('my-shop-Reader-aBcDeFgHiJkL'))('Reader', 'my-shop')).toBe('my-shop-Reader-aBcDeFgHiJkL');
    expect(named({ repositories: { 'shop-images1a2b-abcdefghijkl': {} } })('Images1A2B', 'Shop', 'repository')).toBe(
      'shop-images1a2b-abcdefghijkl',
    );
  });

  test('a long logical id is cut', () => {
    expect(named(roles('shop-ServiceTaskDefinitionTas-1ABCDEFGHIJKL'))('ServiceTaskDefinitionTaskRole30FC0FBB')).toBe(
      'shop-ServiceTaskDefinitionTas-1ABCDEFGHIJKL',
    );
  });

  test('none, another stack, several, or another thing of that name: the logical id stands for it', () => {
    expect(named(roles('shop-Readers-1ABCDEFGHIJKL', 'Reader-1ABCDEFGHIJKL', 'shop-Reader-SHORT'))('Reader')).toBe('Reader');
    expect(named(roles('shop-Reader-1ABCDEFGHIJKL'))('Reader', 'kiosk')).toBe('Reader');
    expect(named(roles('shop-Reader-1ABCDEFGHIJKL', 'kiosk-Reader-1ABCDEFGHIJKL'))('Reader')).toBe('Reader');
    expect(named(roles('Reader'))('Reader')).toBe('Reader-decided-at-deployment');
  });
});

test('an account id that begins with 0 is text without quotes too', () => {
  const text = `
Resources:
  R:
    Type: AWS::ECR::Repository
    Properties:
      RepositoryName: team/app
      RepositoryPolicyText: { Version: 2012-10-17, Statement: [ { Effect: Allow, Principal: { AWS: 012345678901 }, Action: ${PULL} } ] }
`;
  expect(told(account(), { text }).gained).toEqual(['account:012345678901 pull team/app under conditions']);
});
