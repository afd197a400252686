// The services that the test server speaks.
import type { Service, ServiceName } from '../service.ts';
import { account } from './account.ts';
import { cloudtrail } from './cloudtrail.ts';
import { ec2 } from './ec2.ts';
import { ecr } from './ecr.ts';
import { iam } from './iam.ts';
import { organizations } from './organizations.ts';
import { s3 } from './s3.ts';
import { securityhub } from './securityhub.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { sts } from './sts.ts';
import { tagging } from './tagging.ts';

export const SERVICES: Readonly<Record<ServiceName, Service>> = {
  account,
  cloudtrail,
  ec2,
  ecr,
  iam,
  organizations,
  s3,
  securityhub,
  sns,
  sqs,
  sts,
  tagging,
};
