// Which exception a finding stands under (docs/formats.md#baseline: forbid > exception > allow).
import type { Account } from '../../access/account/account.ts';
import { outsider } from '../../access/account/subjects.ts';
import { capabilityMask } from '../../baseline/match/capability-selector.ts';
import { compileSelectorGlob } from '../../baseline/match/glob.ts';
import { selects } from '../../baseline/match/selector.ts';
import { actionBit } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import type { GrantPrincipal } from '../../model/access.ts';
import { isCapability } from '../../model/access.ts';
import type { Exception, ExceptionMatch } from '../../model/baseline.ts';
import { isAcceptable } from '../../model/codes.ts';
import { arnFields, type FindingId, type Instant } from '../../model/ids.ts';
import type { Observed } from '../../model/state.ts';
import { covers, maskOf } from '../../policy/logic/mask.ts';
import { compare } from '../../text/order.ts';

export interface Exceptable {
  readonly finding: Pick<Observed, 'id' | 'code' | 'repository' | 'capability'>;
  /** Undefined where there is none, or where it was not read. */
  readonly principal: GrantPrincipal | undefined;
  /** The ids that earlier versions gave it: whoever wrote one down meant this finding. */
  readonly formerIds?: readonly FindingId[] | undefined;
}

/** The running exception of a finding: of several the one that lasts longest, since acceptance lapses with the last of them. */
export function exceptionFor(exceptable: Exceptable, exceptions: readonly Exception[], now: Instant): Exception | undefined {
  const matching = exceptions.filter((exception) => isRunning(exception, now) && matches(exception.match, exceptable));
  return matching.toSorted(byPrecedence)[0];
}

/** Whether an exception still holds: it ends with the instant that it names. */
export function isRunning({ expires }: Exception, now: Instant): boolean {
  return expires > now;
}

/** The longest-lived, then the most specific, then the first by id and place. */
function byPrecedence(a: Exception, b: Exception): number {
  return (
    compare(b.expires, a.expires) ||
    specificity(b.match) - specificity(a.match) ||
    compare(a.id, b.id) ||
    compare(a.at.file, b.at.file) ||
    a.at.line - b.at.line
  );
}

/** Whether an exception is for a finding, whenever it holds. */
export function isFor({ match }: Exception, exceptable: Exceptable): boolean {
  return matches(match, exceptable);
}

function specificity(match: ExceptionMatch): number {
  if (match.kind === 'finding') return Number.MAX_SAFE_INTEGER;
  const { code, repositories, principals, capabilities } = match;
  return [code !== undefined, repositories.length > 0, principals.length > 0, capabilities.length > 0].filter(Boolean).length;
}

/** No exception accepts what a rule forbids, not even one by its id: a forbid has a list of its own, `except`. */
function matches(match: ExceptionMatch, exceptable: Exceptable): boolean {
  return isAcceptable(exceptable.finding.code) && means(match, exceptable);
}

/** Whether an exception would be for a finding if it were of what no rule forbids. */
export function isVainlyFor({ match }: Exception, exceptable: Exceptable): boolean {
  return !isAcceptable(exceptable.finding.code) && means(match, exceptable);
}

function means(match: ExceptionMatch, { finding, principal, formerIds = [] }: Exceptable): boolean {
  const { id, code, repository, capability } = finding;
  if (match.kind === 'finding') return [id, ...formerIds].some((each) => each === match.finding);
  if (match.code !== undefined && match.code !== code) return false;
  return (
    meansRepository(match.repositories, repository) &&
    (match.principals.length === 0 || match.principals.some((selector) => principal !== undefined && selects(selector, principal))) &&
    meansCapability(match.capabilities, capability)
  );
}

/** A grant on everything reaches repositories yet to come: only `**` means it. */
function meansRepository(globs: readonly string[], repository: string | null): boolean {
  if (globs.length === 0) return true;
  if (repository === null) return false;
  return repository === '*' ? globs.includes('**') : globs.some((glob) => compileSelectorGlob(glob)(repository));
}

/** As everywhere in the baseline, comparison is by actions. */
function meansCapability(words: readonly string[], capability: string | null): boolean {
  if (words.length === 0) return true;
  if (capability === null) return false;
  if (isCapability(capability)) return covers(capabilityMask(words), CAPABILITY_ACTIONS[capability]);
  const bit = actionBit(capability);
  return bit === undefined ? words.includes(capability) : covers(capabilityMask(words), maskOf([bit]));
}

/** A principal with what selectors ask about; one of the account's own that was not read is undefined. */
export function principalsIn(account: Account): (name: string | null) => GrantPrincipal | undefined {
  const locals = new Map(account.locals.map(({ principal }) => [principal.name, principal]));
  return (name) => {
    if (name === null) return undefined;
    const local = locals.get(name);
    return local ?? (arnFields(name)?.account === account.ground.account ? undefined : outsider(account.ground, name).principal);
  };
}
