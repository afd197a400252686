// The Slack webhook: a secret, read from where it is kept and never logged (G21).
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';

const FIVE_MINUTES = 300;
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** The URL that `ssm:/name` or `secretsmanager:name` holds. Throws where it holds none; messages never show the value. */
export async function readWebhook(place: string): Promise<URL> {
  const [store, ...rest] = place.split(':');
  const name = rest.join(':');
  const text =
    store === 'ssm' ? await getParameter(name, { decrypt: true, maxAge: FIVE_MINUTES }) : await getSecret(name, { maxAge: FIVE_MINUTES });
  const url = typeof text === 'string' ? URL.parse(text.trim()) : null;
  if (url === null || !isSafe(url)) throw new Error(`\`${place}\` holds no https:// address: store the webhook there as plain text`);
  return url;
}

/** Plain HTTP would show the secret to the network. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}
