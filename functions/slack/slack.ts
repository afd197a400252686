// From the findings topic to Slack.
import * as z from 'zod';
import { readConfig } from '../../lib/config.ts';
import { alertSchema } from '../../lib/notify/schema.ts';
import { type AlertWords, slackPayload } from '../../lib/notify/slack.ts';
import { DRY_NOTE, isDry } from '../runtime/dry.ts';
import { dry } from '../runtime/events.ts';
import { lambda, logger } from '../runtime/handler.ts';
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
  dry,
});

/** Time to fail by ourselves, so that the alert goes where alerts go that could not be delivered. */
const RESERVE = 5_000;

export const handler = lambda(snsEvent, async (event, { deadline }) => {
  const posts = event.Records.map(({ Sns: message }) => postOf(message));
  if (isDry(event)) return { posted: 0, dry: true, payloads: posts.map(({ payload }) => payload), note: DRY_NOTE };
  const { WEBHOOK } = readConfig(['WEBHOOK'], process.env);
  const webhook = await readWebhook(WEBHOOK);
  for (const { alert, payload } of posts) {
    await post(webhook, JSON.stringify(payload), deadline - RESERVE);
    logger.info('posted', { alert: alert.id, event: alert.event });
  }
  return { posted: posts.length };
});

type SnsMessage = z.output<typeof snsEvent>['Records'][number]['Sns'];

function postOf({ MessageId: id, Message: body, MessageAttributes: attributes }: SnsMessage) {
  const parsed = alertSchema.safeParse(jsonIn(body));
  if (!parsed.success) throw new Error(`message ${id} of the topic is no alert: subscribe the function to the findings topic alone`);
  return { alert: parsed.data, payload: slackPayload(parsed.data, wordsIn(attributes)) };
}

function wordsIn({ owner, headline, read, who }: SnsMessage['MessageAttributes']): AlertWords {
  return { owner: owner?.Value, headline: headline?.Value, read: read?.Value, who: who?.Value };
}

/** Undefined, which is no alert, where the body is no JSON. */
function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
