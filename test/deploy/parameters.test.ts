// Every wrong parameter of a deployment, and the line that says so.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { linesOf, validateDeployment, type Wanted } from '../../serverless/validate.ts';

const NOW = new Date('2026-11-21T20:00:00Z');
const KEY = 'arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555';

function validated(wanted: Partial<Wanted>) {
  const region = { option: undefined, environment: undefined };
  return validateDeployment({ service: 'ecr-drift', stage: 'prod', region, file: '', params: [], now: NOW, ...wanted });
}

const problemsIn = (...params: readonly string[]) => validated({ params }).problems;
const problemsOf = (file: string, stage = 'prod') => validated({ file, stage }).problems;

describe('a deployment is refused where', () => {
  test.each<readonly [string, string, string]>([
    ['a name is misspelt', 'emial=you@example.com', 'there is no parameter `emial`: did you mean `email`? (--param)'],
    ['a name is in the wrong case', 'slackwebhook=ssm:/a', 'there is no parameter `slackwebhook`: did you mean `slackWebhook`? (--param)'],
    ['a name is nobody’s', 'colour=red', 'there is no parameter `colour` (--param)'],
    ['a parameter has no value', 'email', 'expected name=value, got `email` (--param)'],
    ['a parameter has an empty value', 'email=', 'email: the value is empty: leave it out, or change deploy.yml (--param)'],
    ['an address has no domain', 'email=you@example', 'email: `you@example` is no address such as you@example.com (--param)'],
    ['two addresses are one', 'email=a@b.io,c@d.io', 'email: `a@b.io,c@d.io` is no address such as you@example.com (--param)'],
    ['the other address is none', 'alarmEmail=oncall', 'alarmEmail: `oncall` is no address such as you@example.com (--param)'],
    [
      'the webhook itself is given, which is not repeated',
      'slackWebhook=https://hooks.slack.com/services/T0/B0/secret',
      'slackWebhook: use ssm:/name or secretsmanager:name, never the webhook itself (--param)',
    ],
    [
      'the store of the webhook is misspelt',
      'slackWebhook=secretmanager:team/slack',
      'slackWebhook: use ssm:/name or secretsmanager:name, never the webhook itself: did you mean `secretsmanager`? (--param)',
    ],
    [
      'the webhook has no name',
      'slackWebhook=ssm:',
      'slackWebhook: use ssm:/name or secretsmanager:name, never the webhook itself (--param)',
    ],
    ['a switch is neither on nor off', 'chat=onn', 'chat: expected on, off, got `onn`: did you mean `on`? (--param)'],
    ['the switch of Security Hub is neither', 'securityHub=yes', 'securityHub: expected on, off, got `yes` (--param)'],
    ['the other switch is neither', 'tracing=true', 'tracing: expected on, off, got `true` (--param)'],
    ['the switch of events is neither', 'events=offf', 'events: expected on, off, got `offf`: did you mean `off`? (--param)'],
    [
      'the way to attribute is misspelt',
      'attribution=lokup',
      'attribution: expected events, lookup, off, got `lokup`: did you mean `lookup`? (--param)',
    ],
    [
      'a severity is misspelt',
      'minimumSeverity=hihg',
      'minimumSeverity: expected info, low, medium, high, critical, got `hihg`: did you mean `high`? (--param)',
    ],
    [
      'a region is misspelt',
      'regions=eu-west1',
      'regions: `eu-west1` is no region that this version knows: did you mean `eu-west-1`? (--param)',
    ],
    [
      'a region is newer than the product',
      'regions=mars-north-1',
      'regions: `mars-north-1` is no region that this version knows (a newer one goes into lib/model/regions.ts first): did you mean `eu-north-1`? (--param)',
    ],
    ['a region is there twice', 'regions=eu-west-1, eu-west-1', 'regions: `eu-west-1` is there twice (--param)'],
    ['all regions and one are meant', 'regions=all,eu-west-1', 'regions: `all` stands alone (--param)'],
    ['a part is empty', 'regions=eu-west-1,,us-east-1', 'regions: a part is empty (--param)'],
    [
      'a region is in another partition',
      'regions=cn-north-1',
      'regions: `cn-north-1` is in another partition than us-east-1, where this is deployed',
    ],
    ['an account id is too short', 'accounts=this,22', 'accounts: `22` is neither `this` nor an account id of 12 digits (--param)'],
    ['this account is there twice', 'accounts=this,this', 'accounts: `this` is there twice (--param)'],
    [
      'other accounts are read without an external id',
      'accounts=this,222222222222',
      'externalId: missing, and account `222222222222` is read through a role that asks for one: choose it, and give it to serverless/reader-role.yml too',
    ],
    ['an external id is too short', 'externalId=x', 'externalId: an external id has 2 to 1224 letters, digits or +=,.@:/- (--param)'],
    ['an external id has a blank', 'externalId=a b', 'externalId: an external id has 2 to 1224 letters, digits or +=,.@:/- (--param)'],
    [
      'the role in other accounts is an ARN',
      'readerRole=arn:aws:iam::222222222222:role/reader',
      'readerRole: give the name of the role alone: its ARN differs from account to account (--param)',
    ],
    ['the name of that role is none', 'readerRole=a b', 'readerRole: `a b` is no name of a role: 64 letters, digits or +=,.@- (--param)'],
    [
      'the baseline is at a web address',
      'baseline=https://example.com/a',
      'baseline: `https://example.com/a` is neither `packaged` nor s3://bucket/key (--param)',
    ],
    [
      'the word for the packaged baseline is misspelt',
      'baseline=packged',
      'baseline: `packged` is neither `packaged` nor s3://bucket/key: did you mean `packaged`? (--param)',
    ],
    [
      'the bucket of the baseline has no such name',
      'baseline=s3://Baselines/a.json',
      'baseline: `s3://Baselines/a.json`: a bucket has a name of 3 to 63 lower-case letters, digits, dots or hyphens (--param)',
    ],
    [
      'the key of the baseline is a pattern',
      'baseline=s3://baselines/*',
      'baseline: `s3://baselines/*`: its key may have letters, digits and `_!.()/=+@,:-`, at most 1024 of them, and no blanks (--param)',
    ],
    [
      'a key is an alias',
      'slackKey=arn:aws:kms:us-east-1:111111111111:alias/slack',
      'slackKey: `arn:aws:kms:us-east-1:111111111111:alias/slack` is an alias: give the ARN of the key that `aws kms describe-key` shows (--param)',
    ],
    ['a key is no ARN', 'baselineKey=1234', 'baselineKey: `1234` is no ARN of a key: arn:aws:kms:REGION:ACCOUNT:key/ID (--param)'],
    ['a key encrypts no webhook', `slackKey=${KEY}`, 'slackKey: there is no slackWebhook that could be encrypted under it'],
    ['a key encrypts no object', `baselineKey=${KEY}`, 'baselineKey: the packaged baseline is encrypted under no key: use s3://bucket/key'],
    [
      'the bucket for access logs is an ARN',
      'accessLogs=arn:aws:s3:::logs',
      'accessLogs: `arn:aws:s3:::logs` is no name of a bucket: 3 to 63 lower-case letters, digits, dots or hyphens (--param)',
    ],
    [
      'logs are kept for a number that CloudWatch does not know',
      'logRetention=31',
      'logRetention: CloudWatch keeps no logs for `31` days: use 30 or 60 (--param)',
    ],
    ['logs are kept for no time', 'logRetention=0', 'logRetention: CloudWatch keeps no logs for `0` days: use 1 (--param)'],
    ['logs are kept for a word', 'logRetention=month', 'logRetention: `month` is no number of days (--param)'],
    [
      'a time zone is a city',
      'timezone=Berlin',
      'timezone: `Berlin` is no time zone such as Europe/Berlin: did you mean `Europe/Berlin`? (--param)',
    ],
    [
      'a time zone is misspelt',
      'timezone=Europe/Berln',
      'timezone: `Europe/Berln` is no time zone such as Europe/Berlin: did you mean `Europe/Berlin`? (--param)',
    ],
    [
      'a time zone is in the wrong case',
      'timezone=europe/berlin',
      'timezone: `europe/berlin` is no time zone such as Europe/Berlin: did you mean `Europe/Berlin`? (--param)',
    ],
    ['a time zone is an offset', 'timezone=+01:00', 'timezone: `+01:00` is no time zone such as Europe/Berlin (--param)'],
    ['the hours of silence are a word', 'silentHours=soon', 'silentHours: `soon` is neither `auto` nor a whole number of hours (--param)'],
    ['the hours of silence are none', 'silentHours=0', 'silentHours: `0` is neither `auto` nor a whole number of hours (--param)'],
    [
      'the alarm would come before the next audit',
      'silentHours=24',
      'silentHours: `24` is not more than the 24 hours between two audits of `rate(1 day)`',
    ],
    [
      'the region of the deployment is unknown',
      'region=eu-wset-1',
      'region: `eu-wset-1` is no region that this version knows (a newer one goes into lib/model/regions.ts first): did you mean `eu-west-1`? (--param)',
    ],
  ])('%s', (_, param, line) => {
    expect(problemsIn(param)).toEqual([line]);
  });

  test.each<readonly [string, string]>([
    ['every day', 'expected rate(...), cron(...) or at(...), got `every day`'],
    ['corn(0 6 * * ? *)', 'expected rate(...), cron(...) or at(...), got `corn(0 6 * * ? *)`: did you mean `cron`?'],
    ['rate(1day)', 'rate takes a number and a unit, such as rate(6 hours), got `1day`'],
    ['rate(0 days)', 'rate takes a whole number from 1, got `0`'],
    ['rate(1.5 hours)', 'rate takes a whole number from 1, got `1.5`'],
    ['rate(2 weeks)', 'rate takes minutes, hours or days, got `weeks`'],
    ['rate(2 hour s)', 'rate takes a number and a unit, such as rate(6 hours), got `2 hour s`'],
    ['cron(0 6 * * *)', 'cron takes six fields, minutes hours day-of-month month day-of-week year, and this has 5'],
    ['cron(0 6 * * * *)', 'exactly one of day of month and day of week is `?`'],
    ['cron(0 6 ? * ? *)', 'exactly one of day of month and day of week is `?`'],
    ['cron(60 6 * * ? *)', 'the field minutes goes from 0 to 59, not to `60`'],
    ['cron(0 24 * * ? *)', 'the field hours goes from 0 to 23, not to `24`'],
    ['cron(0 6 0 * ? *)', 'the field day of month goes from 1 to 31, not to `0`'],
    ['cron(0 6 32 * ? *)', 'the field day of month goes from 1 to 31, not to `32`'],
    ['cron(0 6 1 13 ? *)', 'the field month goes from 1 to 12, not to `13`'],
    ['cron(0 6 1 JANU ? *)', 'the field month cannot be `JANU`: did you mean `JAN`?'],
    ['cron(0 6 ? * 0 *)', 'the field day of week goes from 1 to 7, not to `0`'],
    ['cron(0 6 ? * MON-SUN *)', 'the field day of week runs backwards: `MON-SUN`'],
    ['cron(0 6 ? * MON#6 *)', 'the field day of week has no 6th such day of a month'],
    ['cron(? 6 1 * ? *)', 'the field minutes cannot be `?`'],
    ['cron(0 6 1 ? * *)', 'the field month cannot be `?`'],
    ['cron(L 6 1 * ? *)', 'the field minutes cannot be `L`'],
    ['cron(0/0 6 1 * ? *)', 'the field minutes cannot go in steps of `0`'],
    ['cron(0, 6 1 * ? *)', 'the field minutes cannot be ``'],
    ['cron(*-5 6 1 * ? *)', 'the field minutes cannot be `*-5`'],
    ['cron(0 6 1 * ? 1969)', 'the field year goes from 1970 to 2199, not to `1969`'],
    ['cron(0 6 30 2 ? *)', 'this cron expression never comes: no such day in the next nine years'],
    ['cron(0 6 1 1 ? 2020)', 'this cron expression never comes: no such day in the next nine years'],
    ['at(tomorrow)', 'at takes a date and a time, such as at(2027-01-31T06:00:00), got `tomorrow`'],
    ['at(2027-02-30T06:00:00)', 'there is no such time: `2027-02-30T06:00:00`'],
  ])('the schedule is %s', (expression, line) => {
    expect(problemsIn(`schedule=${expression}`)).toEqual([`schedule: ${line} (--param)`]);
  });

  test.each<readonly [string, string, string]>([
    ['capitals', 'Prod', 'stage: `Prod` is no name for a bucket: use lower-case letters, digits and hyphens between them (--stage)'],
    [
      'a hyphen at its end',
      'prod-',
      'stage: `prod-` is no name for a bucket: use lower-case letters, digits and hyphens between them (--stage)',
    ],
    [
      'too many letters',
      'a'.repeat(31),
      `stage: \`${'a'.repeat(31)}\` is 1 too long for the names of bucket and roles in us-east-1 (--stage)`,
    ],
  ])('the stage has %s', (_, stage, line) => {
    expect(validated({ stage }).problems).toEqual([line]);
  });

  test('the region on the command line, or of the environment, is none', () => {
    const line = 'region: `eu-west` is no region that this version knows: did you mean `eu-west-1`? (--region or AWS_REGION)';
    expect(validated({ region: { option: 'eu-west', environment: undefined } }).problems).toEqual([line]);
    expect(validated({ region: { option: undefined, environment: 'eu-west' } }).problems).toEqual([line]);
  });

  test('a parameter is given twice', () => {
    expect(problemsIn('email=a@example.com', 'email=b@example.com')).toEqual(['email: given twice (--param)']);
  });

  test('the key of the webhook is not where the webhook is read', () => {
    const params = ['slackWebhook=ssm:/slack', `slackKey=${KEY}`, 'region=eu-west-1'];
    expect(problemsIn(...params)).toEqual(['slackKey: the key is in us-east-1, and the webhook is read in eu-west-1']);
  });

  test('a schedule comes once, and nobody says when silence is an alarm', () => {
    const line = 'silentHours: the schedule comes only once, so say after how many hours an alarm is due';
    expect(problemsIn('schedule=at(2027-01-31T06:00:00)')).toEqual([line]);
    expect(problemsIn('schedule=cron(0 6 1 1 ? 2030)')).toEqual([line]);
    expect(problemsIn('schedule=at(2027-01-31T06:00:00)', 'silentHours=2000')).toEqual([]);
  });
});

describe('deploy.yml', () => {
  test.each<readonly [string, string, string]>([
    ['a misspelt name', '# who\nemial: you@example.com', 'there is no parameter `emial`: did you mean `email`? (deploy.yml:2)'],
    ['a misspelt `stages`', 'stage:\n  dev: {}', 'there is no parameter `stage`: did you mean `stages`? (deploy.yml:1)'],
    [
      'an account id without quotes',
      'accounts: [this, 222222222222]',
      'accounts: put `222222222222` in quotes, or YAML reads a number (deploy.yml:1)',
    ],
    [
      'an account id that begins with a zero',
      'accounts:\n  - 012345678901',
      'accounts: put `012345678901` in quotes, or YAML reads a number (deploy.yml:1)',
    ],
    [
      'one account id that is a number',
      'accounts: 222222222222',
      'accounts: put `222222222222` in quotes, or YAML reads a number (deploy.yml:1)',
    ],
    ['a list inside of a list', "accounts: [[this, '222222222222']]", 'accounts: expected text, got a list (deploy.yml:1)'],
    ['an empty list', 'accounts: []', 'accounts: the list is empty (deploy.yml:1)'],
    ['an empty part', "accounts: [this, '']", 'accounts: a part is empty (deploy.yml:1)'],
    ['a list where one value goes', 'email: [a@example.com]', 'email: takes one value, not a list (deploy.yml:1)'],
    ['a switch that is true', 'chat: true', 'chat: expected text, got `true`: write it as words, such as on or off (deploy.yml:1)'],
    ['an object where text goes', 'schedule: { rate: 1 }', 'schedule: expected text, got an object (deploy.yml:1)'],
    ['a name twice', 'email: a@example.com\nemail: b@example.com', 'the key `email` is given twice (deploy.yml:2)'],
    ['a list at its top', '- email', 'expected lines such as `email: you@example.com` (deploy.yml:1)'],
    ['two documents', 'chat: off\n---\nchat: on', 'one document is enough (deploy.yml:3)'],
    ['a mistake in another stage', 'stages:\n  dev:\n    chat: maybe', 'chat: expected on, off, got `maybe` (deploy.yml:3)'],
    ['a stage that is text', 'stages:\n  dev: on', 'stages: expected parameters below `dev` (deploy.yml:2)'],
  ])('is refused with %s', (_, file, line) => {
    expect(problemsOf(file)).toContain(line);
  });

  test('is refused where it is no YAML, with the line', () => {
    expect(problemsOf('email: a@example.com\nregions: [')).toEqual([expect.stringMatching(/ \(deploy\.yml:[23]\)$/)]);
  });

  test('takes lists and numbers as YAML has them', () => {
    const file =
      "accounts: [this, '222222222222']\nexternalId: audit-4711\nregions:\n  - eu-west-1\n  - us-east-1\nlogRetention: 90\nsilentHours: 48\n";
    const { values, problems } = validated({ file });
    expect(problems).toEqual([]);
    expect(values).toMatchObject({
      accounts: 'this,222222222222',
      regions: 'eu-west-1,us-east-1',
      logRetention: '90',
      silentHours: '48',
    });
  });

  test('says what holds everywhere, then for one stage; --param overrides both', () => {
    const file = 'email: all@example.com\nchat: on\nstages:\n  dev:\n    email: dev@example.com\n    schedule: rate(6 hours)\n';
    expect(validated({ file }).values).toMatchObject({ email: 'all@example.com', chat: 'on', schedule: 'rate(1 day)' });
    expect(validated({ file, stage: 'dev' }).values).toMatchObject({ email: 'dev@example.com', chat: 'on', schedule: 'rate(6 hours)' });
    const params = ['email=me@example.com'];
    expect(validated({ file, stage: 'dev', params }).values).toMatchObject({ email: 'me@example.com', schedule: 'rate(6 hours)' });
  });

  test('leaves the defaults where it says nothing, or says so', () => {
    const { values, problems } = validated({ file: 'email:\nschedule: ~\n' });
    expect(problems).toEqual([]);
    expect(values).toEqual(validated({}).values);
  });

  test('as it comes with the product deploys the defaults, and so does each line that it has commented out', () => {
    const text = readFileSync(new URL('../../deploy.yml', import.meta.url), 'utf8');
    const { values, problems } = validated({ file: text });
    expect({ values, problems }).toEqual({ values: validated({}).values, problems: [] });
    const lines = text.split('\n').filter((line) => /^# \w+: \S/.test(line) && !line.startsWith('# stages'));
    const told = validated({ file: lines.map((line) => line.slice(2)).join('\n') });
    expect(told.problems).toEqual(['baselineKey: the packaged baseline is encrypted under no key: use s3://bucket/key']);
  });
});

test('mistakes are told all at once, the first ten and how many more', () => {
  const params = Array.from({ length: 13 }, (_, at) => `nothing${at}=1`);
  const lines = linesOf(problemsIn(...params)).split('\n');
  expect(lines).toHaveLength(11);
  expect(lines.at(-1)).toBe('and 3 more');
});

test('what strangers wrote into a parameter prints as one line', () => {
  const { problems } = validated({ file: '"emai\\nl\\u202e": x', params: ['chat=o\nn'] });
  expect(problems).toHaveLength(2);
  expect(linesOf(problems)).toMatch(/^.*\n.*$/);
});
