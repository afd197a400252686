// The file of parts that were read again (docs/formats.md#parts-that-are-read-again): each with its place, when it was read, and what AWS answered.
import * as z from 'zod';
import { CONTROL_TYPES } from '../model/reread.ts';
import { PART_VALUES } from '../snapshot/schema.ts';

const { document, repository, setting, user, role, group, managedPolicy, organization, controlPolicies, account, time } = PART_VALUES;

const object = z.looseObject;
const text = z.string().min(1);
const absent = object({ status: z.literal('absent') });
const asOf = time;

function present<V extends z.ZodType>(value: V) {
  return object({ status: z.literal('present'), value });
}

function maybe<V extends z.ZodType>(value: V) {
  return z.discriminatedUnion('status', [present(value), absent]);
}

const answer = z.union([object({}), z.array(z.unknown())]);
const registry = { kind: z.literal('registry'), region: text, asOf };
const anyRegistry = z.discriminatedUnion('part', [
  object({ ...registry, part: z.literal('registryPolicy'), value: maybe(document) }),
  object({ ...registry, part: z.literal('registryPolicyScope'), value: maybe(setting) }),
  object({ ...registry, part: z.enum(['replication', 'pullThroughCacheRules', 'creationTemplates']), value: maybe(answer) }),
]);

// Without what is a part of its own.
const userHead = user.omit({ UserPolicyList: true, AttachedManagedPolicies: true, GroupList: true });
const roleHead = role.omit({ RolePolicyList: true, AttachedManagedPolicies: true });
const groupHead = group.omit({ GroupPolicyList: true, AttachedManagedPolicies: true }).extend({ GroupId: text });
const principal = { kind: z.literal('principal'), name: text, asOf };
const anyPrincipal = z.discriminatedUnion('of', [
  object({ ...principal, of: z.literal('user'), value: maybe(userHead) }),
  object({ ...principal, of: z.literal('role'), value: maybe(roleHead) }),
  object({ ...principal, of: z.literal('group'), value: maybe(groupHead) }),
]);
const holder = { of: z.enum(['user', 'role', 'group']), name: text, id: text };

/** What is attached, and what it says; without the types that are not in force. */
const attachedPolicies = z.array(object({ name: text, document })).optional();
const level = object({ serviceControlPolicies: attachedPolicies, resourceControlPolicies: attachedPolicies });

const reread = z.discriminatedUnion('kind', [
  object({ kind: z.literal('repository'), region: text, repository: text, asOf, value: maybe(repository) }),
  anyRegistry,
  anyPrincipal,
  object({ kind: z.literal('inline'), ...holder, policy: text, asOf, value: maybe(document) }),
  object({ kind: z.literal('attached'), ...holder, asOf, value: present(z.array(text)) }),
  object({
    kind: z.literal('groups'),
    ...{ name: text, id: text, asOf },
    /** With their ids: a group may have another name by now. */
    value: present(z.array(object({ GroupName: text, GroupId: text }))),
  }),
  object({ kind: z.literal('managed'), policy: text, asOf, value: maybe(managedPolicy) }),
  object({ kind: z.literal('organization'), asOf, value: maybe(organization) }),
  object({
    kind: z.literal('controlPolicies'),
    /** Of which organization, and where the account is in it: elsewhere they say nothing. */
    organization: text,
    path: text,
    asOf,
    value: present(object({ serviceControlPolicies: controlPolicies, resourceControlPolicies: controlPolicies })),
  }),
  object({ kind: z.literal('controlLevel'), target: text, organization: text, asOf, value: present(level) }),
  object({ kind: z.literal('controlPolicy'), of: z.enum(CONTROL_TYPES), name: text, organization: text, asOf, value: present(document) }),
  object({
    kind: z.literal('member'),
    ...{ account, organization: text, asOf },
    /** Of the account that is audited, with what is attached above it: what was read where it is new, and what was known of the rest. */
    value: maybe(object({ path: text, levels: z.record(z.string(), level), known: z.record(z.string(), level) })),
  }),
]);

export const rereadSchema = object({ schemaVersion: z.literal(1), parts: z.array(reread) });

/** A part with when it was read, before AWS was asked, and what AWS answered. `asOf` has milliseconds. */
export type Reread = z.output<typeof reread>;

/** What is attached to a level, by type. */
export type ControlLevel = z.output<typeof level>;
