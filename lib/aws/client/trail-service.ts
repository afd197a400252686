// CloudTrail with its SDK client, apart from the services of a scan: only who asks for the history of an account loads it.
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { Service } from './clients.ts';

/** The service that knows who called what in a region, in the last 90 days. */
export const CLOUDTRAIL: Service<CloudTrailClient> = { name: 'cloudtrail', open: (config) => new CloudTrailClient(config) };
