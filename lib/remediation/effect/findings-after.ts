// What edits do to findings about policies: the checks run again over the part of the account that the edits bear on.
import type { Account } from '../../access/account/account.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { policyFindingsOf } from '../../checks/checks.ts';
import type { IsExpected } from '../../drift/cell/expected.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { FindingId } from '../../model/ids.ts';
import { policyParts } from '../../model/policy-ref.ts';
import type { Edit } from '../policy/edit.ts';
import { type AffectedPart, affectedPart } from './affected-part.ts';
import type { AccessEffect } from './effect.ts';
import type { OpenFindings } from './open-findings.ts';
import { type MatrixOfPart, withoutNotes } from './part-matrices.ts';
import type { WorkMeter } from './work.ts';

export interface FindingsInput {
  readonly account: Account;
  /** A part of this account, or of what edits leave of it. */
  readonly matrixIn: MatrixOfPart;
  /** What the baseline lets be: checks ask for it. */
  readonly isExpected: IsExpected;
  /** The findings about policies in a part of the account as it is. */
  readonly policyFindingsIn: (part: AffectedPart) => readonly PolicyFinding[];
  readonly open: OpenFindings;
  readonly work: WorkMeter;
}

/** That somebody could take access back is to be known, and no reason to leave it to them. */
export const PATH = 'ECRD-307';

/** Remediations of one policy bear on the same part: what was last found in it is kept. `audited`: the account as a matrix, where there is one. */
export function policyFindingsAfter(
  account: Account,
  { isExpected, matrixIn }: Pick<FindingsInput, 'isExpected' | 'matrixIn'>,
  audited?: AccessMatrix,
): FindingsInput['policyFindingsIn'] {
  let last = { key: '', policyFindings: [] as readonly PolicyFinding[] };
  return (part) => {
    const whole = audited && isWhole(account, part) ? audited : undefined;
    const key = whole ? 'whole' : JSON.stringify([[...part.principals], [...part.repositories]]);
    if (key !== last.key) {
      const matrix = whole ? { ...whole, account: withoutNotes(account) } : matrixIn(account, part);
      last = { key, policyFindings: policyFindingsOf(matrix, isExpected, 'some') };
    }
    return last.policyFindings;
  };
}

function isWhole(account: Account, { principals, repositories }: AffectedPart): boolean {
  return (
    account.locals.every(({ principal }) => principals.has(principal.name)) &&
    repositoriesOf(account).every(({ arn }) => repositories.has(arn))
  );
}

export interface FindingChange {
  /** Open findings that are no longer found. */
  readonly gone: readonly FindingId[];
  /** Those of them that are found in the rewritten statement under another id. */
  readonly renewed: readonly FindingId[];
  /** Those that were not there before. What is found again in a statement that is rewritten is none of them. */
  readonly fresh: readonly PolicyFinding[];
}

/** Nothing ends, and nothing begins. */
export const NO_CHANGE: FindingChange = { gone: [], renewed: [], fresh: [] };

/** The checks ask about each pair of classes once; to look into the policies of one principal or repository, most of which were looked into before, takes as long as so many pairs. */
const CHECKED = 10;
/** To find the ways to more access of one principal anew, before the edits and after them. */
const WAYS_FOUND = 60;

/** The findings about policies that end and begin with the edits; undefined where there is not enough left to find out. */
export function findingChange(input: FindingsInput, edits: readonly Edit[], effect: AccessEffect): FindingChange | undefined {
  const { account, open, work } = input;
  const forgotten = unspelled(edits, effect, open);
  const part = affectedPart(account, edits, effect, open);
  if (!part) return { ...NO_CHANGE, gone: forgotten };
  const ways = waysIn(open, part);
  work.spend(WAYS_FOUND * ways);
  if (ways > 0 && work.isSpent()) return undefined;
  const { old, now } = foundAround(input, effect, part, edits);
  const found = new Set(now.map(keyOf));
  const known = new Set(old.map(keyOf));
  const gone = open.policyFindings.filter(({ finding }) => known.has(keyOf(finding)) && !found.has(keyOf(finding)));
  const lost = new Set(old.filter((each) => !found.has(keyOf(each))).map(placeOf));
  const fresh = now.filter((each) => !known.has(keyOf(each)));
  const isRenewed = (each: PolicyFinding): boolean => each.statement !== undefined && lost.has(placeOf(each));
  const renewing = new Set(fresh.filter(isRenewed).map(placeOf));
  return {
    gone: [...gone.map(({ id }) => id), ...forgotten],
    renewed: gone.filter(({ finding }) => renewing.has(placeOf(finding))).map(({ id }) => id),
    fresh: fresh.filter((each) => !isRenewed(each)),
  };
}

/** How many principals of a part have ways to more access. */
function waysIn({ policyFindings }: OpenFindings, { principals }: AffectedPart): number {
  return policyFindings.filter(({ finding: { code, principal } }) => code === PATH && principals.has(principal ?? '')).length;
}

export interface Found {
  readonly old: readonly PolicyFinding[];
  readonly now: readonly PolicyFinding[];
}

/** What is found near the edits; in the whole part where something changes there that is about more than the repositories edited. */
export function foundAround(input: FindingsInput, effect: AccessEffect, part: AffectedPart, edits: readonly Edit[]): Found {
  if (part.near === undefined || part.near.size >= part.repositories.size) return foundIn(input, effect, part);
  const near = foundIn(input, effect, { ...part, repositories: part.near });
  const beyond = (findings: readonly PolicyFinding[]): string =>
    JSON.stringify(findings.filter((finding) => !edits.some((edit) => isOfEdited(finding, edit))).map(keyOf));
  return beyond(near.old) === beyond(near.now) ? near : foundIn(input, effect, part);
}

/** What is found in a part before the edits and after them. */
export function foundIn(
  { policyFindingsIn, matrixIn, isExpected, work }: FindingsInput,
  { after }: AccessEffect,
  part: AffectedPart,
): Found {
  const old = policyFindingsIn(part);
  const matrix = matrixIn(after, part);
  work.spend(CHECKED * (matrix.principalClasses + matrix.repositoryClasses.length) + part.principals.size + part.repositories.size);
  return { old, now: policyFindingsOf(matrix, isExpected, 'some') };
}

function isOfEdited({ region, repository }: PolicyFinding, edit: Edit): boolean {
  return edit.kind === 'repositoryPolicy' && edit.region === region && edit.repository === repository;
}

/** What makes up the id of a finding. */
function keyOf({ code, region, subject, principal, capability }: PolicyFinding): string {
  return JSON.stringify([code, region, subject, principal, capability]);
}

function placeOf({ code, region, repository, statement }: PolicyFinding): string {
  return JSON.stringify([code, region, repository, statement?.layer, statement && policyParts(statement.policy)]);
}

/** Actions that the catalogue does not know (503), and that no policy names any more. */
function unspelled(edits: readonly Edit[], { after }: AccessEffect, { policyFindings }: OpenFindings): readonly FindingId[] {
  const before = edits.map((edit) => edit.before?.toLowerCase() ?? '');
  const touched = policyFindings.flatMap(({ id, finding: { code, subject } }) => {
    if (code !== 'ECRD-503' || typeof subject !== 'string') return [];
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
