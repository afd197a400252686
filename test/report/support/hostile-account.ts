// An account in which strangers name what they can.
import { type Fields, identity, present, region, repository, snapshotFile, user } from '../../snapshot/support/files.ts';

/** One repository on which `text` is the name of everything that a stranger can name. */
export function hostile(text: string) {
  const statement: Fields = {
    Sid: text,
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: 'ecr:*',
    Condition: { StringLike: { [text]: text } },
  };
  const named = repository('team/app', { policy: present({ Version: '2012-10-17', Statement: [statement] }) });
  const odd = repository('team/odd', { policy: present({ Version: '2012-10-17', Statement: [{ [text]: text }] }) });
  const unread = { status: 'unknown', error: { code: text, message: text, api: text } };
  const gap = repository('team/gap', { policy: unread });
  const ann = user('ann', {
    Arn: `arn:aws:iam::111111111111:user/ann${text}`,
    UserPolicyList: [
      {
        PolicyName: text,
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Sid: text, Effect: 'Allow', Action: 'ecr:*', Resource: '*' }] },
      },
    ],
  });
  return snapshotFile({
    identity: present(identity({ UserDetailList: [ann] })),
    organization: unread,
    regions: [region('us-east-1', [named, odd, gap])],
  });
}
