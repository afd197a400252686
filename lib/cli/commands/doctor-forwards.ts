// The part of `doctor --deployment` about other regions: whether the rules of serverless/events.yml tell the bus of the deployment.
import type { EventLooks, RuleState } from '../../aws/deployment/event-looks.ts';
import type { Look } from '../../aws/deployment/look.ts';
import { eventPatternOf, isPatternText } from '../../events/pattern.ts';
import type { WriteService } from '../../events/writes.ts';
import { type DeploymentCheck, unknown } from './deployment-check.ts';

/** The rules of a region that tell the bus of the deployment. */
export type Forwards = Look<readonly RuleState[]>;

/** Whether the writes of these services are told: `old` by a rule with another pattern, or one that is switched off. */
type Telling = 'told' | 'old' | 'silent';

/** Asks for the rules on the default bus of a region that tell `bus`. A rule that is gone meanwhile is none. */
export async function forwardsOf(looks: EventLooks, bus: string, region: string): Promise<Forwards> {
  const names = await looks.rulesTelling(region, bus);
  if (names.kind !== 'found') return names.kind === 'absent' ? { kind: 'found', value: [] } : names;
  const rules = await Promise.all(names.value.map((name) => looks.rule({ region, name })));
  const refused = rules.find((rule) => rule.kind === 'unknown');
  return refused ?? { kind: 'found', value: rules.flatMap((rule) => (rule.kind === 'found' ? rule.value : [])) };
}

function tellingOf(rules: readonly RuleState[], services: readonly WriteService[]): Telling {
  const pattern = eventPatternOf(services);
  if (rules.some((rule) => rule.enabled && isPatternText(rule.pattern, pattern))) return 'told';
  const isAbout = (rule: RuleState) => services.some((service) => rule.pattern.includes(`"aws.${service}"`));
  return rules.some(isAbout) ? 'old' : 'silent';
}

interface Home {
  readonly about: string;
  readonly region: string;
  readonly bus: string;
}

/** The line about IAM and Organizations, where they are recorded in another region than that of the deployment. */
export function forwardCheck({ about, region, bus }: Home, forwards: Forwards): DeploymentCheck {
  if (forwards.kind !== 'found') return refusal(about, forwards, region);
  const telling = tellingOf(forwards.value, ['iam', 'organizations']);
  if (telling === 'told') return { about, result: 'ok', detail: `${region}, where they are recorded, tells of them` };
  const what = telling === 'old' ? 'its rule is switched off, or of another version' : 'nothing there tells of them';
  return { about, result: 'wrong', detail: `they are recorded in ${region}, and ${what}: ${deployCommand(region, bus)}` };
}

interface Others {
  readonly about: string;
  readonly bus: string;
}

/** One line about ECR in all other regions that are audited; one that is not connected is no mistake. */
export function regionsCheck(
  { about, bus }: Others,
  regions: readonly { readonly region: string; readonly forwards: Forwards }[],
): DeploymentCheck {
  for (const { region, forwards } of regions) if (forwards.kind !== 'found') return refusal(about, forwards, region);
  const tellings = regions.map(({ region, forwards }) => ({
    region,
    telling: tellingOf(forwards.kind === 'found' ? forwards.value : [], ['ecr']),
  }));
  const named = (wanted: Telling) => tellings.flatMap(({ region, telling }) => (telling === wanted ? [region] : []));
  const [old, silent, told] = [named('old'), named('silent'), named('told')];
  const [first] = old;
  if (first !== undefined)
    return {
      about,
      result: 'wrong',
      detail: `${old.join(', ')}: a rule is switched off, or of another version: ${deployCommand(first, bus)}`,
    };
  if (silent.length === 0)
    return { about, result: 'ok', detail: told.length === 0 ? 'no other region is audited' : `${told.join(', ')} tell of ECR` };
  return {
    about,
    result: 'off',
    detail: `${silent.join(', ')}: the schedule finds changes of ECR there; to hear of them, deploy serverless/events.yml there`,
  };
}

function refusal(about: string, look: Exclude<Look<unknown>, { kind: 'found' }>, region: string): DeploymentCheck {
  const code = look.kind === 'unknown' ? look.code : 'ResourceNotFoundException';
  return unknown(about, code, `events:ListRuleNamesByTarget, events:DescribeRule and events:ListTargetsByRule in ${region}`);
}

function deployCommand(region: string, bus: string): string {
  const template = '--stack-name ecr-drift-events --template-file serverless/events.yml --capabilities CAPABILITY_IAM';
  return `aws cloudformation deploy ${template} --region ${region} --parameter-overrides EventBus=${bus}`;
}
