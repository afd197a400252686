// Parts that were read again after the scan that a result is of.
import type { RegistryPart, RereadAt, RereadPart } from '../model/reread.ts';
import { compare } from '../text/order.ts';
import { counted, visible } from '../text/quote.ts';
import type { AuditView } from './schema.ts';

export type RereadView = NonNullable<AuditView['reread']>;

/** Each part in words and when it was read, the newest first. */
export function rereadView(reread: readonly RereadAt[]): RereadView {
  return reread.map(({ part, asOf }) => ({ part: rereadName(part), asOf })).sort((a, b) => compare(b.asOf, a.asOf));
}

const MOST_NAMED = 3;

/** `2 parts read again since then: policy ... (2026-11-27 09:14 UTC), ...`; none where nothing was. */
export function rereadLines({ reread = [] }: Pick<AuditView, 'reread'>): readonly string[] {
  if (reread.length === 0) return [];
  const named = reread.slice(0, MOST_NAMED).map(({ part, asOf }) => `${part} (${asOf.slice(0, 10)} ${asOf.slice(11, 16)} UTC)`);
  const more = reread.length - named.length;
  const list = more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
  return [visible(`${counted(reread.length, 'part')} read again since then: ${list}`)];
}

const SETTINGS: Readonly<Record<RegistryPart, string>> = {
  registryPolicy: 'policy',
  registryPolicyScope: 'policy scope',
  replication: 'replication',
  pullThroughCacheRules: 'pull-through cache rules',
  creationTemplates: 'creation templates',
};

function rereadName(part: RereadPart): string {
  switch (part.kind) {
    case 'repository':
      return `repository ${part.repository} in ${part.region}`;
    case 'registry':
      return `${SETTINGS[part.part]} of the registry of ${part.region}`;
    case 'principal':
      return `${part.of} ${part.name}`;
    case 'inline':
      return `inline policy ${part.policy} of ${part.of} ${part.name}`;
    case 'attached':
      return `attachments of ${part.of} ${part.name}`;
    case 'groups':
      return `groups of user ${part.name}`;
    case 'managed':
      return `managed policy ${part.policy}`;
    case 'organization':
      return 'organization';
    case 'controlPolicies':
      return 'control policies of the organization';
    case 'controlLevel':
      return `control policies attached to ${part.target}`;
    case 'controlPolicy':
      return `control policy ${part.name}`;
    case 'member':
      return `account ${part.account} in the organization`;
  }
}
