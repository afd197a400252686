// What an audit found, sent to Security Hub behind everything else.
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import type { AuditView } from '../../lib/report/schema.ts';
import { oneLine } from '../../lib/text/quote.ts';
import { logger, metrics } from '../runtime/handler.ts';
import type { HubImport, HubOutcome } from './hub-import.ts';
import type { AuditMeans } from './settings.ts';

/** After everybody was told: whatever comes of it, the audit is done. */
export async function toSecurityHub(view: AuditView, run: string, { bucket, config, deadline }: AuditMeans): Promise<HubOutcome> {
  const [, partition = '', , region = '', account = ''] = config.FINDINGS_TOPIC.split(':');
  const outcome = await hubOutcome(bucket, { view, place: { account, region }, partition, run, queue: config.IMPORT_QUEUE, deadline });
  metrics.addMetric('SecurityHubImported', 'Count', outcome.imported);
  metrics.addMetric('SecurityHubFailed', 'Count', outcome.kept ? 0 : 1);
  if (outcome.problem === null) logger.info('sent to Security Hub', { account: view.account, ...outcome });
  else logger.warn('Security Hub did not take everything: the next audit sends it again', { account: view.account, ...outcome });
  return outcome;
}

async function hubOutcome(bucket: Bucket, sending: HubImport): Promise<HubOutcome> {
  try {
    const { importFindings } = await import('./hub-import.ts');
    return await importFindings(bucket, sending);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'no reason is known';
    return { imported: 0, rejected: 0, waiting: 0, queued: 0, kept: false, problem: oneLine(`what was sent is not remembered: ${reason}`) };
  }
}
