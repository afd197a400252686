// What the commands work on: a snapshot and a baseline, read and checked.
import { existsSync } from 'node:fs';
import type { Account } from '../../access/account/account.ts';
import { outsider, type Subject } from '../../access/account/subjects.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import { readReference } from '../../baseline/match/repository-reference.ts';
import { exceptionBounds } from '../../baseline/parse/exception-bounds.ts';
import { parseBaseline } from '../../baseline/parse/parse.ts';
import { folderOf, policyFilesNamed, tidyPath } from '../../baseline/read/policy-file.ts';
import type { Baseline, SourceFile } from '../../model/baseline.ts';
import { accountId, arnFields, type Instant } from '../../model/ids.ts';
import type { AccountSnapshot, Repository } from '../../model/snapshot.ts';
import { readSnapshot, readSnapshotSource, type SnapshotSource } from '../../snapshot/parse.ts';
import { didYouMean } from '../../text/suggest.ts';
import { readText } from '../files/read-file.ts';
import { Failure } from '../process/failure.ts';
import { readNamedSource, readSources } from './sources.ts';

/** A saved snapshot; `-` is standard input. Throws a Failure with the file, the place in it and what was expected. */
export function loadSnapshot(path: string): AccountSnapshot {
  const reading = readSnapshot(readText(path));
  if (reading.kind === 'problem') throw new Failure(`${path}: ${reading.reason}`);
  return reading.snapshot;
}

/** The same with the answers that it was read from. */
export function loadSnapshotSource(path: string): SnapshotSource {
  const reading = readSnapshotSource(readText(path));
  if (reading.kind === 'problem') throw new Failure(`${path}: ${reading.reason}`);
  return reading;
}

/** An invalid baseline judges nothing: every issue of it is a line of the failure. */
export function loadBaseline(path: string): Baseline {
  const parsed = parseBaseline(path, baselineSources(path));
  if (parsed.kind === 'baseline') return parsed.baseline;
  throw new Failure(parsed.issues.map(({ reason, at }) => `${at.file}:${at.line}: ${reason}`));
}

/** Refuses a baseline whose exceptions hold for too long as of `now`. */
export function checkBounds(baseline: Baseline, now: Instant): void {
  const issues = exceptionBounds(baseline, now);
  if (issues.length > 0) throw new Failure(issues.map(({ reason, at }) => `${at.file}:${at.line}: ${reason}`));
}

/** The files of a baseline, the policy documents that a single file names among them. */
export function baselineSources(path: string): readonly SourceFile[] {
  const files = readSources(path);
  const known = new Set(files.map((file) => tidyPath(file.path)));
  const named = policyFilesNamed(files).filter((name) => !known.has(name) && existsSync(name));
  const isFile = files.some((file) => file.path === path);
  return [...files, ...named.map((name) => readNamedSource(isFile ? folderOf(path) || '.' : path, name))];
}

/** Refuses a region that the snapshot does not hold. */
export function checkRegion({ snapshot }: Account, region: string | undefined): void {
  const regions = snapshot.registries.map((registry) => registry.region);
  if (region === undefined || regions.includes(region)) return;
  throw new Failure(`no region \`${region}\` in the snapshot${didYouMean(region, regions) || `: it holds ${regions.join(', ')}`}`);
}

export interface RepositoryQuery {
  /** A name, or the ARN of a repository of the snapshot. */
  readonly repository: string;
  readonly region: string | undefined;
}

/** The repositories of that name, one per region; never none. A registry URI or an ARN says its region as well. */
export function repositoriesNamed(account: Account, query: RepositoryQuery): readonly Repository[] {
  const { repository, region } = plainQuery(account, query);
  checkRegion(account, region);
  const all = repositoriesOf(account);
  const found = all.filter(({ name }) => name === repository);
  const inRegion = found.filter((each) => region === undefined || each.region === region);
  if (inRegion.length > 0) return inRegion;
  if (found.length > 0) throw new Failure(`\`${repository}\` is not in ${region}: it is in ${found.map((each) => each.region).join(', ')}`);
  throw new Failure(
    `no repository \`${repository}\` in the snapshot${didYouMean(
      repository,
      all.map(({ name }) => name),
    )}`,
  );
}

/** The name and the region that a registry URI or an ARN means; a tag or a digest is of an image, and does not matter here. */
function plainQuery({ ground }: Account, query: RepositoryQuery): RepositoryQuery {
  const { repository, region } = query;
  const reference = readReference(repository);
  if (!reference) return query;
  const { account, region: inRegion, name } = reference;
  if (account === undefined) throw new Failure(`\`${repository}\` is in ECR Public, which is another service`);
  if (account !== ground.account) throw new Failure(`\`${repository}\` is in account ${account}, and the snapshot is of ${ground.account}`);
  if (name === '') throw new Failure(`\`${repository}\` is a registry: say which repository, as its name or after a \`/\``);
  if (region !== undefined && region !== inRegion) throw new Failure(`\`${repository}\` is in ${inRegion}, and --region says ${region}`);
  return { repository: name, region: inRegion };
}

const OUTSIDER_KINDS = ['account:', 'org:', 'ou:', 'service:'];

/** A principal as grants name it: one that was read, or an outsider. */
export function principalNamed(account: Account, name: string): Subject {
  const local = account.locals.find(({ principal }) => principal.name === name);
  if (local) return local;
  const { account: own } = account.ground;
  const isOutsider = name === '*' || OUTSIDER_KINDS.some((kind) => name.startsWith(kind)) || isForeign(name, own);
  if (isOutsider) return outsider(account.ground, name);
  const known = account.locals.map(({ principal }) => principal.name);
  throw new Failure(
    `no principal \`${name}\` in the snapshot${principalSuggestion(name, known) || ': use an ARN, account:..., org:..., ou:..., service:... or *'}`,
  );
}

const MOST_SUGGESTED = 3;

/** Principals are known by their last name as well: `kurt`, `role/ci`, and what is nearly one. */
function principalSuggestion(name: string, known: readonly string[]): string {
  const same = known.filter((arn) => arn.toLowerCase().endsWith(`/${name.toLowerCase()}`) || arn.endsWith(`:${name}`));
  if (same.length > 0) {
    const more = same.length > MOST_SUGGESTED ? ` or ${same.length - MOST_SUGGESTED} more` : '';
    return `: did you mean ${same
      .slice(0, MOST_SUGGESTED)
      .map((arn) => `\`${arn}\``)
      .join(' or ')}${more}?`;
  }
  const lastNames = new Map(known.map((arn) => [arn.slice(arn.lastIndexOf('/') + 1), arn] as const));
  const near = /[:/]/.test(name) ? '' : didYouMean(name, lastNames.keys());
  const [, last] = /`([^`]*)`/.exec(near) ?? [];
  return last === undefined ? didYouMean(name, known) : `: did you mean \`${lastNames.get(last)}\`?`;
}

function isForeign(name: string, own: string): boolean {
  const fields = arnFields(name);
  return fields !== undefined && accountId(fields.account) !== undefined && fields.account !== own;
}
