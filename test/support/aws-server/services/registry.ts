// The services that the test server speaks.
import type { Service, ServiceName } from '../service.ts';
import { ecr } from './ecr.ts';
import { iam } from './iam.ts';
import { sts } from './sts.ts';

export const SERVICES: Readonly<Partial<Record<ServiceName, Service>>> = { ecr, iam, sts };
