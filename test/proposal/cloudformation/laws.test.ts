// Laws of templates: one written from an account gives the access of that account, and JSON and YAML say the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Document, visit } from 'yaml';
import { prepareAccount } from '../../../lib/access/account/account.ts';
import { grantsOf } from '../../../lib/access/matrix/grants.ts';
import { matrixOf } from '../../../lib/access/matrix/matrix.ts';
import type { AccountSnapshot } from '../../../lib/model/snapshot.ts';
import { overlay } from '../../../lib/proposal/overlay.ts';
import type { SnapshotSource } from '../../../lib/snapshot/parse.ts';
import { snapshotFile } from '../../support/account-shorthand.ts';
import { arbitraryAccount } from '../../support/arbitrary-account.ts';
import { holds } from '../../support/property.ts';
import { sourceOf } from '../support/checked.ts';
import { resourcesOf } from './support.ts';

/** Accounts of which everything is read: what nobody could read no template says. */
const sources = arbitraryAccount
  .map((words) => sourceOf(snapshotFile({ ...words, organization: 'unknown' })))
  .filter(({ file }) => !JSON.stringify([file.identity, file.regions]).includes('"unknown"'))
  .map((source) => ({ source, template: templateOf(source) }))
  .filter(({ template }) => !JSON.stringify(template).includes('malformed'))
  // Somebody who is made anew has another unique id, which is what these policies ask for.
  .filter(({ template }) => !/aws:userid|(?:AIDA|AROA)[A-Z]/i.test(JSON.stringify(template)));

type Resources = Readonly<Record<string, object>>;

/** Everything that an account holds as resources. */
function templateOf({ file }: SnapshotSource): { readonly Resources: Resources } {
  const identity = file.identity.status === 'present' ? file.identity.value : undefined;
  const region = file.regions[0];
  const repositories = region?.repositories.status === 'present' ? region.repositories.value : [];
  const named = (kind: string, list: readonly object[]): Resources => Object.fromEntries(list.map((each, at) => [`${kind}${at}`, each]));
  const inline = (list: readonly { readonly PolicyName: string; readonly PolicyDocument: unknown }[] = []) =>
    list.map(({ PolicyName, PolicyDocument }) => ({ PolicyName, PolicyDocument }));
  const shared = (
    each: NonNullable<typeof identity>['RoleDetailList'][number] | NonNullable<typeof identity>['UserDetailList'][number],
  ) => ({
    Path: each.Path,
    Tags: each.Tags ?? [],
    ManagedPolicyArns: (each.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn),
    ...(each.PermissionsBoundary ? { PermissionsBoundary: each.PermissionsBoundary.PermissionsBoundaryArn } : {}),
  });
  return {
    Resources: {
      ...named(
        'Repository',
        repositories.map(({ repositoryName, policy, tags }) => ({
          Type: 'AWS::ECR::Repository',
          Properties: {
            RepositoryName: repositoryName,
            ...(policy.status === 'present' ? { RepositoryPolicyText: policy.value } : {}),
            Tags: Object.entries(tags?.status === 'present' ? tags.value : {}).map(([Key, Value]) => ({ Key, Value })),
          },
        })),
      ),
      ...(region?.registryPolicy.status === 'present'
        ? { Registry: { Type: 'AWS::ECR::RegistryPolicy', Properties: { PolicyText: region.registryPolicy.value } } }
        : {}),
      ...named(
        'Role',
        (identity?.RoleDetailList ?? []).map((role) => ({
          Type: 'AWS::IAM::Role',
          Properties: {
            ...shared(role),
            RoleName: role.RoleName,
            AssumeRolePolicyDocument: role.AssumeRolePolicyDocument,
            Policies: inline(role.RolePolicyList),
          },
        })),
      ),
      ...named(
        'User',
        (identity?.UserDetailList ?? []).map((user) => ({
          Type: 'AWS::IAM::User',
          Properties: { ...shared(user), UserName: user.UserName, Policies: inline(user.UserPolicyList) },
        })),
      ),
    },
  };
}

/** The same account without anything that a template makes. */
function emptied({ file }: SnapshotSource): SnapshotSource {
  const { identity } = file;
  return sourceOf({
    ...file,
    identity:
      identity.status === 'present'
        ? { status: 'present', value: { ...identity.value, UserDetailList: [], RoleDetailList: [], GroupDetailList: [] } }
        : identity,
    regions: file.regions.map((region) => ({
      ...region,
      registryPolicy: { status: 'absent' },
      repositories: { status: 'present', value: [] },
    })),
  });
}

/** Names with their tags: what conditions of somebody else may ask for. */
function tagsOf({ registries, principals }: AccountSnapshot): object {
  const repositories = registries.flatMap((each) => (each.repositories.kind === 'present' ? each.repositories.value : []));
  const people = principals.kind === 'present' ? principals.value : [];
  return Object.fromEntries([
    ...repositories.map(({ arn, tags }) => [arn, presentTags(tags)]),
    ...people.map(({ arn, tags }) => [arn, tags]),
  ]);
}

function presentTags(tags: { readonly kind: string; readonly value?: unknown }): unknown {
  return tags.kind === 'present' ? tags.value : {};
}

function accessOf(snapshot: AccountSnapshot): readonly string[] {
  return grantsOf(matrixOf(prepareAccount(snapshot))).map(
    ({ region, repository, principal, capability, decision, via }) =>
      `${region} ${repository} ${principal.name} ${capability} ${decision} ${JSON.stringify(via)}`,
  );
}

const show = ({ template }: { readonly template: object }): string => JSON.stringify(template, null, 1);

// Seen failing: boundaries left out, after 7 runs.
test('a template of everything that an account holds, laid over the empty account, gives its access', () => {
  holds(
    fc.property(sources, ({ source, template }) => {
      const empty = emptied(source);
      const { snapshot } = overlay(empty, resourcesOf(empty, { text: JSON.stringify(template), region: 'us-east-1' }));
      const registries = source.snapshot.registries.filter(({ region }) => region === 'us-east-1');
      const held = { ...source.snapshot, registries };
      const made = { ...snapshot, registries: snapshot.registries.filter(({ region }) => region === 'us-east-1') };
      expect(accessOf(made).toSorted()).toEqual(accessOf(held).toSorted());
      expect(tagsOf(made)).toEqual(tagsOf(held));
    }),
    { runs: 100, show },
  );
});

// Seen failing: what stays taken for what goes, after 1 run.
test('deployed again it changes nothing, and taken away it leaves nothing', () => {
  holds(
    fc.property(sources, ({ source, template }) => {
      const text = JSON.stringify(template);
      expect(resourcesOf(source, { text, previous: text, region: 'us-east-1' })).toEqual([]);
      const gone = resourcesOf(source, { text: '{"Resources": {}}', previous: text, region: 'us-east-1' });
      const { snapshot, unresolved } = overlay(source, gone);
      expect(unresolved).toEqual([]);
      expect(accessOf(snapshot).filter((line) => line.startsWith('us-east-1'))).toEqual([]);
      expect(Object.keys(tagsOf(snapshot)).filter((arn) => !/:ecr:(?!us-east-1:)/.test(arn))).toEqual([]);
    }),
    { runs: 100, show },
  );
});

const FUNCTIONS = [
  'Ref',
  'Sub',
  'GetAtt',
  'Join',
  'If',
  'FindInMap',
  'Select',
  'Split',
  'Equals',
  'Not',
  'And',
  'Or',
  'ImportValue',
  'Length',
  'ToJsonString',
];

const name = fc.constantFrom('A', 'B', 'P', 'AWS::Region', 'AWS::StackName', 'AWS::NoValue');
const { expression } = fc.letrec<{ expression: unknown; list: unknown }>((tie) => ({
  list: fc.array(tie('expression'), { maxLength: 3 }),
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(
      'x',
      '',
      'a:b',
      3,
      true,
      '012345678901',
      '2012-10-17',
      'yes',
      'null',
      `\${A} \${A.Arn} \${!x}`,
      '{{resolve:ssm:/x}}',
    ),
    name.map((Ref) => ({ Ref })),
    fc.constantFrom('A', 'B').map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })),
    fc.constant({ 'Fn::GetAtt': 'B.Arn' }),
    tie('list').map((list) => ({ 'Fn::Join': ['-', list] })),
    tie('list').map((list) => ({ 'Fn::Select': [0, list] })),
    tie('expression').map((text) => ({ 'Fn::Split': [':', text] })),
    fc.tuple(tie('expression'), tie('expression')).map(([yes, no]) => ({ 'Fn::If': ['C', yes, no] })),
    tie('expression').map((value) => ({ 'Fn::ToJsonString': value })),
    tie('expression').map((value) => ({ 'Fn::ImportValue': value })),
    tie('expression').map((value) => ({ 'Fn::Sub': [`\${V}/\${A}`, { V: value }] })),
    tie('expression').map((value) => ({ k: value })),
    tie('list'),
  ),
}));

/** The same template in YAML, with short forms. */
function inYaml(template: object): string {
  const document = new Document(shortened(template), { version: '1.2' });
  visit(document, {
    Map: (_, node) => {
      const [pair] = node.items;
      const key = String(pair?.key);
      if (node.items.length !== 1 || !key.startsWith(MARK)) return undefined;
      const value = pair?.value;
      if (typeof value !== 'object' || value === null) throw new Error(`no value of ${key}`);
      // INVARIANT: values of a document that was made of data are nodes, which have tags.
      return Object.assign(value as object, { tag: `!${key.slice(MARK.length)}` }) as never;
    },
  });
  return document.toString({ lineWidth: 0 });
}

const MARK = '@';

function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, shortened(each)] as const);
  const [[first, only] = ['', undefined]] = entries;
  const short = FUNCTIONS.find((each) => first === each || first === `Fn::${each}`);
  const isPlain =
    typeof only !== 'number' &&
    typeof only !== 'boolean' &&
    !(typeof only === 'object' && only !== null && Object.keys(only).some((each) => each.startsWith(MARK)));
  return short !== undefined && entries.length === 1 && isPlain ? { [`${MARK}${short}`]: only } : Object.fromEntries(entries);
}

// Seen failing: `!GetAtt A.Arn` not taken apart, after 1 run.
test('a template in YAML with short forms changes what it changes in JSON', () => {
  const properties = fc.record({
    RoleName: fc.constant('r'),
    Path: expression,
    AssumeRolePolicyDocument: expression,
    ManagedPolicyArns: expression,
    Tags: expression,
  });
  const whole = fc.tuple(properties, expression, expression).map(([Properties, one, other]) => ({
    Parameters: { P: { Type: 'CommaDelimitedList', Default: 'p,q' } },
    Conditions: { C: { 'Fn::Not': [{ 'Fn::Equals': ['1', { Ref: 'AWS::Region' }] }] } },
    Resources: {
      A: { Type: 'AWS::S3::Bucket' },
      B: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'b' } },
      R: { Type: 'AWS::IAM::Role', Properties },
      G: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: one, Users: [other] } },
    },
  }));
  const source = sourceOf(snapshotFile({ repositories: {} }));
  holds(
    fc.property(whole, (template) => {
      expect(resourcesOf(source, { text: inYaml(template) })).toEqual(resourcesOf(source, { text: JSON.stringify(template) }));
    }),
    { runs: 400, show: (template) => `${inYaml(template)}\n${JSON.stringify(template)}` },
  );
});
