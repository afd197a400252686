// Users, groups, roles and policies of an account: one sweep over GetAccountAuthorizationDetails (F9-F12).
import { EntityType, GetAccountAuthorizationDetailsCommand } from '@aws-sdk/client-iam';
import type { IdentityFile, ManagedPolicyFile } from '../../snapshot/schema.ts';
import type { AnswerOf } from '../api/answers.ts';
import type { VersionedPolicy } from '../api/iam.ts';
import { type Read, unknownAnswer } from '../client/call.ts';
import { everyPage, pageOf } from '../client/pages.ts';
import { IAM } from '../client/services.ts';
import type { Session } from '../client/session.ts';
import { identityProblem } from './identity-problem.ts';
import { missingPolicies } from './managed-policies.ts';

const API = 'iam:GetAccountAuthorizationDetails';
const PAGE = 1000;
const FILTER = [EntityType.User, EntityType.Role, EntityType.Group, EntityType.LocalManagedPolicy, EntityType.AWSManagedPolicy];

type Details = AnswerOf<typeof API>;

/** The identity part of a snapshot: AWS's answer merged over its pages, with the attached policies that it leaves out. */
export async function accountIdentity(session: Session): Promise<Read<IdentityFile>> {
  const { clients, region, signal } = session;
  const client = clients.of(IAM, region);
  const pages = await everyPage(signal, {
    api: API,
    send: (marker, options) => {
      const input = { Filter: FILTER, MaxItems: PAGE, ...(marker === undefined ? {} : { Marker: marker }) };
      return client.send(new GetAccountAuthorizationDetailsCommand(input), options);
    },
    read: (details) => pageOf([details], details.Marker),
  });
  if (pages.status === 'unknown') return pages;
  const file = mergedPages(pages.value);
  const problem = identityProblem(session, file);
  if (problem !== undefined) return unknownAnswer(API, problem);
  const missing = await missingPolicies(session, file);
  return { status: 'present', value: { ...file, Policies: [...file.Policies, ...missing] } };
}

function mergedPages(pages: readonly Details[]): IdentityFile {
  return {
    UserDetailList: pages.flatMap(({ UserDetailList: list }) => list),
    GroupDetailList: pages.flatMap(({ GroupDetailList: list }) => list),
    RoleDetailList: pages.flatMap(({ RoleDetailList: list }) => list),
    Policies: pages.flatMap(({ Policies: list }) => list.map(inForce)),
  };
}

/** The policy with the document of the version in force: the other four may be 24 KB that nothing follows from. */
function inForce({ PolicyVersionList: versions, ...policy }: VersionedPolicy): ManagedPolicyFile {
  const list = versions.map(({ Document, ...version }) =>
    version.VersionId === policy.DefaultVersionId ? { ...version, Document } : version,
  );
  return { ...policy, PolicyVersionList: list };
}
