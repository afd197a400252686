// The services that a scan asks, each with its SDK client. A bundle holds the clients of those that it uses.
import { AccountClient } from '@aws-sdk/client-account';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Service } from './clients.ts';

/** The service that knows the regions of an account. */
export const ACCOUNT: Service<AccountClient> = { name: 'account', open: (config) => new AccountClient(config) };

/** The service that knows the regions of an account, a second time; its client is larger than all others together. */
export const EC2: Service<EC2Client> = { name: 'ec2', open: (config) => new EC2Client(config) };

/** The service that knows the registries of a region. */
export const ECR: Service<ECRClient> = { name: 'ecr', open: (config) => new ECRClient(config) };

/** The service that knows users, roles and their policies. */
export const IAM: Service<IAMClient> = { name: 'iam', open: (config) => new IAMClient(config) };

/** The service that knows the organization around an account. */
export const ORGANIZATIONS: Service<OrganizationsClient> = { name: 'organizations', open: (config) => new OrganizationsClient(config) };

/** The service that knows tags of many resources at once. */
export const TAGGING: Service<ResourceGroupsTaggingAPIClient> = {
  name: 'tag',
  open: (config) => new ResourceGroupsTaggingAPIClient(config),
};
