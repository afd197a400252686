// The part of `doctor --deployment` about events: whether a write is heard of, from the trail to the function.
import type { EventLooks, MappingState, QueueState, RuleState } from '../../aws/deployment/event-looks.ts';
import type { Look } from '../../aws/deployment/look.ts';
import { eventPatternOf, isPatternText } from '../../events/pattern.ts';
import type { WriteService } from '../../events/writes.ts';
import { homeRegionOf } from '../../model/regions.ts';
import { counted } from '../../text/quote.ts';
import { type DeploymentCheck, unknown } from './deployment-check.ts';
import { forwardCheck, forwardsOf, regionsCheck } from './doctor-forwards.ts';
import { trailCheck } from './doctor-trail.ts';

/** Where a deployment is, and what it audits. */
export interface DeploymentPlace {
  readonly name: string;
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  /** The enabled ones among those that are audited; undefined where AWS would not say. */
  readonly regions: readonly string[] | undefined;
}

const IDENTITY: readonly WriteService[] = ['iam', 'organizations'];
const ALL: readonly WriteService[] = ['ecr', ...IDENTITY];

/** A line for each thing that a change passes on its way, or one where events are off. */
export async function eventChecks(place: DeploymentPlace, react: Look<unknown>, looks: EventLooks): Promise<readonly DeploymentCheck[]> {
  const about = 'events';
  if (react.kind === 'absent')
    return [{ about, result: 'off', detail: 'changes are found by the schedule alone: set events: on in deploy.yml, and deploy' }];
  if (react.kind === 'unknown') return [unknown(about, react.code, 'lambda:GetFunctionConfiguration')];
  const { name, region, partition } = place;
  const home = homeRegionOf(partition);
  const checks = await Promise.all([
    looks.trails(region).then((trails) => trailCheck({ about: 'trail', region, services: ['ecr'] }, trails)),
    ruleLine(place, looks, { about: 'ECR events', ending: 'ecr-writes', services: ['ecr'] }),
    identityChecks(place, looks, home),
    ruleLine(place, looks, { about: 'forwarded', ending: 'forwarded-writes', services: ALL, bus: name }),
    otherRegionsCheck(place, looks),
    looks.queue(`${name}-events`).then((queue) => queueCheck(place, queue)),
    looks.mappings(`${name}-react`).then(mappingCheck),
    looks.queue(`${name}-unhandled-events`).then(deadLetterCheck),
  ]);
  return checks.flat();
}

interface Rule {
  readonly about: string;
  readonly ending: string;
  readonly services: readonly WriteService[];
  readonly bus?: string;
}

async function ruleLine(place: DeploymentPlace, looks: EventLooks, { about, ending, services, bus }: Rule): Promise<DeploymentCheck> {
  const { region } = place;
  const name = `${place.name}-${ending}`;
  const look = await looks.rule({ region, name, ...(bus === undefined ? {} : { bus }) });
  if (look.kind === 'absent') return { about, result: 'wrong', detail: `the rule ${name} is not there: deploy again` };
  if (look.kind === 'unknown') return unknown(about, look.code, `events:DescribeRule and events:ListTargetsByRule in ${region}`);
  const trouble = ruleTrouble(look.value, { name, region, target: queueArn(place), services, bus });
  return trouble === undefined
    ? { about, result: 'ok', detail: `the rule ${name} tells the queue` }
    : { about, result: 'wrong', detail: trouble };
}

interface Expected {
  readonly name: string;
  readonly region: string;
  readonly target: string;
  readonly services: readonly WriteService[];
  readonly bus: string | undefined;
}

function ruleTrouble({ enabled, pattern, targets }: RuleState, { name, region, target, services, bus }: Expected): string | undefined {
  const onBus = bus === undefined ? '' : ` --event-bus-name ${bus}`;
  if (!enabled) return `the rule ${name} is switched off: aws events enable-rule --name ${name}${onBus} --region ${region}`;
  if (!isPatternText(pattern, eventPatternOf(services)))
    return `the rule ${name} has another pattern than this version gives it: deploy again`;
  return targets.includes(target) ? undefined : `the rule ${name} does not tell the queue: deploy again`;
}

/** IAM and Organizations are recorded in one region: a rule of the deployment is there, or one that forwards to it. */
async function identityChecks(place: DeploymentPlace, looks: EventLooks, home: string | undefined): Promise<readonly DeploymentCheck[]> {
  const about = 'IAM events';
  if (home === undefined)
    return [{ about, result: 'unknown', detail: `nobody here knows where ${place.partition} records IAM: update ecr-drift` }];
  const trail = looks.trails(home).then((trails) => trailCheck({ about: 'IAM trail', region: home, services: IDENTITY }, trails));
  const rule =
    home === place.region
      ? ruleLine(place, looks, { about, ending: 'identity-writes', services: IDENTITY })
      : forwardsOf(looks, busArn(place), home).then((forwards) => forwardCheck({ about, region: home, bus: busArn(place) }, forwards));
  return Promise.all([trail, rule]);
}

async function otherRegionsCheck(place: DeploymentPlace, looks: EventLooks): Promise<DeploymentCheck> {
  const about = 'regions';
  if (place.regions === undefined)
    return { about, result: 'unknown', detail: 'AWS would not say which regions are enabled: allow account:ListRegions' };
  const others = place.regions.filter((region) => region !== place.region);
  const forwards = await Promise.all(others.map(async (region) => ({ region, forwards: await forwardsOf(looks, busArn(place), region) })));
  return regionsCheck({ about, bus: busArn(place) }, forwards);
}

function queueCheck(place: DeploymentPlace, look: Look<QueueState>): DeploymentCheck {
  const about = 'event queue';
  if (look.kind === 'absent') return { about, result: 'wrong', detail: 'the queue is not there: deploy again' };
  if (look.kind === 'unknown') return unknown(about, look.code, 'sqs:GetQueueUrl and sqs:GetQueueAttributes');
  const { name, partition, region, account } = place;
  const rules = [
    `${name}-ecr-writes`,
    `${name}/${name}-forwarded-writes`,
    ...(homeRegionOf(partition) === region ? [`${name}-identity-writes`] : []),
  ];
  const arns = rules.map((rule) => `arn:${partition}:events:${region}:${account}:rule/${rule}`);
  const { policy = '', messages } = look.value;
  const lets = policy.includes('events.amazonaws.com') && arns.every((arn) => policy.includes(`"${arn}"`));
  if (!lets) return { about, result: 'wrong', detail: 'its policy does not let the rules put events into it: deploy again' };
  return {
    about,
    result: 'ok',
    detail:
      messages === 0 ? 'takes events of the rules; none is waiting' : `takes events of the rules; ${counted(messages, 'event')} waiting`,
  };
}

function mappingCheck(look: Look<readonly MappingState[]>): DeploymentCheck {
  const about = 'event intake';
  if (look.kind === 'unknown') return unknown(about, look.code, 'lambda:ListEventSourceMappings');
  const [mapping] = look.kind === 'found' ? look.value : [];
  if (mapping === undefined) return { about, result: 'wrong', detail: 'nothing takes events from the queue: deploy again' };
  const { id, state, lastResult = '' } = mapping;
  if (!STARTED.includes(state))
    return {
      about,
      result: 'wrong',
      detail: `it is ${state.toLowerCase()}: aws lambda update-event-source-mapping --uuid ${id} --enabled`,
    };
  if (lastResult.startsWith('PROBLEM')) return { about, result: 'wrong', detail: `Lambda says ${lastResult}: the log of react says more` };
  return { about, result: 'ok', detail: 'react takes events from the queue' };
}

const STARTED: readonly string[] = ['Enabled', 'Enabling', 'Creating', 'Updating'];

function deadLetterCheck(look: Look<QueueState>): DeploymentCheck {
  const about = 'unhandled';
  if (look.kind === 'absent')
    return { about, result: 'wrong', detail: 'the queue for what nobody could look at is not there: deploy again' };
  if (look.kind === 'unknown') return unknown(about, look.code, 'sqs:GetQueueUrl and sqs:GetQueueAttributes');
  const { messages } = look.value;
  if (messages === 0) return { about, result: 'ok', detail: 'no event was left over' };
  return { about, result: 'wrong', detail: `${counted(messages, 'event')} left over: docs/deploy.md (Events that nobody could look at)` };
}

function queueArn({ name, account, partition, region }: DeploymentPlace): string {
  return `arn:${partition}:sqs:${region}:${account}:${name}-events`;
}

function busArn({ name, account, partition, region }: DeploymentPlace): string {
  return `arn:${partition}:events:${region}:${account}:event-bus/${name}`;
}
