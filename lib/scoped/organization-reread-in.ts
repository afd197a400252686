// A part of an organization as it would be if it had been read again and nothing had changed.
import type { OrganizationRereadPart } from '../model/reread.ts';
import type { OrganizationFile, SnapshotFile } from '../snapshot/schema.ts';
import { levelIn, namedPolicy, targetsIn } from './control-levels.ts';
import type { Reread } from './schema.ts';

type Of = Pick<SnapshotFile, 'account' | 'collectedAt'>;

/** What `file` says of a part; undefined where that is unknown, or nothing that it can say. */
export function organizationRereadIn(
  file: OrganizationFile,
  part: OrganizationRereadPart,
  { account, collectedAt: asOf }: Of,
): Reread | undefined {
  const place = { organization: file.id, asOf };
  switch (part.kind) {
    case 'controlPolicies': {
      const { path, serviceControlPolicies, resourceControlPolicies } = file;
      if (typeof path !== 'string') return undefined;
      const value = {
        ...(serviceControlPolicies === undefined ? {} : { serviceControlPolicies }),
        ...(resourceControlPolicies === undefined ? {} : { resourceControlPolicies }),
      };
      return { ...part, ...place, path, value: { status: 'present', value } };
    }
    case 'controlLevel': {
      const at = targetsIn(file, account)?.indexOf(part.target) ?? -1;
      return at < 0 ? undefined : { ...part, ...place, value: { status: 'present', value: levelIn(file, at) } };
    }
    case 'controlPolicy': {
      const levels = file[part.of];
      const policies = Array.isArray(levels) ? levels.flat().flatMap((policy) => namedPolicy(policy) ?? []) : [];
      const known = policies.find(({ name }) => name === part.name);
      return known && { ...part, ...place, value: { status: 'present', value: known.document } };
    }
    case 'member': {
      const path = pathIn(file, part.account, account);
      if (path === undefined) return undefined;
      return {
        ...part,
        ...place,
        value: path === 'none' ? { status: 'absent' } : { status: 'present', value: { path, levels: {}, known: {} } },
      };
    }
  }
}

/** Where an account is; undefined where that is unknown. */
function pathIn({ path, accounts }: OrganizationFile, account: string, own: string): string | 'none' | undefined {
  if (account === own) return typeof path === 'string' ? path : undefined;
  if (!Array.isArray(accounts)) return undefined;
  return accounts.find(({ id }) => id === account)?.path ?? 'none';
}
