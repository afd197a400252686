// Stands in until the function is here.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { lambda } from '../runtime/handler.ts';

export const handler = lambda(z.looseObject({}), async (): Promise<{ readonly batchItemFailures: readonly string[] }> => {
  await new S3Client().send(new PutObjectCommand({ Bucket: '', Key: '' }));
  await new SFNClient().send(new StartExecutionCommand({ stateMachineArn: '' }));
  return { batchItemFailures: [] };
});
