// The Slack webhook: a secret, read from where it is kept and never logged (G21).
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { oneLine } from '../../lib/text/quote.ts';

const FIVE_MINUTES = 300;
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** The URL that `ssm:/name` or `secretsmanager:name` holds. Throws one line where it holds none or cannot be read; messages never show the value. */
export async function readWebhook(place: string): Promise<URL> {
  const text = await secretAt(place);
  const url = typeof text === 'string' ? URL.parse(text.trim()) : null;
  if (url === null || !isSafe(url)) throw new Error(`\`${place}\` holds no https:// address: store the webhook there as plain text`);
  return url;
}

async function secretAt(place: string): Promise<unknown> {
  const [store, ...rest] = place.split(':');
  const name = rest.join(':');
  try {
    if (store === 'ssm') return await getParameter(name, { decrypt: true, maxAge: FIVE_MINUTES });
    return await getSecret(name, { maxAge: FIVE_MINUTES });
  } catch (error) {
    const reason = error instanceof Error ? oneLine(error.message) : 'no reason is known';
    throw new Error(`cannot read \`${place}\`: ${reason}: store the webhook there, or set \`slackWebhook\` to where it is`, {
      cause: error,
    });
  }
}

/** Plain HTTP would show the secret to the network. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}
