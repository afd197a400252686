// From the findings topic to Slack.
import * as z from 'zod';
import { readConfig } from '../lib/config.ts';
import { alertSchema } from '../lib/notify/schema.ts';
import { slackPayload } from '../lib/notify/slack.ts';
import { lambda, logger } from './handler.ts';
import { post } from './slack-post.ts';
import { readWebhook } from './webhook.ts';

const snsEvent = z.object({
  Records: z.array(
    z.object({
      Sns: z.object({
        MessageId: z.string(),
        Message: z.string(),
        MessageAttributes: z.record(z.string(), z.object({ Type: z.string(), Value: z.string() })).default({}),
      }),
    }),
  ),
});

/** Time to fail by ourselves, so that the alert goes where alerts go that could not be delivered. */
const RESERVE = 5_000;

export const handler = lambda(snsEvent, async ({ Records: records }, { deadline }) => {
  const { WEBHOOK } = readConfig(['WEBHOOK'], process.env);
  const webhook = await readWebhook(WEBHOOK);
  for (const { Sns: message } of records) {
    const alert = alertSchema.parse(JSON.parse(message.Message));
    const payload = slackPayload(alert, message.MessageAttributes['owner']?.Value);
    await post(webhook, JSON.stringify(payload), deadline - RESERVE);
    logger.info('posted', { alert: alert.id, event: alert.event });
  }
  return { posted: records.length };
});
