// `doctor --deployment`: whether a deployment has what it needs, one line for each thing, with what to do.

import type { Session } from '../../aws/client/session.ts';
import type { DeploymentLooks, LastExecution, ScheduleState, Subscription } from '../../aws/deployment/deployment.ts';
import type { Look } from '../../aws/deployment/look.ts';
import { readBundle } from '../../baseline/parse/bundle.ts';
import { parseBaseline } from '../../baseline/parse/parse.ts';
import { table } from '../../report/terminal.ts';
import { quoted } from '../../text/quote.ts';
import { print } from '../files/output.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';
import { outputScreen } from '../process/screen.ts';
import { step } from '../process/steps.ts';
import { type DeploymentCheck, unknown } from './deployment-check.ts';
import { type DeploymentPlace, eventChecks } from './doctor-events.ts';

type Environment = Readonly<Record<string, string>>;

/** Looks at a deployment by the name of its stack or of one of its functions. 3: something is wrong, or could not be seen. Throws a Failure where there is none. */
export async function doctorDeployment(named: string, session: Session): Promise<Exit> {
  // The SDK is loaded only where it is needed: it is most of the time that a command takes to start.
  const { withDeployment } = await import('../../aws/deployment/deployment.ts');
  const { account, region } = session;
  const name = named.replace(/-(?:plan|collect|audit|react|conclude|report|slack|watch)$/, '');
  step(`looking at ${name}`);
  const checks = await withDeployment((looks) => checksOf(name, looks, session));
  const rows = checks.map(({ about, result, detail }) => [about, result, detail]);
  print(`deployment ${name} in account ${account}, ${region}\n\n${table(['CHECK', 'RESULT', 'DETAIL'], rows, outputScreen())}\n`);
  return checks.every(({ result }) => result === 'ok' || result === 'off') ? EXIT.done : EXIT.incomplete;
}

async function checksOf(name: string, looks: DeploymentLooks, session: Session): Promise<readonly DeploymentCheck[]> {
  const audit = knownEnvironment(name, await looks.environment(`${name}-audit`));
  const [report, slack, react] = await Promise.all([
    looks.environment(`${name}-report`),
    looks.environment(`${name}-slack`),
    looks.environment(`${name}-react`),
  ]);
  const { EMAIL_TOPIC: email, FINDINGS_TOPIC: findings, BASELINE: baseline } = audit;
  const checks = await Promise.all([
    mailCheck(looks, { about: 'e-mail', topic: email, hears: 'gets the digest', nobody: 'off' }),
    mailCheck(looks, {
      about: 'alarm e-mail',
      topic: email?.replace(/-email$/, '-alarms'),
      hears: 'hears when the auditor fails',
      nobody: 'wrong',
    }),
    slackChecks(looks, slack, findings),
    baselineCheck(looks, baseline),
    looks.schedule(name).then((state) => scheduleCheck('schedule', state)),
    looks.schedule(`${name}-watch`).then((state) => scheduleCheck('watch', state)),
    lastAuditCheck(looks, report),
    eventLines(name, session, { report, react }),
  ]);
  return checks.flat();
}

interface Functions {
  readonly report: Look<Environment>;
  readonly react: Look<Environment>;
}

async function eventLines(name: string, session: Session, { report, react }: Functions): Promise<readonly DeploymentCheck[]> {
  const { withEventLooks } = await import('../../aws/deployment/event-looks.ts');
  const { account, partition, region } = session;
  const audited = report.kind === 'found' ? report.value['REGIONS'] : undefined;
  const regions = react.kind === 'found' ? await regionsOf(session, audited) : undefined;
  const place: DeploymentPlace = { name, account, partition, region, regions };
  return withEventLooks((looks) => eventChecks(place, react, looks));
}

/** The regions that are audited: those that are listed, or all that are enabled. */
async function regionsOf(session: Session, audited: string | undefined): Promise<readonly string[] | undefined> {
  if (audited !== undefined && audited !== 'all') return audited.split(',').map((region) => region.trim());
  const { enabledRegions } = await import('../../aws/collect/regions.ts');
  const enabled = await enabledRegions(session);
  return enabled.status === 'present' ? enabled.value : undefined;
}

/** The environment of the function without which there is no deployment. */
function knownEnvironment(name: string, environment: Look<Environment>): Environment {
  if (environment.kind === 'found') return environment.value;
  if (environment.kind === 'absent')
    throw new Failure(`there is no function ${quoted(`${name}-audit`)}: give the name of the stack, and set AWS_REGION to where it is`);
  const allow = environment.code.startsWith('AccessDenied') ? ': allow lambda:GetFunctionConfiguration on it' : '';
  throw new Failure(`cannot look at ${quoted(`${name}-audit`)}: AWS would not say (${environment.code})${allow}`);
}

interface Mail {
  readonly about: string;
  readonly topic: string | undefined;
  readonly hears: string;
  /** What it means that nobody is subscribed. */
  readonly nobody: 'off' | 'wrong';
}

async function mailCheck(looks: DeploymentLooks, { about, topic, hears, nobody }: Mail): Promise<readonly DeploymentCheck[]> {
  const look = topic === undefined ? ABSENT : await looks.subscriptions(topic);
  if (look.kind === 'absent') return [{ about, result: 'wrong', detail: 'the topic is not there: deploy again' }];
  if (look.kind === 'unknown') return [unknown(about, look.code, 'sns:ListSubscriptionsByTopic')];
  const mails = look.value.filter(({ protocol, state }) => protocol.startsWith('email') && state !== 'deleted');
  if (mails.length === 0)
    return [{ about, result: nobody, detail: `nobody ${hears}: set email in deploy.yml, deploy, and confirm the mail that comes` }];
  return mails.map((mail) => subscriptionCheck(mail, { about, hears, topic }));
}

const ABSENT = { kind: 'absent' } as const;

function subscriptionCheck({ endpoint, protocol, state }: Subscription, { about, hears, topic }: Omit<Mail, 'nobody'>): DeploymentCheck {
  if (state === 'confirmed') return { about, result: 'ok', detail: `${endpoint} ${hears}` };
  const again = `aws sns subscribe --topic-arn ${topic} --protocol ${protocol} --notification-endpoint ${endpoint}`;
  return {
    about,
    result: 'wrong',
    detail: `${endpoint} has not confirmed: follow the link in the mail of AWS, or have it sent again: ${again}`,
  };
}

async function slackChecks(
  looks: DeploymentLooks,
  slack: Look<Environment>,
  topic: string | undefined,
): Promise<readonly DeploymentCheck[]> {
  const about = 'slack';
  if (slack.kind === 'absent') return [{ about, result: 'wrong', detail: 'the function that posts is not there: deploy again' }];
  if (slack.kind === 'unknown') return [unknown(about, slack.code, 'lambda:GetFunctionConfiguration')];
  const { WEBHOOK: place = '' } = slack.value;
  if (place === '') return [{ about, result: 'off', detail: 'set slackWebhook in deploy.yml to post to Slack' }];
  const [secret, listeners] = await Promise.all([looks.holdsWebhook(place), topic === undefined ? ABSENT : looks.subscriptions(topic)]);
  return [secretCheck(place, secret), postCheck(listeners)];
}

function secretCheck(place: string, secret: Look<boolean>): DeploymentCheck {
  const about = 'slack secret';
  if (secret.kind === 'absent') return { about, result: 'wrong', detail: `${place} is not there: store the webhook under that name` };
  if (secret.kind === 'unknown')
    return unknown(about, secret.code, 'ssm:GetParameter, secretsmanager:GetSecretValue, and kms:Decrypt with its key');
  if (!secret.value) return { about, result: 'wrong', detail: `${place} holds no https:// address: store the webhook there as plain text` };
  return { about, result: 'ok', detail: `${place} holds an address` };
}

function postCheck(listeners: Look<readonly Subscription[]>): DeploymentCheck {
  const about = 'slack posts';
  if (listeners.kind === 'unknown') return unknown(about, listeners.code, 'sns:ListSubscriptionsByTopic');
  const posts = listeners.kind === 'found' && listeners.value.some(({ protocol, state }) => protocol === 'lambda' && state === 'confirmed');
  if (posts) return { about, result: 'ok', detail: 'the function hears of findings' };
  return { about, result: 'wrong', detail: 'the function is not subscribed to the topic of findings: deploy again' };
}

async function baselineCheck(looks: DeploymentLooks, place: string | undefined): Promise<readonly DeploymentCheck[]> {
  const about = 'baseline';
  if (place === undefined || place === 'packaged') return [{ about, result: 'ok', detail: 'packaged with the functions' }];
  const look = await looks.publishedBaseline(place);
  if (look.kind === 'absent') return [{ about, result: 'wrong', detail: `nothing is at ${place}: ecr-drift baseline publish ${place}` }];
  if (look.kind === 'unknown') return [unknown(about, look.code, 's3:GetObject and s3:ListBucket, and kms:Decrypt with its key')];
  return [publishedCheck(place, look.value)];
}

function publishedCheck(place: string, bytes: Uint8Array): DeploymentCheck {
  const about = 'baseline';
  const bundle = readBundle(bytes);
  if (bundle.kind === 'problem') return { about, result: 'wrong', detail: `${place} is ${bundle.reason}` };
  const parsed = parseBaseline(place, bundle.files);
  if (parsed.kind === 'baseline') return { about, result: 'ok', detail: `${place} is valid` };
  const [first] = parsed.issues;
  const why = first ? `${first.reason} (${first.at.file}:${first.at.line})` : 'it is empty';
  return { about, result: 'wrong', detail: `${place} is invalid, so no audit judges anything: ${why}` };
}

function scheduleCheck(about: string, look: Look<ScheduleState>): DeploymentCheck {
  if (look.kind === 'absent') return { about, result: 'wrong', detail: 'the schedule is not there: deploy again' };
  if (look.kind === 'unknown') return unknown(about, look.code, 'scheduler:GetSchedule');
  const { enabled, expression, timezone } = look.value;
  if (enabled) return { about, result: 'ok', detail: `${expression} in ${timezone}` };
  return { about, result: 'wrong', detail: 'the schedule is switched off: enable it in EventBridge Scheduler' };
}

async function lastAuditCheck(looks: DeploymentLooks, report: Look<Environment>): Promise<readonly DeploymentCheck[]> {
  const about = 'last audit';
  if (report.kind === 'unknown') return [unknown(about, report.code, 'lambda:GetFunctionConfiguration')];
  const arn = report.kind === 'found' ? report.value['STATE_MACHINE'] : undefined;
  const look = arn === undefined ? undefined : await looks.lastAudit(arn);
  if (look === undefined) return [{ about, result: 'wrong', detail: 'nobody says which state machine audits: deploy again' }];
  if (look.kind === 'absent') return [{ about, result: 'ok', detail: 'none yet: the schedule says when' }];
  if (look.kind === 'unknown') return [unknown(about, look.code, 'states:ListExecutions')];
  return [executionCheck(look.value)];
}

function executionCheck({ status, startedAt }: LastExecution): DeploymentCheck {
  const about = 'last audit';
  const fine = status === 'SUCCEEDED' || status === 'RUNNING';
  if (fine) return { about, result: 'ok', detail: `${status.toLowerCase()}, started at ${startedAt}` };
  return { about, result: 'wrong', detail: `${status.toLowerCase()}, started at ${startedAt}: its execution says why` };
}
