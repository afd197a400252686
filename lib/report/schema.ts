// The results that leave the product, as schemas (docs/formats.md).
import * as z from 'zod';
import { actorSchema } from '../events/schema.ts';
import { CAPABILITIES, PRINCIPAL_CLASSES } from '../model/access.ts';
import { CAUSE_KINDS } from '../model/cause.ts';
import { FINDING_STATES } from '../model/finding.ts';
import { LAYERS } from '../model/policy.ts';
import { SEVERITIES } from '../model/severity.ts';
import { FINDING_EVENTS, RESOLUTION_REASONS } from '../model/state.ts';
import { CHANGE_ACTIONS } from '../proposal/change.ts';

const residual = z.union([
  z.object({
    effect: z.enum(['Allow', 'Deny']),
    operator: z.string(),
    key: z.string(),
    values: z.array(z.string()),
    policy: z.string(),
    index: z.number(),
  }),
  z.object({ account: z.string() }),
]);

export const unreadPartSchema = z.object({ part: z.string(), api: z.string(), code: z.string(), message: z.string() });

const note = z.object({ policy: z.string(), path: z.string(), reason: z.string(), rule: z.string() });

/** A line of `ecr-drift simulate`. */
export const simulationSchema = z.union([
  z.object({
    name: z.string().nullable(),
    decision: z.enum(['allowed', 'explicitDeny', 'implicitDeny', 'conditional', 'unknown']),
    deniedBy: z.array(z.enum(LAYERS)),
    statements: z.array(z.object({ policy: z.string(), sid: z.string().nullable(), index: z.number(), effect: z.enum(['Allow', 'Deny']) })),
    conditions: z.array(residual),
    unread: z.array(z.string()),
    unsettled: z.array(z.string()),
  }),
  z.object({ name: z.string().nullable(), error: z.string() }),
]);

const via = z.object({ policy: z.string(), sid: z.string().nullable(), index: z.number() });

const grantSchema = z.object({
  region: z.string(),
  repository: z.string(),
  principal: z.string(),
  principalClass: z.enum(PRINCIPAL_CLASSES),
  capability: z.enum(CAPABILITIES),
  decision: z.enum(['allowed', 'conditional', 'unknown']),
  conditions: z.array(residual),
  via: z.array(via),
});

/** The result of `ecr-drift access`. */
export const accessSchema = z.object({
  schemaVersion: z.literal(1),
  account: z.string(),
  complete: z.boolean(),
  unread: z.array(unreadPartSchema),
  notes: z.array(note),
  grants: z.array(grantSchema),
});

const evidenceSchema = z.object({
  decision: z.enum(['allowed', 'conditional', 'unknown']).optional(),
  principalClass: z.enum(PRINCIPAL_CLASSES).optional(),
  conditions: z.array(residual).optional(),
  via: z.array(via).optional(),
  /** Of a grant on everything the first where it is drift, and how many there are. */
  repositories: z.array(z.object({ region: z.string(), repository: z.string() })).optional(),
  repositoryCount: z.number().optional(),
  rule: z.object({ id: z.string(), file: z.string(), line: z.number() }).optional(),
  blockedBy: z.array(z.enum(LAYERS)).optional(),
  details: z.array(z.string()).optional(),
  principals: z.number().optional(),
  grants: z.number().optional(),
  unread: unreadPartSchema.optional(),
  /** Rules of docs/semantics.md that leave it open. */
  unsettled: z.array(z.string()).optional(),
});

const changeSchema = z.object({
  target: z.enum(['repositoryPolicy', 'registryPolicy', 'inlinePolicy', 'managedPolicy', 'attachment']),
  name: z.string(),
  principal: z.string().nullable(),
  region: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  diff: z.string(),
  command: z.string(),
  affects: z.array(z.string()),
});

const changed = z.object({
  changes: z.array(changeSchema),
  alsoRemoves: z.array(z.string()),
  warnings: z.array(z.string()),
  accept: z.string(),
});
const unchanged = z.object({ why: z.string(), accept: z.string() });

/** The smallest change that removes a finding, or why there is none. */
const remediationSchema = z.union([changed, unchanged]);

/** The findings of a cause that its remediation does not end. */
const leaves = z.array(z.string());

const causeRemediationSchema = z.union([changed.extend({ leaves }), unchanged.extend({ leaves })]);

/** The result of `ecr-drift fix`: one finding, or all of a cause, and what would end it. */
export const fixSchema = z.object({
  schemaVersion: z.literal(1),
  account: z.string(),
  complete: z.boolean(),
  of: z.enum(['finding', 'cause']),
  id: z.string(),
  severity: z.enum(SEVERITIES),
  message: z.string(),
  /** The cause; of a finding the one that it belongs to. */
  cause: z.string(),
  /** All findings of the cause that are not over, in the order in which people read them. */
  findings: z.array(z.string()),
  remediation: causeRemediationSchema,
});

/** What findings come from, and what would end it. */
const causeSchema = z.object({
  id: z.string(),
  /** Of the gravest finding that is open; where none is, of all. */
  severity: z.enum(SEVERITIES),
  kind: z.enum(CAUSE_KINDS),
  message: z.string(),
  /** The statement that it is, or the first of equal ones. */
  statement: via.nullable(),
  /** Those that were seen in the order in which people read them, then those that are remembered. */
  findings: z.array(z.string()),
  principals: z.number(),
  repositories: z.number(),
  /** Null where nothing of it is left, or nothing of it was seen. */
  remediation: causeRemediationSchema.nullable(),
});

/** How far the sentence of a finding goes. */
const circumstances = {
  /** When it was last verified, where this run could not tell whether it is still so. */
  unverifiedSince: z.string().optional(),
  /** Why it is over, where it is. */
  because: z.enum(RESOLUTION_REASONS).optional(),
  /** Why it had been over, where it is reopened. */
  reopenedAfter: z.enum(RESOLUTION_REASONS).optional(),
};

/** Who may have brought a finding about: one candidate, or several; neither where nobody knows. */
export const actorMembersSchema = {
  actor: actorSchema.optional(),
  /** The newest first. */
  actors: z.array(actorSchema).optional(),
  /** How many older candidates are left out. */
  moreActors: z.number().optional(),
};

/** A finding with its proof. */
export const findingSchema = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  severity: z.enum(SEVERITIES),
  state: z.enum(FINDING_STATES),
  /** The exception that an accepted finding stands under. */
  acceptance: z.object({ exception: z.string(), until: z.string() }).nullable(),
  region: z.string().nullable(),
  repository: z.string().nullable(),
  principal: z.string().nullable(),
  capability: z.string().nullable(),
  message: z.string(),
  evidence: evidenceSchema,
  remediation: z.string(),
  /** Null for what is over or was not seen. */
  mend: remediationSchema.nullable(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  ...circumstances,
  ...actorMembersSchema,
});

/** The result of `ecr-drift audit`. */
export const auditSchema = z.object({
  schemaVersion: z.literal(1),
  account: z.string(),
  /** When the snapshot was collected that was judged. */
  asOf: z.string(),
  /** Parts that were read again after that, the newest first; left out where there are none. */
  reread: z.array(z.object({ part: z.string(), asOf: z.string() })).optional(),
  complete: z.boolean(),
  unread: z.array(unreadPartSchema),
  /** How many accesses more drift, or were not looked into, than findings tell of; left out where there are none. */
  leftOut: z.number().optional(),
  baseline: z.object({ path: z.string(), sha256: z.string() }).nullable(),
  summary: z.object({
    /** Of what is open. */
    bySeverity: z.record(z.enum(SEVERITIES), z.number()),
    byCode: z.record(z.string(), z.number()),
    byState: z.record(z.enum(FINDING_STATES), z.number()),
    /** Parts that were not read, and known findings that this run could not verify. */
    unverified: z.number(),
  }),
  /** What a baseline could capture, where there is none. */
  observed: z.object({ grants: z.number(), principals: z.number(), repositories: z.number() }).nullable(),
  /** What happened since the last run; null where nothing is followed. */
  events: z
    .array(z.object({ event: z.enum(FINDING_EVENTS), id: z.string(), code: z.string(), message: z.string(), ...circumstances }))
    .nullable(),
  notes: z.array(note),
  /** The gravest first; every finding is in exactly one. */
  causes: z.array(causeSchema),
  findings: z.array(findingSchema),
});

/** An audit as it may have been stored: earlier versions did not say when they made theirs, and knew of no causes. */
export const storedAuditSchema = auditSchema.extend({
  asOf: auditSchema.shape.asOf.nullable().default(null),
  causes: auditSchema.shape.causes.default([]),
});

const checkedFinding = findingSchema.extend({
  /** The resources of the proposal that it comes from, as far as it says. */
  addresses: z.array(z.string()).optional(),
  /** The principal has no unique id yet: the real finding will have another id. */
  provisional: z.boolean().optional(),
});
const grantChange = z.object({ before: grantSchema, after: grantSchema });
const severityCounts = z.record(z.enum(SEVERITIES), z.number());

/** The result of `ecr-drift check`. */
export const checkSchema = z.object({
  schemaVersion: z.literal(1),
  account: z.string(),
  /** The snapshot that the change is laid over. */
  base: z.object({ asOf: z.string(), complete: z.boolean() }),
  /** Whether everything was read, of the account and of the proposal. */
  complete: z.boolean(),
  unread: z.array(unreadPartSchema),
  /** How many accesses more drift, before or after, than were compared; left out where there are none. */
  leftOut: z.number().optional(),
  baseline: z.object({ path: z.string(), sha256: z.string() }).nullable(),
  changes: z.array(
    z.object({
      address: z.string(),
      what: z.string(),
      action: z.enum(CHANGE_ACTIONS),
      /** What was worked out and could be otherwise. */
      assumed: z.array(z.string()),
    }),
  ),
  unresolved: z.array(
    z.object({
      address: z.string(),
      attribute: z.string(),
      why: z.string(),
      /** How far the unknown reaches; an empty list is all of them. */
      scope: z.object({ of: z.enum(['repositories', 'principals', 'everything']), names: z.array(z.string()) }),
    }),
  ),
  gained: z.array(grantSchema),
  lost: z.array(grantSchema),
  changed: z.array(grantChange),
  /** Findings that are open after the change and were not before, or not so grave. */
  opened: z.array(checkedFinding),
  resolved: z.array(checkedFinding),
  /** Of what is opened. */
  causes: z.array(causeSchema),
  summary: z.object({
    changes: z.number(),
    unresolved: z.number(),
    gained: z.number(),
    lost: z.number(),
    changed: z.number(),
    opened: severityCounts,
    resolved: severityCounts,
  }),
});

export type CheckView = z.output<typeof checkSchema>;
export type CheckedFindingView = z.output<typeof checkedFinding>;
export type CheckedGrantChange = z.output<typeof grantChange>;
export type AccessView = z.output<typeof accessSchema>;
export type AuditView = z.output<typeof auditSchema>;
export type StoredAuditView = z.output<typeof storedAuditSchema>;
export type GrantView = z.output<typeof grantSchema>;
export type CauseView = z.output<typeof causeSchema>;
export type FindingView = z.output<typeof findingSchema>;
export type UnreadView = z.output<typeof unreadPartSchema>;
export type RemediationView = z.output<typeof remediationSchema>;
export type EvidenceView = z.output<typeof evidenceSchema>;
export type FixView = z.output<typeof fixSchema>;
