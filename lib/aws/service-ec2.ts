// The service that knows the regions of an account, a second time; its client is larger than all others together.
import { EC2Client } from '@aws-sdk/client-ec2';
import type { Service } from './clients.ts';

export const EC2: Service<EC2Client> = { name: 'ec2', open: (config) => new EC2Client(config) };
