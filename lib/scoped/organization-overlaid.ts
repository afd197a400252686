// What was read again of an organization, laid over the one of a snapshot: one part after the other, as they were read.
import { CONTROL_TYPES, type ControlType, rereadKey } from '../model/reread.ts';
import type { ControlPolicyFile, OrganizationFile, SnapshotFile, UnreadFile } from '../snapshot/schema.ts';
import { namedPolicy, targetsIn } from './control-levels.ts';
import { readAt } from './newest.ts';
import type { ControlLevel, Reread } from './schema.ts';

const KINDS = ['organization', 'controlPolicies', 'controlLevel', 'controlPolicy', 'member'] as const;
type OrganizationReread = Extract<Reread, { kind: (typeof KINDS)[number] }>;
type WholeReread = Extract<Reread, { kind: 'organization' }>;
type PartReread = Exclude<OrganizationReread, WholeReread>;

export interface OrganizationOverlaid {
  readonly file: SnapshotFile['organization'];
  readonly applied: readonly Reread[];
}

/** Parts that are older than the whole are in it. A part of another organization, or of a place that is not on the account's way, changes nothing. */
export function organizationOverlaid(base: SnapshotFile, parts: readonly Reread[]): OrganizationOverlaid {
  const whole = parts.find((part) => part.kind === 'organization');
  const start = whole ? readAt(whole) : wholeReadAt(base);
  const later = parts.filter(isOfOrganization).filter((part) => readAt(part) > start);
  let file = whole?.value ?? base.organization;
  const known: Known = { account: base.account, documents: new Map(), lately: {} };
  const applied: Reread[] = whole ? [whole] : [];
  for (const part of later.sort((a, b) => readAt(a) - readAt(b))) {
    const value = file?.status === 'present' && file.value.id === part.organization ? stepped(file.value, part, known) : undefined;
    if (value === undefined) continue;
    file = { status: 'present', value };
    applied.push(part);
  }
  return { file, applied };
}

function wholeReadAt({ reread = [] }: SnapshotFile): number {
  const key = rereadKey({ kind: 'organization' });
  const known = reread.find(({ part }) => rereadKey(part) === key);
  return known ? readAt(known) : Number.NEGATIVE_INFINITY;
}

function isOfOrganization(part: Reread): part is PartReread {
  return part.kind !== 'organization' && KINDS.some((kind) => kind === part.kind);
}

type Attached = NonNullable<ControlLevel[ControlType]>[number];
/** What each policy was read to say last, by type and name. */
type Documents = Map<string, Attached>;

interface Known {
  readonly account: string;
  readonly documents: Documents;
  /** What was read of each level last, whether it is above the account or will be. */
  readonly lately: Record<string, ControlLevel>;
}

/** Undefined where the part says nothing about this organization. */
function stepped(file: OrganizationFile, part: PartReread, known: Known): OrganizationFile | undefined {
  switch (part.kind) {
    case 'controlPolicies': {
      if (part.path !== file.path) return undefined;
      const { serviceControlPolicies: _scps, resourceControlPolicies: _rcps, ...others } = file;
      return { ...others, ...part.value.value };
    }
    case 'controlLevel': {
      known.lately[part.target] = part.value.value;
      remember(part.value.value, known);
      const targets = targetsIn(file, known.account);
      if (!targets?.includes(part.target)) return undefined;
      return { ...file, ...levelsAt(targets, { ...known, file, targets, read: { [part.target]: part.value.value }, otherwise: {} }) };
    }
    case 'controlPolicy':
      known.documents.set(keyOf(part.of, part.name), { name: part.name, document: part.value.value });
      return withDocument(file, part);
    case 'member':
      return part.account === known.account ? movedTo(file, part, known) : withMember(file, part);
  }
}

/** To read what is attached is to read what it says. */
function remember(level: ControlLevel, { documents }: Known): void {
  for (const type of CONTROL_TYPES) for (const policy of level[type] ?? []) documents.set(keyOf(type, policy.name), policy);
}

type MemberReread = Extract<Reread, { kind: 'member' }>;

/** An account that was not listed before has no name yet: the whole organization is read for it. */
function withMember(file: OrganizationFile, { account, value }: MemberReread): OrganizationFile | undefined {
  if (!Array.isArray(file.accounts) || !file.accounts.some(({ id }) => id === account)) return undefined;
  const accounts = file.accounts.flatMap((each) => {
    if (each.id !== account) return each;
    return value.status === 'present' ? { ...each, path: value.value.path } : [];
  });
  return { ...file, accounts };
}

/** The account that is audited takes the policies of its own along, and comes below those of its new way. */
function movedTo(file: OrganizationFile, part: MemberReread, known: Known): OrganizationFile | undefined {
  const targets = targetsIn(file, part.account);
  if (targets === undefined || part.value.status === 'absent') return undefined;
  const { path, levels, known: before } = part.value.value;
  const moved = { ...file, path };
  const wanted = targetsIn(moved, part.account) ?? [];
  for (const level of Object.values(levels)) remember(level, known);
  return {
    ...moved,
    ...withMember(moved, part),
    path,
    ...levelsAt(wanted, { ...known, file, targets, read: levels, otherwise: { ...before, ...known.lately } }),
  };
}

interface Levels extends Known {
  readonly file: OrganizationFile;
  /** The root, the units and the account that the lists of `file` are of. */
  readonly targets: readonly string[];
  /** What was read since, by target. */
  readonly read: Readonly<Record<string, ControlLevel>>;
  /** What is known of those that `file` does not know. */
  readonly otherwise: Readonly<Record<string, ControlLevel>>;
}

/** The lists of these targets, for each type that is in force and was known. */
function levelsAt(wanted: readonly string[], levels: Levels): Partial<OrganizationFile> {
  return Object.fromEntries(
    CONTROL_TYPES.flatMap((type) => {
      const known = levels.file[type];
      return Array.isArray(known) ? [[type, levelsOf(type, known, wanted, levels)]] : [];
    }),
  );
}

type Level = readonly ControlPolicyFile[];

function levelsOf(
  type: ControlType,
  known: readonly Level[],
  wanted: readonly string[],
  { targets, read, otherwise, documents }: Levels,
): ControlPolicyFile[][] | UnreadFile {
  const policies = wanted.map((target) => {
    const keptAs = ({ name, document }: Attached): Attached => documents.get(keyOf(type, name)) ?? { name, document };
    return read[target]?.[type] ?? known[targets.indexOf(target)] ?? otherwise[target]?.[type]?.map(keptAs);
  });
  return policies.every((each) => each !== undefined) ? policies.map((each) => [...each]) : NOT_READ_AGAIN;
}

const NOT_READ_AGAIN: UnreadFile = {
  status: 'unknown',
  error: {
    code: 'NotReadAgain',
    message: 'the account is somewhere else than it was, and not all that is attached above it was read since',
    api: 'organizations:ListPoliciesForTarget',
  },
};

/** Wherever the policy is attached. */
function withDocument(
  file: OrganizationFile,
  { of, name, value }: Extract<Reread, { kind: 'controlPolicy' }>,
): OrganizationFile | undefined {
  const levels = file[of];
  if (!Array.isArray(levels) || !levels.flat().some((policy) => namedPolicy(policy)?.name === name)) return undefined;
  const changed = levels.map((level) =>
    level.map((policy) => (namedPolicy(policy)?.name === name ? { name, document: value.value } : policy)),
  );
  return { ...file, [of]: changed };
}

function keyOf(type: ControlType, name: string | undefined): string {
  return JSON.stringify([type, name]);
}
