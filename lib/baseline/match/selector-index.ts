// Which selectors can mean a principal, and whom a selector means, without asking each about each: a baseline can name thousands of accounts,
// organizations and roles.
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { GrantPrincipal } from '../../model/access.ts';
import type { PrincipalSelector } from '../../model/baseline.ts';
import { globIndex, isLiteral } from './glob-index.ts';
import { closed, selects, unitOf } from './selector.ts';

/** The selectors that can mean a principal, in no order and some of them twice. The answer may hold ones that do not after all. */
export function selectorIndex(selectors: readonly PrincipalSelector[]): (principal: GrantPrincipal) => readonly PrincipalSelector[] {
  const byTrait = new Map<string, PrincipalSelector[]>();
  const others: (readonly [string, PrincipalSelector])[] = [];
  for (const selector of selectors) {
    const traits = traitsAskedBy(selector);
    if (!traits) others.push([selector.kind === 'arn' ? selector.glob : '**', selector]);
    else for (const trait of traits) getOrCreate(byTrait, trait, () => []).push(selector);
  }
  const byName = globIndex(others);
  return (principal) => [...byName(principal.name), ...traitsOf(principal).flatMap((trait) => byTrait.get(trait) ?? [])];
}

/** Of some principals those that a selector means for certain, in their order. */
export function selectedAmong<T extends { readonly principal: GrantPrincipal }>(
  all: readonly T[],
): (selector: PrincipalSelector) => readonly T[] {
  const byTrait = new Map<string, number[]>();
  for (const [at, { principal }] of all.entries()) for (const trait of traitsOf(principal)) getOrCreate(byTrait, trait, () => []).push(at);
  return (selector) => {
    const found = traitsAskedBy(selector)?.flatMap((trait) => byTrait.get(trait) ?? []);
    const candidates = found ? [...new Set(found)].sort((a, b) => a - b).flatMap((at) => all[at] ?? []) : all;
    return candidates.filter(({ principal }) => selects(selector, principal));
  };
}

/** Whom a selector means has one of these; undefined where that has to be looked for in names. */
function traitsAskedBy(selector: PrincipalSelector): readonly string[] | undefined {
  switch (selector.kind) {
    case 'arn':
      return isLiteral(selector.glob) ? [`name ${selector.glob}`] : undefined;
    case 'account':
      return [`account ${selector.account}`];
    case 'accountName':
      return [`called ${selector.name}`];
    case 'organization':
      return [`name org:${selector.id}`, `under ${closed(selector.id)}`];
    case 'organizationalUnit':
      return [`under ${closed(selector.path)}`];
    case 'service':
      return [`name service:${selector.service}`];
    case 'permissionSet':
      return undefined;
    case 'tag':
      return [tagTrait(selector.key, selector.value)];
    case 'class':
      return [`class ${selector.class}`];
  }
}

function traitsOf(principal: GrantPrincipal): readonly string[] {
  const { name, class: among, account, accountName, tags } = principal;
  const unit = unitOf(principal);
  return [
    `name ${name}`,
    `class ${among}`,
    ...(account === undefined ? [] : [`account ${account}`]),
    ...(accountName.kind === 'sole' || accountName.kind === 'shared' ? [`called ${accountName.name}`] : []),
    ...(unit === undefined ? [] : foldersOf(closed(unit)).map((folder) => `under ${folder}`)),
    ...Object.entries(tags).map(([key, value]) => tagTrait(key, value)),
  ];
}

function tagTrait(key: string, value: string): string {
  return `tag ${JSON.stringify([key, value])}`;
}

/** `a/`, `a/b/` of `a/b/`. */
function foldersOf(path: string): readonly string[] {
  return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
}
