// How somebody may act as somebody else: by a role's trust, by new credentials of a user, by a service that runs code (H7-H10).

import { isTagKey, requestContext } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { memoize } from '../../collections/memoize.ts';
import type { PolicyRef } from '../../model/policy-ref.ts';
import { ANYTHING, type Context } from '../../policy/match/context.ts';
import type { PathAction } from './indirect-actions.ts';
import type { Permit, Permits } from './permits.ts';
import { sampleResources } from './samples.ts';
import { RUNNING_SERVICES } from './services.ts';
import { type TargetsOf, targetIndex } from './targets.ts';
import { type Trusts, trustSet, UNNAMED_TRUST } from './trusts.ts';

/** One way to act as `target`. */
export interface Hop {
  /** With `@` in the place of the target: `sts:AssumeRole as @`. */
  readonly text: string;
  readonly target: Subject;
  readonly permit: Permit;
}

const CREDENTIALS = ['iam:CreateAccessKey', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile'] as const satisfies readonly PathAction[];

export interface HopInput {
  readonly permits: Permits;
  readonly trusts: Trusts;
  readonly roles: TargetsOf;
  readonly users: TargetsOf;
}

/**
 * What every search for one hop shares: what is permitted, which trusts there are, and the users and roles of `targets` by how Allows
 * speak of them.
 */
export function hopInput(permits: Permits, trusts: Trusts, targets: readonly Subject[]): HopInput {
  return {
    permits,
    trusts,
    roles: targetIndex(targets.filter(({ local }) => local?.kind === 'role')),
    users: targetIndex(targets.filter(({ local }) => local?.kind === 'user')),
  };
}

/** Hops that are the same for everybody whose own policies say the same of `actions`. */
export interface Impersonal {
  readonly actions: readonly PathAction[];
  readonly of: (ground: HopInput, actor: Subject) => readonly Hop[];
}

export const IMPERSONAL: readonly Impersonal[] = [
  {
    actions: ['sts:AssumeRole'],
    of: (ground, actor) => {
      const { permits, trusts } = ground;
      const trusted = new Set(permits.speaksOf(actor, 'sts:AssumeRole') ? trusts.ofAccount : []);
      const candidates = trusted.size === 0 ? [] : targetsFor(ground, actor)('sts:AssumeRole');
      return candidates.filter((role) => trusted.has(role) && trusts.isImpersonal(role)).flatMap((role) => assuming(ground, actor, role));
    },
  },
  {
    actions: ['iam:UpdateAssumeRolePolicy', 'sts:AssumeRole'],
    of: (ground, actor) => targetsFor(ground, actor)('iam:UpdateAssumeRolePolicy').flatMap((role) => retrusting(ground, actor, role)),
  },
  ...CREDENTIALS.map(
    (action): Impersonal => ({
      actions: [action],
      of: (ground, actor) => targetsFor(ground, actor)(action).flatMap((user) => credentials(ground, actor, action, user)),
    }),
  ),
  { actions: ['iam:PassRole', ...RUNNING_SERVICES.flatMap(({ all, oneOf }) => [...all, ...oneOf])], of: passing },
];

/** Roles whose trust tells `actor` from others of its class. */
export function personalHops(ground: HopInput, actor: Subject): readonly Hop[] {
  const { trusts, permits } = ground;
  const speaks = permits.speaksOf(actor, 'sts:AssumeRole');
  const byAccount = speaks ? trusts.ofAccount.filter((role) => !trusts.isImpersonal(role)) : [];
  return [...new Set([...trusts.naming(actor), ...byAccount])].flatMap((role) => assuming(ground, actor, role));
}

function assuming({ permits, trusts }: HopInput, actor: Subject, role: Subject): readonly Hop[] {
  const { local } = role;
  if (!local || role === actor) return [];
  const permit = permits.may(actor, 'sts:AssumeRole', { resource: local.arn, about: local, trust: trusts.of(role) });
  return permit ? [{ text: 'sts:AssumeRole as @', target: role, permit: withTrust(permit, local.trust?.ref) }] : [];
}

/** Equal trust policies are judged together; whose it is, the role says. Undefined for one that is yet to be written. */
function withTrust({ statements, conditions }: Permit, trust: PolicyRef | undefined): Permit {
  return {
    statements: statements.flatMap((each) => {
      if (each.layer !== 'resource') return [each];
      return trust === undefined ? [] : [{ ...each, policy: trust }];
    }),
    conditions,
  };
}

/** H8: a trust policy that names the actor asks for nothing of its identity policies. */
function retrusting({ permits }: HopInput, actor: Subject, role: Subject): readonly Hop[] {
  if (!role.local || role === actor) return [];
  const action = 'iam:UpdateAssumeRolePolicy';
  const target = { resource: role.local.arn, about: role.local };
  const permit = permits.may(actor, action, target);
  const then = permit && permits.may(actor, 'sts:AssumeRole', { ...target, trust: trustIn(permits, actor) });
  return permit && then
    ? [{ text: `${action} on @ and then sts:AssumeRole`, target: role, permit: joined([permit, withTrust(then, undefined)]) }]
    : [];
}

/** What somebody writes into a trust policy to be let in. */
export function trustIn({ account }: Permits, { principal }: Subject) {
  const statement = { Effect: 'Allow', Principal: { AWS: principal.name }, Action: 'sts:AssumeRole' };
  return trustSet(account, { ref: UNNAMED_TRUST, text: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) });
}

function credentials({ permits }: HopInput, actor: Subject, action: PathAction, user: Subject): readonly Hop[] {
  if (!user.local || user === actor) return [];
  const permit = permits.may(actor, action, { resource: user.local.arn, about: user.local });
  return permit ? [{ text: `${action} for @`, target: user, permit }] : [];
}

/** H10: services that it may give something to run, with the roles that it may pass to them. */
function passing(ground: HopInput, actor: Subject): readonly Hop[] {
  const { permits, trusts } = ground;
  if (!permits.speaksOf(actor, 'iam:PassRole')) return [];
  const run = memoize((action: PathAction) => startingOf(permits, actor, action));
  const passable = new Set(targetsFor(ground, actor)('iam:PassRole'));
  return RUNNING_SERVICES.flatMap(({ service, all, oneOf }) => {
    const steps = all.map((action) => ({ action, permit: run(action) }));
    const last = oneOf.map((action) => ({ action, permit: run(action) })).find(({ permit }) => permit);
    const taken = oneOf.length === 0 ? steps : [...steps, ...(last ? [last] : [])];
    const started = taken.flatMap(({ permit }) => permit ?? []);
    if (started.length < all.length + Math.min(1, oneOf.length)) return [];
    const text = `iam:PassRole of @ to ${service} with ${taken.map(({ action }) => action).join(' and ')}`;
    return trusts.ofService(service).flatMap((role) => {
      if (!role.local || !passable.has(role)) return [];
      const keys = { 'iam:passedtoservice': service };
      const permit = permits.may(actor, 'iam:PassRole', { resource: role.local.arn, about: role.local, keys });
      return permit ? [{ text, target: role, permit: joined([permit, ...started]) }] : [];
    });
  });
}

/** Of what it names as it likes. */
function startingOf(permits: Permits, actor: Subject, action: PathAction): Permit | undefined {
  const { partition, account } = permits.account.ground;
  const [service = ''] = action.split(':');
  const usual = `arn:${partition}:${service}:us-east-1:${account}:x`;
  for (const resource of sampleResources(permits.account, permits.allows(actor, action), usual)) {
    const permit = permits.may(actor, action, { resource });
    if (permit) return permit;
  }
  return undefined;
}

/** Several permits as one: whatever either rests on and depends on. */
export function joined(permits: readonly Permit[]): Permit {
  return { statements: permits.flatMap(({ statements }) => statements), conditions: permits.flatMap(({ conditions }) => conditions) };
}

/** Users or roles of which Allows of the actor speak for an action. */
function targetsFor({ permits, roles, users }: HopInput, actor: Subject): (action: PathAction) => readonly Subject[] {
  const { ground } = permits.account;
  const scanned = requestContext(ground, actor.keys, { region: '', repository: undefined, tagging: false });
  const context: Context = (key) => (isTagKey(key) ? ANYTHING : scanned(key));
  return (action) => {
    const statements = permits.allows(actor, action);
    const index = (CREDENTIALS as readonly string[]).includes(action) ? users : roles;
    return statements.length === 0 ? [] : index(statements, context);
  };
}
