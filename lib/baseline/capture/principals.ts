// Sets of principals in the words of entries, such that no principal outside the set is meant.
import { type GrantPrincipal, PRINCIPAL_CLASSES, type PrincipalClass } from '../../model/access.ts';
import { readPrincipal } from '../match/principal-selector.ts';
import { selects } from '../match/selector.ts';
import { principals } from '../schema/words.ts';
import { literalsFor } from './globs.ts';

export interface PrincipalWording {
  readonly words: readonly string[];
  /** Names of those that no word can say. */
  readonly left: readonly string[];
  /** Members of the account that an outsider's word means as well: they are in the organizational unit that it names. */
  readonly also: readonly string[];
}

export type PrincipalLanguage = (wanted: readonly GrantPrincipal[]) => PrincipalWording;

/** `everybody`: the account's own principals, with or without access, and all outsiders. */
export function principalLanguage(everybody: readonly GrantPrincipal[]): PrincipalLanguage {
  const own = everybody.filter(isOwn);
  const sayArns = literalsFor(own.map(nameOf), canSay);
  return (wanted) => {
    const rest = wanted.filter(isOwn);
    const permissionSets = permissionSetsIn(rest, own);
    const arns = sayArns(new Set(rest.filter((principal) => !permissionSets.some(({ of }) => of.includes(principal))).map(nameOf)));
    const outsiders = wanted.filter((principal) => !isOwn(principal)).map(outsiderWording);
    const outside = outsiders.flatMap(({ words }) => words);
    return {
      words: [...permissionSets.map(({ word }) => word), ...arns.globs, ...outside.sort()],
      left: [...arns.left, ...outsiders.flatMap(({ left }) => left)],
      also: alsoMeant(outside, own, wanted),
    };
  };
}

/** The classes of the account's own principals. */
const OWN_CLASSES: readonly PrincipalClass[] = PRINCIPAL_CLASSES.filter((name) => name === 'same-account' || name === 'service-linked');

function isOwn({ class: name }: GrantPrincipal): boolean {
  return OWN_CLASSES.includes(name);
}

interface PermissionSet {
  readonly word: string;
  readonly of: readonly GrantPrincipal[];
}

const PERMISSION_SET_ROLE = /\/AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

/** A permission set outlives its role, whose name ends in digits of chance. */
function permissionSetsIn(wanted: readonly GrantPrincipal[], own: readonly GrantPrincipal[]): readonly PermissionSet[] {
  const names = new Set(wanted.flatMap(({ name }) => PERMISSION_SET_ROLE.exec(name)?.[1] ?? []));
  return [...names].sort().flatMap((name): readonly PermissionSet[] => {
    const word = `sso:${name}`;
    const of = selectedBy(word, own);
    return of.length > 0 && of.every((principal) => wanted.includes(principal)) ? [{ word, of }] : [];
  });
}

function outsiderWording(principal: GrantPrincipal): { readonly words: readonly string[]; readonly left: readonly string[] } {
  const word = outsiderWord(principal);
  const isExact = canSay(word) && !/[*?]/.test(word) && selectedBy(word, [principal]).length > 0;
  return isExact ? { words: [word], left: [] } : { words: [], left: [principal.name] };
}

/** Whether the words for an outsider mean that one: neither everybody, nor a class, nor whoever of the account is in a unit. */
export function meansOne(principal: GrantPrincipal, own: readonly GrantPrincipal[]): boolean {
  const word = outsiderWord(principal);
  return !PRINCIPAL_CLASSES.some((name) => name === word) && selectedBy(word, own).length === 0;
}

/** The own organization's `org:` would mean the account's own principals too. */
function outsiderWord({ name, class: ofClass }: GrantPrincipal): string {
  if (name === '*') return 'public';
  const isWholeOrganization = name.startsWith('org:') || (name.startsWith('ou:') && !canSay(name));
  if (isWholeOrganization && ofClass === 'organization') return ofClass;
  return name.startsWith('ou:') && !canSay(name) ? `org:${name.slice('ou:'.length).split('/')[0]}` : name;
}

/** Only a unit above the account itself does this; nothing else names such a unit. */
function alsoMeant(words: readonly string[], own: readonly GrantPrincipal[], wanted: readonly GrantPrincipal[]): readonly string[] {
  const meant = words.filter((word) => word.startsWith('ou:')).flatMap((word) => selectedBy(word, own));
  return [...new Set(meant.filter((principal) => !wanted.includes(principal)).map(nameOf))].sort();
}

function selectedBy(word: string, among: readonly GrantPrincipal[]): readonly GrantPrincipal[] {
  const read = readPrincipal(word);
  return read.kind === 'selector' ? among.filter((principal) => selects(read.selector, principal)) : [];
}

function canSay(word: string): boolean {
  return principals.safeParse([word]).success;
}

function nameOf({ name }: GrantPrincipal): string {
  return name;
}
