// What is known of the organization around an account before a part of it is read again.
import { CONTROL_TYPES } from '../../../model/reread.ts';
import { namedPolicy, targetsIn } from '../../../scoped/control-levels.ts';
import type { OrganizationFile, SnapshotFile } from '../../../snapshot/schema.ts';

export interface KnownOrganization {
  readonly file: OrganizationFile;
  /** Where the account is: `o-.../r-.../ou-.../`. */
  readonly path: string;
  /** The root, the units above the account and the account itself. */
  readonly targets: readonly string[];
}

/** Undefined where the place of the account is unknown: a part of the organization says nothing then. */
export function knownOrganization({ account, organization }: SnapshotFile): KnownOrganization | undefined {
  if (organization?.status !== 'present') return undefined;
  const { path } = organization.value;
  const targets = targetsIn(organization.value, account);
  return typeof path === 'string' && targets ? { file: organization.value, path, targets } : undefined;
}

/** Whether all policies are known of each type that is in force, by their names: a snapshot that was made by hand may have others. */
export function hasPolicies({ file }: KnownOrganization): boolean {
  return CONTROL_TYPES.every((type) => {
    const levels = file[type];
    return levels === undefined || (Array.isArray(levels) && levels.flat().every((policy) => namedPolicy(policy) !== undefined));
  });
}

/** Whether an account is known to be in the organization. */
export function isListed({ file: { accounts } }: KnownOrganization, account: string): boolean {
  return Array.isArray(accounts) && accounts.some(({ id }) => id === account);
}
