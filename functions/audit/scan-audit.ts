// The audit of a full scan, with whatever was read again since it began.

import { stateObjects } from '../../lib/aws/deployment/finding-store.ts';
import { findingStore } from '../../lib/lifecycle/state-store.ts';
import { type AuditOutcome, type AuditPorts, auditAccount } from '../../lib/run.ts';
import type { CollectedPart } from '../runtime/events.ts';
import { logger, metrics } from '../runtime/handler.ts';
import { rememberAudit } from '../runtime/last-audit.ts';
import { scanKey } from '../runtime/object-keys.ts';
import { rememberStaleness } from '../runtime/shared-staleness.ts';
import { assemble } from './assemble.ts';
import { scanGround } from './grounds.ts';
import { keepScan, keepSnapshot } from './kept-snapshots.ts';
import { answerOf, type RunAnswer, runOn } from './run-on.ts';
import type { AuditMeans } from './settings.ts';
import { watchedRegions } from './watched.ts';

/** Throws an AuditError, and then its messages wait in the state. */
export async function auditScan(event: CollectedPart, means: AuditMeans): Promise<RunAnswer<AuditOutcome['kind']>> {
  const { bucket } = means;
  const { account } = event;
  const watched = event.regionsUnread === null ? [] : await watchedRegions(findingStore(stateObjects(bucket)), account);
  const file = await assemble(bucket, event, watched);
  const groundOf = scanGround(bucket, file, await keepScan(bucket, scanKey(event), file));
  const outcome = await runOn(event, { ...means, alwaysReports: true, ...attributing(event, means) }, (ports, input) =>
    auditAccount(ports, { ...input, groundOf }),
  );
  if (outcome.kind === 'judged') await rememberAudit(bucket, new Date());
  await keepSnapshot(bucket, file);
  if (outcome.staleness) await rememberStaleness(bucket, account, outcome.staleness);
  return await answerOf(outcome, event, means);
}

const LONGEST_LOOKUP = 60_000;

/** CloudTrail is asked where that is wanted; what it does not say is not waited for. */
function attributing({ account, role }: CollectedPart, { config, deadline }: AuditMeans): Pick<AuditPorts, 'attribute'> {
  if (config.ATTRIBUTION !== 'lookup') return {};
  return {
    attribute: async (changes, since) => {
      const { lookupActors } = await import('./attribution.ts');
      const now = Date.now();
      const until = now + Math.min(LONGEST_LOOKUP, (deadline - now) / 4);
      const { attributions, lookups, notLookedUp, problems } = await lookupActors(changes, since, {
        account,
        role,
        externalId: config.EXTERNAL_ID,
        until,
      });
      metrics.addMetric('AttributionFailed', 'Count', notLookedUp);
      logger.info('asked who changed what was found changed', { account, lookups, notLookedUp, problems });
      return attributions;
    },
  };
}
