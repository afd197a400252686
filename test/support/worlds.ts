// Accounts that properties start from: the example, a generated one, and a small one with what the others lack.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseBaseline } from '../../lib/baseline/parse/parse.ts';
import type { Baseline, SourceFile } from '../../lib/model/baseline.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import { attached, identity, managedPolicy, policyArn, present, read, region, repository } from '../snapshot/support/files.ts';
import {
  ACCOUNT,
  accountFile,
  allowing,
  baseline,
  entry,
  exception,
  LOGIN,
  PULLING,
  pulling,
  roleArn,
  roleWith,
  rule,
  sharing,
  statements,
} from './following.ts';
import { generateAccount } from './generate-account.ts';

export interface World {
  readonly file: unknown;
  readonly snapshot: AccountSnapshot;
  readonly baseline: Baseline;
}

const ACME = fileURLToPath(new URL('../../examples/acme', import.meta.url));

export function acme(): World {
  const folder = join(ACME, 'baseline');
  const files = readdirSync(folder).map((name) => ({ path: name, text: readFileSync(join(folder, name), 'utf8') }));
  return worldOf(JSON.parse(readFileSync(join(ACME, 'snapshot.json'), 'utf8')), baselineOf(files));
}

/** Small enough to be judged in milliseconds, with one of everything that can be lost. */
export function small(): World {
  const tagged = { StringEquals: { 'aws:ResourceTag/team': 'red' } };
  const roles = [
    pulling('dev', 'team/app', 'team/web'),
    pulling('ops', '*'),
    roleWith('abac', LOGIN, { Effect: 'Allow', Action: PULLING, Resource: '*', Condition: tagged }),
    { ...pulling('bounded', 'ops/tool'), PermissionsBoundary: { PermissionsBoundaryArn: policyArn('Bound') } },
    { ...roleWith('attached'), ...attached('Push') },
    roleWith('admin', { Effect: 'Allow', Action: ['ecr:*', 'iam:*'], Resource: '*' }),
  ];
  const everything = statements({ Effect: 'Allow', Action: '*', Resource: '*' });
  const push = statements({ Effect: 'Allow', Action: 'ecr:PutImage', Resource: '*' });
  const root = { Sid: 'Whole', Effect: 'Allow', Principal: { AWS: ['222222222222', ACCOUNT] }, Action: PULLING };
  const service = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: PULLING };
  const orphan = { Effect: 'Allow', Principal: { AWS: ['AROAGONE', roleArn('gone')] }, Action: 'ecr:ListImages' };
  const odd = { Effect: 'Allow', Principal: { AWS: '333333333333' }, NotAction: ['ecr:ListImages', 'ecr:Frobnicate'] };
  const registry = { Effect: 'Allow', Principal: { AWS: '333333333333' }, Action: 'ecr:ReplicateImage', Resource: '*' };
  const tags = (fields: object) => ({ tags: present(fields) });
  const forbidding = entry({ verb: 'forbid', principals: [{ kind: 'arn', glob: roleArn('dev') }], capabilities: ['pull'] });
  return worldOf(
    accountFile({
      roles,
      regions: [
        region(
          'us-east-1',
          [
            repository('team/app', { policy: present(statements(root, orphan)), ...tags({ team: 'red', tier: 'prod' }) }),
            repository('team/web', { policy: sharing('*'), ...tags({ team: 'red' }) }),
            repository('ops/tool', { policy: present(statements(service)) }),
          ],
          { registryPolicy: present(statements(registry)) },
        ),
        region('eu-west-1', [repository('team/app', { policy: present(statements(odd)) }, 'eu-west-1')]),
      ],
      fields: {
        identity: present(identity({ RoleDetailList: roles, Policies: [managedPolicy('Push', push), managedPolicy('Bound', everything)] })),
        organization: present({
          id: 'o-abc',
          managementAccount: '999999999999',
          path: 'o-abc/r-1/',
          serviceControlPolicies: [[{ name: 'FullAWSAccess', document: everything }]],
          resourceControlPolicies: [
            [{ name: 'Rcp', document: statements({ Effect: 'Deny', Principal: '*', Action: 'ecr:Delete*', Resource: '*' }) }],
          ],
          accounts: [{ id: '222222222222', name: 'build', path: 'o-abc/r-1/' }],
        }),
      },
    }),
    baseline({
      rules: [
        rule('app', ['team/app'], allowing(roleArn('dev'), 'list'), { ...allowing(roleArn('dev'), 'push'), verb: 'require' }),
        rule('never', ['team/**'], entry({ verb: 'forbid', principals: [{ kind: 'class', class: 'external' }], capabilities: ['any'] })),
        {
          ...rule('red', ['**'], forbidding),
          repositories: { names: ['**'], accounts: [], regions: [], tags: [{ key: 'team', value: 'red' }] },
        },
        rule('gone', ['team/gone'], allowing(roleArn('nobody'))),
      ],
    }),
  );
}

/** With guardrails, tags in conditions and every kind of principal; hardly anything of it is intended. */
export function generated(): World {
  return worldOf(generateAccount({ repositories: 14, principals: 12 }), baseline());
}

/** Exceptions of every kind; one ends within two weeks of either snapshot, and all of them depend on what was read. */
export function withExceptions(world: World): World {
  const exceptions = [
    exception({ kind: 'selector', principals: [{ kind: 'class', class: 'organization' }] }, '2027-06-01', 'EXC-1'),
    exception({ kind: 'selector', principals: [{ kind: 'class', class: 'same-account' }], capabilities: ['pull'] }, '2026-12-01', 'EXC-2'),
    exception({ kind: 'selector', code: 'ECRD-202', repositories: ['**'] }, '2027-06-01', 'EXC-3'),
  ];
  return { ...world, baseline: { ...world.baseline, exceptions } };
}

function worldOf(file: unknown, intent: Baseline): World {
  return { file, snapshot: read(file), baseline: intent };
}

function baselineOf(files: readonly SourceFile[]): Baseline {
  const parsed = parseBaseline('baseline', files);
  if (parsed.kind !== 'baseline') throw new Error('the baseline is invalid');
  return parsed.baseline;
}
