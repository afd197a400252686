// Users and roles that somebody may make and then act as (H11).
import { localSubjects, type Subject } from '../../access/account/subjects.ts';
import { arnOf } from '../../model/ids.ts';
import { policyName } from '../../model/policy-ref.ts';
import type { LocalPrincipal } from '../../model/snapshot.ts';
import { changesOf } from './changes.ts';
import { joined, trustIn } from './hops.ts';
import type { PathAction } from './indirect-actions.ts';
import type { Permit, Permits } from './permits.ts';
import type { ChangeInput } from './policy-change.ts';
import { sampleResources } from './samples.ts';

/** Somebody new, with what they could have at most. */
export interface Newcomer {
  readonly text: string;
  readonly subject: Subject;
  readonly permit: Permit;
}

/** Users and roles that the actor may make, give policies and act as (H11): at most one user and one role. */
export function newcomersOf(ground: ChangeInput, actor: Subject): readonly Newcomer[] {
  return [newRole(ground, actor), newUser(ground, actor)].flatMap((each) => each ?? []);
}

function newRole(ground: ChangeInput, actor: Subject): Newcomer | undefined {
  const { permits } = ground;
  return first(made(permits, actor, 'role'), ({ subject, permit }) => {
    const target = { resource: subject.principal.name, ...(subject.local ? { about: subject.local } : {}) };
    const assumed = permits.may(actor, 'sts:AssumeRole', { ...target, trust: trustIn(permits, actor) });
    return assumed && withPolicies(ground, actor, { subject, permit, acting: { action: 'sts:AssumeRole', permit: assumed } });
  });
}

function newUser(ground: ChangeInput, actor: Subject): Newcomer | undefined {
  const { permits } = ground;
  return first(made(permits, actor, 'user'), ({ subject, permit }) => {
    const target = { resource: subject.principal.name, ...(subject.local ? { about: subject.local } : {}) };
    const acting = first(['iam:CreateAccessKey', 'iam:CreateLoginProfile'] as const, (action) => {
      const credentials = permits.may(actor, action, target);
      return credentials && { action, permit: credentials };
    });
    return acting && withPolicies(ground, actor, { subject, permit, acting });
  });
}

interface Made {
  readonly subject: Subject;
  readonly permit: Permit;
}

interface Acting extends Made {
  readonly acting: { readonly action: PathAction; readonly permit: Permit };
}

/** The first change that gives it something is enough: whoever may write, writes what they like. */
function withPolicies(ground: ChangeInput, actor: Subject, { subject, permit, acting }: Acting): Newcomer | undefined {
  const change = changesOf(ground, actor, subject).find((each) => each.kind === 'gives');
  if (!change || !subject.local) return undefined;
  const { kind } = subject.local;
  const action = change.text.split(' ')[0] ?? '';
  return {
    text: `iam:Create${kind === 'user' ? 'User' : 'Role'}, ${action} and ${acting.action} for a new ${kind}`,
    subject: { ...subject, local: change.apply(subject.local) },
    permit: joined([permit, change.permit, acting.permit]),
  };
}

/** Without a boundary where that is permitted, and otherwise under each that is. */
function made(permits: Permits, actor: Subject, kind: LocalPrincipal['kind']): readonly Made[] {
  const action = kind === 'user' ? 'iam:CreateUser' : 'iam:CreateRole';
  if (!permits.speaksOf(actor, action)) return [];
  const { ground, snapshot } = permits.account;
  const usual = `arn:${ground.partition}:iam::${ground.account}:${kind}/x`;
  const there = new Set<string>(permits.account.everybody.map(({ principal }) => principal.name));
  const names = sampleResources(permits.account, permits.allows(actor, action), usual).filter(
    (name) => name.includes(`:${kind}/`) && !there.has(name),
  );
  const under = (boundary: LocalPrincipal['boundary']): readonly Made[] =>
    names.flatMap((resource) => {
      const subject = newcomer(permits, { resource, kind, boundary });
      const keys = { 'iam:permissionsboundary': boundary.kind === 'present' ? policyName(boundary.value.ref) : undefined };
      const permit = subject && permits.may(actor, action, { resource, keys });
      return subject && permit ? [{ subject, permit }] : [];
    });
  const free = under({ kind: 'absent' });
  if (free.length > 0) return free;
  return snapshot.stock.managedPolicies.flatMap(({ document }) => (document.kind === 'present' ? under(document) : []));
}

interface Wanted extends Pick<LocalPrincipal, 'kind' | 'boundary'> {
  readonly resource: string;
}

function newcomer({ account: { ground } }: Permits, { resource, kind, boundary }: Wanted): Subject | undefined {
  const arn = arnOf(resource);
  if (!arn) return undefined;
  const name = resource.slice(resource.lastIndexOf('/') + 1);
  const none = { policies: [], trust: undefined, groups: [], tags: {} };
  return localSubjects(ground, [{ ...none, kind, arn, uniqueId: '', name, path: '/', boundary }])[0];
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}
