// Users, groups, roles and policies of an account: one sweep over GetAccountAuthorizationDetails (F9-F12).
import { EntityType, GetAccountAuthorizationDetailsCommand, type GetAccountAuthorizationDetailsResponse } from '@aws-sdk/client-iam';
import { type IdentityFile, identitySchema, type ManagedPolicyFile } from '../snapshot/schema.ts';
import { type Read, unknownAnswer } from './call.ts';
import { missingPolicies } from './managed-policies.ts';
import { everyPage, type Page } from './pages.ts';
import { IAM } from './service-iam.ts';
import type { Session } from './session.ts';

const API = 'iam:GetAccountAuthorizationDetails';
const PAGE = 1000;
const FILTER = [EntityType.User, EntityType.Role, EntityType.Group, EntityType.LocalManagedPolicy, EntityType.AWSManagedPolicy];

type Details = GetAccountAuthorizationDetailsResponse;

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
    read: pageOfDetails,
  });
  if (pages.status === 'unknown') return pages;
  const file = identityFile(session, pages.value);
  if (file === undefined) return unknownAnswer(API);
  const missing = await missingPolicies(session, file);
  return { status: 'present', value: { ...file, Policies: [...file.Policies, ...missing] } };
}

/** Every page says whether it is the last one; a page that does not is none. Lists that are empty may be left out. */
function pageOfDetails(output: Details): Page<Details> | undefined {
  if (output.IsTruncated === undefined) return undefined;
  if (!output.IsTruncated) return { items: [output], next: undefined };
  return output.Marker ? { items: [output], next: output.Marker } : undefined;
}

/** The merged pages; undefined where they are not of this account, or not what IAM sends. */
function identityFile({ partition, account }: Session, pages: readonly Details[]): IdentityFile | undefined {
  const merged = {
    UserDetailList: pages.flatMap(({ UserDetailList: list = [] }) => list),
    GroupDetailList: pages.flatMap(({ GroupDetailList: list = [] }) => list),
    RoleDetailList: pages.flatMap(({ RoleDetailList: list = [] }) => list),
    Policies: pages.flatMap(({ Policies: list = [] }) => list.map(inForce)),
  };
  if (!identitySchema.safeParse(merged).success) return undefined;
  const file = merged as IdentityFile; // INVARIANT: the schema transforms nothing, so what it accepts has its type.
  const owner = `arn:${partition}:iam::${account}`;
  const isOwn =
    file.UserDetailList.every(({ Arn }) => Arn.startsWith(`${owner}:user/`)) &&
    file.RoleDetailList.every(({ Arn }) => Arn.startsWith(`${owner}:role/`));
  return isOwn ? file : undefined;
}

type Policy = NonNullable<Details['Policies']>[number];

/** The policy with the document of the version in force: the other four may be 24 KB that nothing follows from. */
function inForce({ PolicyVersionList: versions, ...policy }: Policy): object {
  if (versions === undefined) return policy;
  const list = versions.map(({ Document, ...version }) => (isInForce(version, policy) ? { ...version, Document } : version));
  return { ...policy, PolicyVersionList: list };
}

type Version = Pick<NonNullable<ManagedPolicyFile['PolicyVersionList']>[number], 'IsDefaultVersion' | 'VersionId'>;

function isInForce({ IsDefaultVersion: isDefault, VersionId: id }: Version, { DefaultVersionId: named }: Policy): boolean {
  return isDefault === true || (id !== undefined && id === named);
}
