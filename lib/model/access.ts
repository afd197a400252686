// Access as people speak of it: capabilities, who has them, and the grants that a matrix comes to.
import type { Reason, Residual } from './decision.ts';
import type { Gap, Tags } from './snapshot.ts';

/** What a person means by access, in the order in which people list it. */
export const CAPABILITIES = ['list', 'pull', 'push', 'retag', 'delete', 'configure', 'admin', 'replicate'] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** Whether a word of a baseline or of a grant is a capability, and no raw action. */
export function isCapability(word: string): word is Capability {
  return CAPABILITIES.some((name) => name === word);
}

export const PRINCIPAL_CLASSES = ['same-account', 'service-linked', 'organization', 'external', 'service', 'public'] as const;
export type PrincipalClass = (typeof PRINCIPAL_CLASSES)[number];

/** What an account is called in its organization; `shared` where another account is called that too, `unread` where nobody read the names. */
export type AccountName = { readonly kind: 'sole' | 'shared'; readonly name: string } | { readonly kind: 'none' | 'unread' };

/** A principal as grants name it, with what selectors ask about. */
export interface GrantPrincipal {
  /** An ARN, `account:...`, `org:...`, `ou:...`, `service:...` or `*`. */
  readonly name: string;
  readonly class: PrincipalClass;
  /** The account that it belongs to, where it belongs to one. */
  readonly account: string | undefined;
  /** `o-.../r-.../ou-.../` of that account, where it is known. */
  readonly organizationPath: string | undefined;
  readonly accountName: AccountName;
  /** AIDA... or AROA... of the account's own users and roles. */
  readonly uniqueId: string | undefined;
  readonly tags: Tags;
}

/** One effective (principal, repository, capability) whose decision is not a deny. */
export interface Grant {
  readonly region: string;
  readonly repository: string;
  readonly principal: GrantPrincipal;
  /** A capability, or the raw action that a rule of the baseline names. */
  readonly capability: string;
  readonly decision: 'allowed' | 'conditional' | 'unknown';
  readonly conditions: readonly Residual[];
  readonly via: readonly Reason[];
}

/** What was read: the ground on which a missing grant means "no access". */
export interface Coverage {
  /** False exactly when a part other than the organization is unknown. */
  readonly complete: boolean;
  readonly unread: readonly Gap[];
  /** How many more accesses drift, or were not looked into, and policies show something, than findings tell of; left out where there are none. */
  readonly leftOut?: number;
}

/** Repositories; none is in two parts. */
export interface Places {
  readonly count: number;
  /** Long lists, each without some of its members: a list is one object for all that have it in common. */
  readonly parts: readonly { readonly of: readonly Place[]; readonly except: Pick<ReadonlySet<Place>, 'size' | 'has'> & Iterable<Place> }[];
}

export type Place = Pick<Grant, 'region' | 'repository'>;
