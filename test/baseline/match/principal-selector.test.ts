import { describe, expect, test } from 'vitest';
import { principalWord, readPrincipal } from '../../../lib/baseline/match/principal-selector.ts';

describe('a word for principals', () => {
  test.each([
    ['arn:aws:iam::111111111111:role/ci/**', { kind: 'arn', glob: 'arn:aws:iam::111111111111:role/ci/**' }],
    ['arn:aws:sts::111111111111:assumed-role/ci/build', { kind: 'arn', glob: 'arn:aws:sts::111111111111:assumed-role/ci/build' }],
    ['arn:**', { kind: 'arn', glob: 'arn:**' }],
    ['arn:aws:iam::222222222222:root', { kind: 'account', account: '222222222222' }],
    ['account:012345678901', { kind: 'account', account: '012345678901' }],
    ['account-name:build tools', { kind: 'accountName', name: 'build tools' }],
    ['account-name: Team: (EU) ', { kind: 'accountName', name: ' Team: (EU) ' }],
    ['account-name:Küche', { kind: 'accountName', name: 'Küche' }],
    ['account-name:222222222222', { kind: 'accountName', name: '222222222222' }],
    ['org:o-abc1234567', { kind: 'organization', id: 'o-abc1234567' }],
    ['ou:o-abc/r-ab12/ou-ab12-prod', { kind: 'organizationalUnit', path: 'o-abc/r-ab12/ou-ab12-prod/' }],
    ['ou:o-abc/r-ab12/ou-ab12-a/ou-ab12-b/', { kind: 'organizationalUnit', path: 'o-abc/r-ab12/ou-ab12-a/ou-ab12-b/' }],
    ['service:codebuild.amazonaws.com', { kind: 'service', service: 'codebuild.amazonaws.com' }],
    ['sso:AdministratorAccess', { kind: 'permissionSet', name: 'AdministratorAccess' }],
    ['tag:aws:x/y=a b', { kind: 'tag', key: 'aws:x/y', value: 'a b' }],
    ['same-account', { kind: 'class', class: 'same-account' }],
    ['service-linked', { kind: 'class', class: 'service-linked' }],
    ['service', { kind: 'class', class: 'service' }],
    ['public', { kind: 'class', class: 'public' }],
  ])('%s is a selector', (word, selector) => {
    expect(readPrincipal(word)).toEqual({ kind: 'selector', selector });
  });

  test.each([
    'arn:aws:iam::111111111111:role/ci/**',
    'account:012345678901',
    'account-name:build tools',
    'org:o-abc1234567',
    'ou:o-abc/r-ab12/ou-ab12-prod/',
    'service:codebuild.amazonaws.com',
    'sso:AdministratorAccess',
    'tag:aws:x/y=a b',
    'external',
  ])('is written as it was read: %s', (word) => {
    const read = readPrincipal(word);
    expect(read.kind === 'selector' && principalWord(read.selector)).toBe(word);
  });

  test('names a group', () => {
    expect(readPrincipal('group:ci')).toEqual({ kind: 'group', name: 'ci' });
  });

  const expected =
    ': expected an ARN, `account:`, `account-name:`, `org:`, `ou:`, `service:`, `sso:`, `tag:`, `group:` or a class (`same-account`, `service-linked`, `organization`, `external`, `service`, `public`)';
  test.each([
    ['*', 'unknown principal `*`: did you mean `public`?'],
    ['Public', 'unknown principal `Public`: did you mean `public`?'],
    ['externl', 'unknown principal `externl`: did you mean `external`?'],
    ['111111111111', 'unknown principal `111111111111`: did you mean `account:111111111111`?'],
    ['acount:111111111111', 'unknown principal `acount:111111111111`: did you mean `account:`?'],
    ['constructor:x', `unknown principal \`constructor:x\`${expected}`],
    ['', `unknown principal \`\`${expected}`],
    ['alice', `unknown principal \`alice\`${expected}`],
    ['account:11111111111', 'account id `11111111111` does not have 12 digits'],
    ['account:1111-1111-1111', 'account id `1111-1111-1111` does not have 12 digits'],
    ['account:*', 'account id `*` does not have 12 digits'],
    ['account:', 'account id `` does not have 12 digits'],
    ['account:tools', 'account id `tools` does not have 12 digits: did you mean `account-name:tools`?'],
    ['account:build tools 2', 'account id `build tools 2` does not have 12 digits: did you mean `account-name:build tools 2`?'],
    ['accountname:tools', 'unknown principal `accountname:tools`: did you mean `account-name:`?'],
    ['account-name:', '`account-name:` is not the name of an account'],
    ['account-name:a\tb', '`account-name:a\tb` is not the name of an account'],
    ['account-name:tools*', '`account-name:tools*`: names of accounts are compared exactly, without wildcards'],
    ['account-name:tool?', '`account-name:tool?`: names of accounts are compared exactly, without wildcards'],
    ['arn:aws:iam::11111111111:role/x', 'account id `11111111111` does not have 12 digits'],
    ['arn:aws:iam:role/x', '`arn:aws:iam:role/x` is not an ARN: it has fewer than six fields'],
    [
      'arn:aws:iam::111111111111:role/a b',
      '`arn:aws:iam::111111111111:role/a b` can match no ARN: it has blanks or characters beyond ASCII',
    ],
    ['org:abc', '`org:abc` is not written `org:o-...`'],
    ['org:o-ABC', '`org:o-ABC` is not written `org:o-...`'],
    ['org:o-', '`org:o-` is not written `org:o-...`'],
    ['ou:ou-ab12-prod', '`ou:ou-ab12-prod` is not the full path of an organizational unit: `ou:o-.../r-.../ou-...`'],
    ['ou:o-abc/r-ab12/', '`ou:o-abc/r-ab12/` is not the full path of an organizational unit: `ou:o-.../r-.../ou-...`'],
    [
      'ou:o-abc/r-ab12/ou-ab12-prod/*',
      '`ou:o-abc/r-ab12/ou-ab12-prod/*` is not the full path of an organizational unit: `ou:o-.../r-.../ou-...`',
    ],
    ['service:codebuild', 'unknown service `codebuild`: did you mean `service:codebuild.amazonaws.com`?'],
    ['service:*', '`service:*`: a service is named exactly; `service` is the class of all services'],
    ['service:', '`service:` is not the name of a service principal'],
    ['sso:', '`sso:` is not the name of a permission set'],
    ['sso:Admin*', '`sso:Admin*` is not the name of a permission set'],
    ['tag:team', '`tag:team` is not written `tag:<key>=<value>`'],
    ['tag:=x', '`tag:=x` is not written `tag:<key>=<value>`'],
    ['tag:team=*', '`tag:team=*`: tags are compared exactly'],
    ['group:', '`group:` names no group'],
  ])('%s is none: %s', (word, reason) => {
    expect(readPrincipal(word)).toEqual({ kind: 'problem', reason });
  });
});
