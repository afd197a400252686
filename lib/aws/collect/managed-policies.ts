// Documents of managed policies that the authorization details leave out: AWS's own, above all (F12). Each is fetched once.
import { GetPolicyCommand, GetPolicyVersionCommand } from '@aws-sdk/client-iam';
import { isOfAws } from '../../model/policy-ref.ts';
import { attachedPolicies } from '../../snapshot/attached.ts';
import type { IdentityFile, ManagedPolicyFile } from '../../snapshot/schema.ts';
import { echoes } from '../api/words.ts';
import { call, type Read } from '../client/call.ts';
import { mapOf } from '../client/concurrency.ts';
import { IAM } from '../client/services.ts';
import type { Session } from '../client/session.ts';

const WIDTH = 4;

/** An entry for each policy that is attached or a boundary and not in `file`: with its document, or with the error that hid it. */
export async function missingPolicies(session: Session, file: IdentityFile): Promise<readonly ManagedPolicyFile[]> {
  const known = new Set(file.Policies.map(({ Arn: arn }) => arn));
  const missing = [...attachedPolicies(file)].filter((arn) => !known.has(arn)).sort();
  return mapOf(missing, WIDTH, (arn) => fetchedPolicy(session, arn));
}

async function fetchedPolicy(session: Session, arn: string): Promise<ManagedPolicyFile> {
  const known = session.managedPolicies.get(arn);
  if (known) return known;
  const policy = await readManagedPolicy(session, arn);
  return policy.status === 'unknown' ? { Arn: arn, error: policy.error } : policy.value;
}

/** A managed policy with the document of the version in force. AWS's own are the same for every account, and the session keeps them. */
export async function readManagedPolicy(session: Session, arn: string): Promise<Read<ManagedPolicyFile>> {
  const policy = await askedPolicy(session, arn);
  if (policy.status === 'present' && isOfAws(arn)) session.managedPolicies.set(arn, policy.value);
  return policy;
}

async function askedPolicy({ clients, region, signal }: Session, arn: string): Promise<Read<ManagedPolicyFile>> {
  const client = clients.of(IAM, region);
  const version = await call(signal, {
    api: 'iam:GetPolicy',
    send: (options) => client.send(new GetPolicyCommand({ PolicyArn: arn }), options),
    read: ({ Policy: { Arn: said, DefaultVersionId: id } }) => (echoes(said, arn) ? id : undefined),
  });
  if (version.status === 'unknown') return version;
  return call(signal, {
    api: 'iam:GetPolicyVersion',
    send: (options) => client.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: version.value }), options),
    // A version that is no longer in force was replaced just now.
    read: ({ PolicyVersion: { VersionId: said, IsDefaultVersion: isInForce, Document } }): ManagedPolicyFile | undefined =>
      echoes(said, version.value) && isInForce !== false
        ? {
            Arn: arn,
            DefaultVersionId: version.value,
            PolicyVersionList: [{ VersionId: version.value, IsDefaultVersion: true, Document }],
          }
        : undefined,
  });
}
