// What edits do to the facts that are told about policies: told again for the part of the account that the edits bear on.
import type { Account } from '../../access/account/account.ts';
import { matrixOf } from '../../access/matrix/matrix.ts';
import { policyFindingsOf } from '../../checks/checks.ts';
import type { IsExpected } from '../../drift/cell/expected.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { FindingId } from '../../model/ids.ts';
import { policyParts } from '../../model/policy-ref.ts';
import type { AccountSnapshot, LocalPrincipal, Repository } from '../../model/snapshot.ts';
import type { Edit } from '../policy/edit.ts';
import { type AffectedPart, affectedPart } from './affected-part.ts';
import type { AccessEffect } from './effect.ts';
import type { OpenFindings } from './open-findings.ts';

export interface FindingsInput {
  readonly account: Account;
  /** Facts are told by what the baseline lets be. */
  readonly isExpected: IsExpected;
  /** The facts that are told of a part of the account as it is. */
  readonly factsIn: (bearing: AffectedPart) => readonly PolicyFinding[];
  readonly open: OpenFindings;
}

/** Mends of one policy bear on the same part: what was told of it last is kept. */
export function policyFindingsAfter(account: Account, isExpected: IsExpected): FindingsInput['factsIn'] {
  let last = { key: '', facts: [] as readonly PolicyFinding[] };
  return (bearing) => {
    const key = JSON.stringify([[...bearing.principals], [...bearing.repositories]]);
    if (key !== last.key) last = { key, facts: policyFindingsOf(matrixOf(partOf(account, bearing)), isExpected, 'some') };
    return last.facts;
  };
}

export interface FindingChange {
  /** Open findings that are no longer told. */
  readonly gone: readonly FindingId[];
  /** Those of them that are told of the rewritten statement under another id. */
  readonly renewed: readonly FindingId[];
  /** Facts that nobody told before. A statement that is rewritten is told of anew: that is none. */
  readonly fresh: readonly PolicyFinding[];
}

const NOTHING: FindingChange = { gone: [], renewed: [], fresh: [] };

/** The facts that end and begin with the edits. */
export function findingChange(
  { account, isExpected, factsIn, open }: FindingsInput,
  edits: readonly Edit[],
  effect: AccessEffect,
): FindingChange {
  const forgotten = unspelled(edits, effect, open);
  const bearing = affectedPart(account, edits, effect, open);
  if (!bearing) return { ...NOTHING, gone: forgotten };
  const old = factsIn(bearing);
  const now = policyFindingsOf(matrixOf(partOf(effect.after, bearing)), isExpected, 'some');
  const told = new Set(now.map(keyOf));
  const known = new Set(old.map(keyOf));
  const gone = open.facts.filter(({ id, fact }) => id !== open.target && known.has(keyOf(fact)) && !told.has(keyOf(fact)));
  const lost = new Set(old.filter((each) => !told.has(keyOf(each))).map(placeOf));
  const fresh = now.filter((each) => !known.has(keyOf(each)));
  const isRenewed = (each: PolicyFinding): boolean => each.statement !== undefined && lost.has(placeOf(each));
  const renewing = new Set(fresh.filter(isRenewed).map(placeOf));
  return {
    gone: [...gone.map(({ id }) => id), ...forgotten],
    renewed: gone.filter(({ fact }) => renewing.has(placeOf(fact))).map(({ id }) => id),
    fresh: fresh.filter((each) => !isRenewed(each)),
  };
}

/** What makes up the id of a finding. */
function keyOf({ code, region, subject, principal, capability }: PolicyFinding): string {
  return JSON.stringify([code, region, subject, principal, capability]);
}

function placeOf({ code, region, repository, statement }: PolicyFinding): string {
  return JSON.stringify([code, region, repository, statement?.layer, statement && policyParts(statement.policy)]);
}

/** Actions that the catalogue does not know (503), and that no policy names any more. */
function unspelled(edits: readonly Edit[], { after }: AccessEffect, { facts, target }: OpenFindings): readonly FindingId[] {
  const before = edits.map((edit) => edit.before?.toLowerCase() ?? '');
  const touched = facts.flatMap(({ id, fact: { code, subject } }) => {
    if (id === target || code !== 'ECRD-503' || typeof subject !== 'string') return [];
    return before.some((text) => text.includes(subject)) ? [{ id, action: subject }] : [];
  });
  if (touched.length === 0) return [];
  const texts = textsIn(after).map((text) => text.toLowerCase());
  return touched.filter(({ action }) => !texts.some((text) => text.includes(action))).map(({ id }) => id);
}

function textsIn({ snapshot: { registries }, locals }: Account): readonly string[] {
  const repositories = registries.flatMap((each) => (each.repositories.kind === 'present' ? each.repositories.value : []));
  const own = locals.flatMap(({ local }) => (local ? [...local.policies, local.boundary] : []));
  const parts = [...registries.map(({ policy }) => policy), ...repositories.map(({ policy }) => policy), ...own];
  return parts.flatMap((part) => (part.kind === 'present' ? [part.value.text] : []));
}

/** Notes are of documents, and those of all of them are told apart from this. */
function partOf(account: Account, { principals, repositories }: AffectedPart): Account {
  const { snapshot, documents } = account;
  const locals = account.locals.filter(({ principal }) => principals.has(principal.name));
  const value = locals.flatMap(({ local }): readonly LocalPrincipal[] => (local ? [local] : []));
  return {
    ...account,
    locals,
    documents: { compiled: documents.compiled, notes: () => [] },
    snapshot: {
      ...snapshot,
      principals: snapshot.principals.kind === 'present' ? { kind: 'present', value } : snapshot.principals,
      registries: snapshot.registries.map((registry) => ({ ...registry, repositories: within(registry.repositories, repositories) })),
    },
  };
}

function within(part: AccountSnapshot['registries'][number]['repositories'], arns: ReadonlySet<string>): typeof part {
  if (part.kind !== 'present') return part;
  return { kind: 'present', value: part.value.filter(({ arn }: Repository) => arns.has(arn)) };
}
