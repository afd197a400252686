import { describe, expect, test } from 'vitest';
import { readReference } from '../../../lib/baseline/match/repository-reference.ts';
import { issuesIn, rule } from '../../support/baseline.ts';

const HERE = { account: '111111111111', region: 'us-east-1', name: 'team/app' };

describe('a repository', () => {
  test.each([
    ['111111111111.dkr.ecr.us-east-1.amazonaws.com/team/app', { kind: 'uri', ...HERE }],
    ['111111111111.dkr.ecr.us-east-1.amazonaws.com/team/app:v1.2', { kind: 'uri', ...HERE }],
    ['111111111111.dkr.ecr.us-east-1.amazonaws.com/team/app@sha256:0123', { kind: 'uri', ...HERE }],
    ['111111111111.dkr.ecr.us-east-1.amazonaws.com/team/app:v1@sha256:0123', { kind: 'uri', ...HERE }],
    ['https://111111111111.dkr.ecr.us-east-1.amazonaws.com/team/app', { kind: 'uri', ...HERE }],
    ['111111111111.dkr.ecr-fips.us-gov-west-1.amazonaws.com/team/app', { kind: 'uri', ...HERE, region: 'us-gov-west-1' }],
    ['111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn/team/app', { kind: 'uri', ...HERE, region: 'cn-north-1' }],
    ['111111111111.dkr-ecr.us-east-1.on.aws/team/app', { kind: 'uri', ...HERE }],
    ['111111111111.dkr.ecr.us-east-1.amazonaws.com', { kind: 'uri', ...HERE, name: '' }],
    ['arn:aws:ecr:us-east-1:111111111111:repository/team/app', { kind: 'arn', ...HERE }],
    ['public.ecr.aws/nginx/nginx:latest', { kind: 'uri', account: undefined, region: undefined, name: 'nginx/nginx' }],
  ])('is read from %s', (text, reference) => {
    expect(readReference(text)).toEqual(reference);
  });

  test.each(['team/app', 'team/**', 'a.b.c/d', '111111111111.dkr', 'arn:aws:iam::111111111111:role/x'])(
    'is not a reference: %s',
    (text) => {
      expect(readReference(text)).toBeUndefined();
    },
  );
});

describe('a rule about a reference', () => {
  const about = (text: string) =>
    issuesIn(rule(`id: a\nrepositories: ["${text}"]\nallow: [{ principals: [public], capabilities: [pull] }]`)).map((each) =>
      each.slice(3),
    );

  test('says what to write', () => {
    const wanted = 'not the name of a repository: write `repositories: ["team/app"], regions: [us-east-1], accounts: ["111111111111"]`';
    expect(about('111111111111.dkr.ecr.us-east-1.amazonaws.com/team/app')).toEqual([
      `\`111111111111.dkr.ecr.us-east-1.amazonaws.com/team/app\` is a registry URI, ${wanted}`,
    ]);
    expect(about('arn:aws:ecr:us-east-1:111111111111:repository/team/app')).toEqual([
      `\`arn:aws:ecr:us-east-1:111111111111:repository/team/app\` is an ARN, ${wanted}`,
    ]);
    expect(about('public.ecr.aws/nginx/nginx')).toEqual([
      '`public.ecr.aws/nginx/nginx` is a repository of ECR Public, which is another service',
    ]);
  });
});
