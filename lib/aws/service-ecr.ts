// The service that knows the registries of a region.
import { ECRClient } from '@aws-sdk/client-ecr';
import type { Service } from './clients.ts';

export const ECR: Service<ECRClient> = { name: 'ecr', open: (config) => new ECRClient(config) };
