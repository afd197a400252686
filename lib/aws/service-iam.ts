// The service that knows users, roles and their policies.
import { IAMClient } from '@aws-sdk/client-iam';
import type { Service } from './clients.ts';

export const IAM: Service<IAMClient> = { name: 'iam', open: (config) => new IAMClient(config) };
