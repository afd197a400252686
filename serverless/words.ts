// What a single word of a parameter may be. Each check gives the reason why a word is refused, or undefined.

import { placeProblem } from '../lib/model/object-place.ts';
import { knownRegions, PARTITIONS, partitionOf } from '../lib/model/regions.ts';
import { SEVERITIES } from '../lib/model/severity.ts';
import { quoted } from '../lib/text/quote.ts';
import { didYouMean, suggestion } from '../lib/text/suggest.ts';
import { readSchedule } from './schedule.ts';

export type Check = (word: string, now: Date) => string | undefined;

const ADDRESS = /^[^\s@<>()[\],;:\\"]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/;

export const address: Check = (word) => (ADDRESS.test(word) ? undefined : `${quoted(word)} is no address such as you@example.com`);

export const onOrOff: Check = (word) => oneOf(word, ['on', 'off']);
export const attribution: Check = (word) => oneOf(word, ['events', 'lookup', 'off']);
export const severity: Check = (word) => oneOf(word, SEVERITIES);

function oneOf(word: string, words: readonly string[]): string | undefined {
  return words.includes(word) ? undefined : `expected ${words.join(', ')}, got ${quoted(word)}${suggestion(word, words)}`;
}

export const schedule: Check = (word, now) => {
  const read = readSchedule(word, now);
  return read.kind === 'problem' ? read.reason : undefined;
};

/** A name of the IANA database; EventBridge Scheduler takes no offsets. */
export const timezone: Check = (word) => {
  const known = /^[+-]/.test(word) ? undefined : canonicalZone(word);
  if (known !== undefined && (known === word || known.toLowerCase() !== word.toLowerCase())) return undefined;
  return `${quoted(word)} is no time zone such as Europe/Berlin${known === undefined ? zoneLike(word) : `: did you mean ${quoted(known)}?`}`;
};

function canonicalZone(word: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: word }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const LONGEST_ZONE = 40;

function zoneLike(word: string): string {
  if (word.length > LONGEST_ZONE) return '';
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  const city = zones.find((zone) => zone.toLowerCase().endsWith(`/${word.toLowerCase()}`));
  return city === undefined ? didYouMean(word, zones) : `: did you mean ${quoted(city)}?`;
}

export const hours: Check = (word) =>
  word === 'auto' || /^[1-9]\d{0,4}$/.test(word) ? undefined : `${quoted(word)} is neither \`auto\` nor a whole number of hours`;

export const region: Check = (word) => {
  if (partitionOf(word) !== undefined) return undefined;
  const near = suggestion(word, PARTITIONS.flatMap(knownRegions));
  const newer = /^[a-z]{2,4}(-[a-z]+)+-\d$/.test(word) ? ' (a newer one goes into lib/model/regions.ts first)' : '';
  return `${quoted(word)} is no region that this version knows${newer}${near}`;
};

export const account: Check = (word) =>
  word === 'this' || /^\d{12}$/.test(word) ? undefined : `${quoted(word)} is neither \`this\` nor an account id of 12 digits`;

export const roleName: Check = (word) => {
  if (word.startsWith('arn:')) return 'give the name of the role alone: its ARN differs from account to account';
  return /^(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/.test(word)
    ? undefined
    : `${quoted(word)} is no name of a role: 64 letters, digits or +=,.@-`;
};

export const externalId: Check = (word) =>
  /^[\w+=,.@:/-]{2,1224}$/.test(word) ? undefined : 'an external id has 2 to 1224 letters, digits or +=,.@:/-';

/** The value is not repeated: it may be the webhook, which is a secret (G21). */
export const webhookPlace: Check = (word) => {
  if (/^ssm:\/?[\w.-]+(?:\/[\w.-]+)*$|^secretsmanager:[\w/+=.@-]+$/.test(word)) return undefined;
  const [, store = ''] = /^(\w{2,20}):(?!\/\/)/.exec(word) ?? [];
  const near = store === '' || store === 'ssm' ? '' : suggestion(store, ['ssm', 'secretsmanager']);
  return `use ssm:/name or secretsmanager:name, never the webhook itself${near}`;
};

export const baselinePlace: Check = (word) => {
  if (word === 'packaged') return undefined;
  if (!word.startsWith('s3://')) return `${quoted(word)} is neither \`packaged\` nor s3://bucket/key${suggestion(word, ['packaged'])}`;
  const problem = placeProblem(word);
  return problem && `${quoted(word)}: ${problem}`;
};

const BUCKET = /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export const bucketName: Check = (word) =>
  BUCKET.test(word) ? undefined : `${quoted(word)} is no name of a bucket: 3 to 63 lower-case letters, digits, dots or hyphens`;

const KEY = /^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export const keyArn: Check = (word) => {
  if (KEY.test(word)) return undefined;
  if (/(?:^|:)alias\//.test(word)) return `${quoted(word)} is an alias: give the ARN of the key that \`aws kms describe-key\` shows`;
  return `${quoted(word)} is no ARN of a key: arn:aws:kms:REGION:ACCOUNT:key/ID`;
};

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const RETENTIONS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

export const retention: Check = (word) => {
  const days = Number(word);
  if (!/^\d+$/.test(word)) return `${quoted(word)} is no number of days`;
  if (RETENTIONS.includes(days)) return undefined;
  const near = [RETENTIONS.findLast((each) => each < days), RETENTIONS.find((each) => each > days)].filter((each) => each !== undefined);
  return `CloudWatch keeps no logs for ${quoted(word)} days: use ${near.join(' or ')}`;
};
