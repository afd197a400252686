// How grave a finding is: one table for access, by class of principal and kind of capability (docs/architecture.md#findings).
import { actionBit, READING_MASK } from '../ecr/actions.ts';
import { CAPABILITY_ACTIONS } from '../ecr/capabilities.ts';
import { CAPABILITIES, type Capability, type Grant, isCapability, type PrincipalClass } from '../model/access.ts';
import { SEVERITIES, type Severity } from '../model/severity.ts';
import type { Tags } from '../model/snapshot.ts';
import { hasBit } from '../policy/logic/mask.ts';

type Weight = 'pull' | 'push' | 'admin';

const WEIGHTS = {
  list: 'pull',
  pull: 'pull',
  push: 'push',
  retag: 'push',
  delete: 'push',
  configure: 'push',
  admin: 'admin',
  replicate: 'push',
} as const satisfies Record<Capability, Weight>;

const ACCESS = {
  'same-account': { pull: 'low', push: 'medium', admin: 'high' },
  // Service-linked roles act for AWS within the account: what is forbidden to them is told, and no more.
  'service-linked': { pull: 'info', push: 'info', admin: 'info' },
  organization: { pull: 'medium', push: 'high', admin: 'critical' },
  external: { pull: 'high', push: 'critical', admin: 'critical' },
  service: { pull: 'low', push: 'medium', admin: 'high' },
  public: { pull: 'critical', push: 'critical', admin: 'critical' },
} as const satisfies Record<PrincipalClass, Record<Weight, Severity>>;

/** The severity of a grant that the baseline does not expect. */
export function accessSeverity(
  { principal, capability, conditions }: Pick<Grant, 'principal' | 'capability' | 'conditions'>,
  production: boolean,
): Severity {
  const severity = ACCESS[principal.class][weightOf(capability)];
  const bounded = conditions.some((condition) => 'key' in condition && BOUNDING_KEYS.has(condition.key.toLowerCase()));
  return step(step(severity, production ? 1 : 0), bounded ? -1 : 0);
}

/** Tagged `tier: prod`. */
export function isProductionTier(tags: Tags): boolean {
  return Object.entries(tags).find(([key]) => key.toLowerCase() === 'tier')?.[1] === 'prod';
}

/** The gravest of some severities; `info` where there are none. */
export function gravest(severities: readonly Severity[]): Severity {
  return severities.reduce<Severity>((worst, each) => (reaches(each, worst) ? each : worst), 'info');
}

/** A registry policy reaches every repository of its region, the ones to come included. */
export function raised(severity: Severity): Severity {
  return step(severity, 1);
}

/** Conditions on the network or the organization make access less grave, not expected. */
const BOUNDING_KEYS: ReadonlySet<string> = new Set([
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpcsourceip',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
  'aws:principalorgid',
  'aws:principalorgpaths',
]);

function weightOf(capability: string): Weight {
  if (isCapability(capability)) return WEIGHTS[capability];
  const bit = actionBit(capability);
  if (bit === undefined) return 'push';
  const owner = CAPABILITIES.find((name) => hasBit(CAPABILITY_ACTIONS[name], bit));
  if (owner) return WEIGHTS[owner];
  return hasBit(READING_MASK, bit) ? 'pull' : 'push';
}

function step(severity: Severity, by: number): Severity {
  const at = Math.min(SEVERITIES.length - 1, Math.max(0, SEVERITIES.indexOf(severity) + by));
  return SEVERITIES[at] ?? severity;
}

/** The graver of two. */
export function graver(one: Severity, other: Severity): Severity {
  return reaches(one, other) ? one : other;
}

/** Whether `severity` is at least `bar`. */
export function reaches(severity: Severity, bar: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(bar);
}
