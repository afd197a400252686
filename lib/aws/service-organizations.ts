// The service that knows the organization around an account.
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { Service } from './clients.ts';

export const ORGANIZATIONS: Service<OrganizationsClient> = { name: 'organizations', open: (config) => new OrganizationsClient(config) };
