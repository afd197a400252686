// Whether a selector of the baseline means a principal or a repository.
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { AccountName, GrantPrincipal } from '../../model/access.ts';
import type { PrincipalSelector, RepositorySelector, RuleEntry } from '../../model/baseline.ts';
import { arnFields } from '../../model/ids.ts';
import type { Tags } from '../../model/snapshot.ts';
import { compileSelectorGlob } from './glob.ts';
import { isLiteral } from './glob-index.ts';

/** `unknown` where names of accounts were not read; `ambiguous` for each of several accounts that have the name: none is meant for certain. */
export type PrincipalSelection = 'yes' | 'no' | 'ambiguous' | 'unknown';

/** Whether a selector means a principal, or whether that cannot be told. */
export function selection(selector: PrincipalSelector, principal: GrantPrincipal): PrincipalSelection {
  switch (selector.kind) {
    case 'arn':
      return certainly(compiled(selector, [selector.glob])(principal.name));
    case 'account':
      return certainly(principal.account === selector.account);
    case 'accountName':
      return byName(selector.name, principal.accountName);
    case 'organization':
      return certainly(principal.name === `org:${selector.id}` || isUnder(unitOf(principal), selector.id));
    case 'organizationalUnit':
      return certainly(isUnder(unitOf(principal), selector.path));
    case 'service':
      return certainly(principal.name === `service:${selector.service}`);
    case 'permissionSet':
      return certainly(isPermissionSetRole(principal.name, selector.name));
    case 'tag':
      return certainly(hasTag(principal.tags, selector));
    case 'class':
      return certainly(principal.class === selector.class);
  }
}

/** Whether a selector means a principal for certain. */
export function selects(selector: PrincipalSelector, principal: GrantPrincipal): boolean {
  return selection(selector, principal) === 'yes';
}

/**
 * Whether an entry is about a principal. What could mean several accounts is forbidden to each of them, and allowed to and required of none.
 * Names that were not read forbid and allow nothing, as organizational units that were not.
 */
export function applies(verb: RuleEntry['verb'], selector: PrincipalSelector, principal: GrantPrincipal): boolean {
  const answer = selection(selector, principal);
  return answer === 'yes' || (answer === 'ambiguous' && verb === 'forbid');
}

function certainly(isMeant: boolean): PrincipalSelection {
  return isMeant ? 'yes' : 'no';
}

function byName(name: string, called: AccountName): PrincipalSelection {
  switch (called.kind) {
    case 'sole':
      return certainly(called.name === name);
    case 'shared':
      return called.name === name ? 'ambiguous' : 'no';
    case 'none':
      return 'no';
    case 'unread':
      return 'unknown';
  }
}

export interface SelectableRepository {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** Undefined where they were not read. */
  readonly tags: Tags | undefined;
}

/** `unknown` where only unread tags stand in the way: such a rule forbids no grant, and makes none unexpected. */
export type RepositorySelection = 'yes' | 'no' | 'unknown';

/** Whether a selector means a repository; `unknown` where it asks for tags that were not read. */
export function selectsRepository(selector: RepositorySelector, repository: SelectableRepository): RepositorySelection {
  const { accounts, regions, names, tags: wanted } = selector;
  if (!isAmong(accounts, repository.account) || !isAmong(regions, repository.region)) return 'no';
  if (!isOnSide(selector, repository) || !compiled(selector, names)(repository.name)) return 'no';
  if (wanted.length === 0) return 'yes';
  const { tags } = repository;
  if (!tags) return 'unknown';
  return wanted.every((tag) => hasTag(tags, tag)) ? 'yes' : 'no';
}

/** Which side of its document's list of repositories a rule is about; all where there is no such list. */
function isOnSide({ known }: RepositorySelector, { region, name }: SelectableRepository): boolean {
  return known === undefined || (known.of.places.get(region)?.has(name) ?? false) === (known.side === 'known');
}

type Matcher = (candidate: string) => boolean;

const matchers = new WeakMap<PrincipalSelector | RepositorySelector, Matcher>();

/** The matcher of a selector's globs, compiled on first use and kept as long as the selector. */
function compiled(selector: PrincipalSelector | RepositorySelector, globs: readonly string[]): Matcher {
  return getOrCreate(matchers, selector, () => {
    const whole = new Set(globs.filter(isLiteral));
    const others = globs.filter((glob) => !isLiteral(glob)).map(compileSelectorGlob);
    return (candidate) => whole.has(candidate) || others.some((matches) => matches(candidate));
  });
}

/** The organization's path down to the unit that a principal is or is in. */
export function unitOf(principal: GrantPrincipal): string | undefined {
  return principal.name.startsWith('ou:') ? principal.name.slice('ou:'.length) : principal.organizationPath;
}

function isUnder(path: string | undefined, above: string): boolean {
  return path !== undefined && closed(path).startsWith(closed(above));
}

/** With a `/` at the end, so that `ou-1` is not above `ou-12`. */
export function closed(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

const PERMISSION_SET_PATH = 'role/aws-reserved/sso.amazonaws.com/';
const ROLE_PREFIX = 'AWSReservedSSO_';

/** IAM Identity Center names the role `AWSReservedSSO_<set>_<16 hex digits>`, under a path that may end in a region. */
function isPermissionSetRole(name: string, permissionSet: string): boolean {
  const resource = arnFields(name)?.resource ?? '';
  if (!resource.startsWith(PERMISSION_SET_PATH)) return false;
  const role = resource.slice(resource.lastIndexOf('/') + 1);
  const prefix = `${ROLE_PREFIX}${permissionSet}_`;
  return role.startsWith(prefix) && /^[0-9a-f]{16}$/.test(role.slice(prefix.length));
}

function hasTag(tags: Tags, { key, value }: { readonly key: string; readonly value: string }): boolean {
  return tags[key] === value;
}

function isAmong(wanted: readonly string[], candidate: string): boolean {
  return wanted.length === 0 || wanted.includes(candidate);
}
