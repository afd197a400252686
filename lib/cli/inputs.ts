// What the commands work on: a snapshot and a baseline, read and checked.
import { existsSync } from 'node:fs';
import type { Account } from '../access/account.ts';
import { repositoriesOf } from '../access/repository-classes.ts';
import { outsider, type Subject } from '../access/subjects.ts';
import { parseBaseline } from '../baseline/parse.ts';
import { folderOf, policyFilesNamed, tidyPath } from '../baseline/parse-policy-file.ts';
import type { Baseline, SourceFile } from '../model/baseline.ts';
import { accountId, arnFields } from '../model/ids.ts';
import type { AccountSnapshot, Repository } from '../model/snapshot.ts';
import { readSnapshot } from '../snapshot/parse.ts';
import { didYouMean } from '../text/suggest.ts';
import { Failure } from './failure.ts';
import { readText } from './files.ts';
import { readNamedSource, readSources } from './sources.ts';

export function loadSnapshot(path: string): AccountSnapshot {
  const reading = readSnapshot(readText(path));
  if (reading.kind === 'problem') throw new Failure(`${path}: ${reading.reason}`);
  return reading.snapshot;
}

/** An invalid baseline judges nothing: every issue of it is a line of the failure. */
export function loadBaseline(path: string): Baseline {
  const parsed = parseBaseline(path, baselineSources(path));
  if (parsed.kind === 'baseline') return parsed.baseline;
  throw new Failure(parsed.issues.map(({ reason, at }) => `${at.file}:${at.line}: ${reason}`));
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

/** The repositories of that name, one per region; never none. */
export function repositoriesNamed(account: Account, { repository, region }: RepositoryQuery): readonly Repository[] {
  checkRegion(account, region);
  const all = repositoriesOf(account);
  const found = all.filter(({ name, arn }) => name === repository || arn === repository);
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
    `no principal \`${name}\` in the snapshot${didYouMean(name, known) || ': use an ARN, account:..., org:..., ou:..., service:... or *'}`,
  );
}

function isForeign(name: string, own: string): boolean {
  const fields = arnFields(name);
  return fields !== undefined && accountId(fields.account) !== undefined && fields.account !== own;
}
