// The levels whose control policies bear on an account, and what is attached to them.
import { CONTROL_TYPES } from '../model/reread.ts';
import type { ControlPolicyFile, DocumentFile, OrganizationFile } from '../snapshot/schema.ts';
import type { ControlLevel } from './schema.ts';

/** The root, the units above the account and the account itself, as the lists of control policies are ordered; undefined where its place is unknown. */
export function targetsIn({ path }: Pick<OrganizationFile, 'path'>, account: string): readonly string[] | undefined {
  return typeof path === 'string' ? [...path.split('/').slice(1, -1), account] : undefined;
}

/** A policy as AWS lists it, with what it says; undefined where the snapshot was made by hand without either. */
export function namedPolicy(policy: ControlPolicyFile): { readonly name: string; readonly document: DocumentFile } | undefined {
  if (typeof policy === 'string' || policy.name === undefined || policy.document === undefined) return undefined;
  return { name: policy.name, document: policy.document };
}

/** What is attached to one of the levels, the root being the first; without the types of which nothing is known. */
export function levelIn(file: OrganizationFile, at: number): ControlLevel {
  return Object.fromEntries(
    CONTROL_TYPES.flatMap((type) => {
      const levels = file[type];
      const level = Array.isArray(levels) ? levels[at] : undefined;
      return level === undefined ? [] : [[type, level.flatMap((policy) => namedPolicy(policy) ?? [])]];
    }),
  );
}
