// Counts, each hour, the hours since an audit last judged an account. CloudWatch alone looks back a week, and an audit may come once a month.
import * as z from 'zod';
import { openBucket } from '../../lib/aws/deployment/bucket.ts';
import { readConfig } from '../../lib/config.ts';
import { isDry } from '../runtime/dry.ts';
import { lambda, logger, metrics } from '../runtime/handler.ts';
import { lastAudit, rememberAudit } from '../runtime/last-audit.ts';

const HOUR = 3_600_000;

export const handler = lambda(z.object({ dry: z.boolean().optional() }), async (event): Promise<{ readonly hoursSilent: number }> => {
  const { BUCKET: name } = readConfig(['BUCKET'], process.env);
  const bucket = openBucket(name);
  const now = new Date();
  try {
    const last = await lastAudit(bucket);
    // A deployment that has not audited yet is silent since it was first watched: until the schedule is due, that is no alarm.
    if (last === undefined && !isDry(event)) await rememberAudit(bucket, now);
    const hoursSilent = Math.max(0, (now.getTime() - (last ?? now.getTime())) / HOUR);
    metrics.addMetric('HoursSilent', 'Count', hoursSilent);
    logger.info('watched', { hoursSilent });
    return { hoursSilent };
  } finally {
    bucket.close();
  }
});
