// Credentials of another account, by assuming a role there with the caller's own.
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { InnerCallError } from '../api/call-error.ts';
import { call } from './call.ts';
import type { CredentialSource } from './clients.ts';

export interface RoleOptions {
  readonly arn: string;
  readonly externalId: string | undefined;
}

export interface RoleRequest {
  readonly role: RoleOptions;
  readonly signal: AbortSignal;
}

const SESSION_NAME = 'ecr-drift';

/** A source that assumes the role whenever it is asked; clients ask again shortly before the credentials expire (F24). */
export function roleCredentials(sts: STSClient, { role, signal }: RoleRequest): Extract<CredentialSource, (...args: never[]) => unknown> {
  const input = {
    RoleArn: role.arn,
    RoleSessionName: SESSION_NAME,
    ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
  };
  return async () => {
    const answer = await call(signal, {
      api: 'sts:AssumeRole',
      send: (options) => sts.send(new AssumeRoleCommand(input), options),
      read: ({ Credentials: { AccessKeyId, SecretAccessKey, SessionToken, Expiration } }) => ({
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration,
      }),
    });
    if (answer.status === 'unknown') throw new InnerCallError(answer.error);
    return answer.value;
  };
}
