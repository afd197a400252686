// Small accounts and baselines to drift: test/corpus/diff/*.yaml. Every drift of a case is listed; what is not listed is none.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { accessMatrix } from '../../lib/access/matrix/matrix.ts';
import { driftFrom } from '../../lib/drift/drift.ts';
import { placeholderDrift } from '../../lib/drift/placeholder/placeholder-drift.ts';
import type { Drift, PlaceholderAccess } from '../../lib/model/drift.ts';
import { gapPartName } from '../../lib/model/gap-part.ts';
import type { Instant } from '../../lib/model/ids.ts';
import { ACCOUNT, type AccountWords, snapshotOf } from '../support/account-shorthand.ts';
import { baselineOf, policy } from '../support/baseline.ts';

interface Case extends AccountWords {
  readonly note: string;
  /** The rules of a document. */
  readonly rules?: readonly object[];
  /** Grants as the lock writes them, without the fields that every grant of the case shares. */
  readonly lock?: readonly object[];
  readonly now?: Instant;
  /** `kind principal capability repository`, with what else tells it after a colon. */
  readonly drift: readonly string[];
}

const FOLDER = join(import.meta.dirname, '../corpus/diff');
const FILES = readdirSync(FOLDER).map((name) => ({ name, cases: parse(readFileSync(join(FOLDER, name), 'utf8')) as readonly Case[] }));
const KEYS = [
  ...['note', 'rules', 'lock', 'now', 'drift', 'users', 'roles', 'organization', 'repositories', 'identity'],
  ...['registry policy', 'registry scope', 'templates', 'caches'],
];

describe.each(FILES)('$name', ({ cases }) => {
  test.each(cases)('$note', (given) => {
    expect(Object.keys(given).filter((key) => !KEYS.includes(key))).toEqual([]);
    const snapshot = snapshotOf(given);
    const [matrix, intent, now] = [accessMatrix(snapshot), intentOf(given), given.now ?? snapshot.collectedAt];
    const drift = driftFrom(matrix, intent, now);
    const found = [...drift, ...placeholderDrift(matrix, intent, now, drift)];
    expect(found.map(shown).sort()).toEqual([...given.drift].sort());
  });
});

function intentOf({ rules, lock }: Case): ReturnType<typeof baselineOf> {
  const document = rules ? { 'baseline.yaml': policy(stringify({ rules })) } : {};
  return baselineOf({ ...document, ...(lock ? { 'access.lock.jsonl': lockOf(lock) } : {}) });
}

function lockOf(lines: readonly object[]): string {
  const grants = lines.map((line) => ({
    ...{ region: 'us-east-1', repository: 'team/app', principalClass: 'same-account', decision: 'allowed', conditions: [] },
    ...line,
  }));
  return [{ lockVersion: 1 }, ...grants].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function shown(drift: Drift): string {
  switch (drift.kind) {
    case 'unexpected':
    case 'raised':
      return `${drift.kind} ${cell(drift.grant.principal.name, drift.grant.capability, drift.everywhere ? '*' : drift.grant.repository)}`;
    case 'forbidden':
      return `forbidden ${cell(drift.grant.principal.name, drift.grant.capability, drift.grant.repository)}: ${drift.rule.id}`;
    case 'weakened':
      return `weakened ${cell(drift.grant.principal.name, drift.grant.capability, drift.grant.repository)}: ${drift.rule.id}, ${drift.shown ? 'shown' : 'not shown'}`;
    case 'coming':
      return comingShown(drift);
    case 'missing':
      return `missing ${cell(drift.principal, drift.capability, drift.repository)}: ${drift.rule.id}, ${drift.blockedBy.join('+') || (drift.isNeverWhole ? 'never whole' : 'nobody is there')}`;
    case 'unsettled':
      return `unsettled ${cell(drift.principal, drift.capability, drift.repository)}: ${drift.asked} ${drift.rule.id}, ${drift.open.join('+')}`;
    case 'unmanaged':
      return `unmanaged ${drift.repository}: ${drift.principals} principals, ${drift.grants} grants`;
    case 'unverified':
      return `unverified ${gapPartName(drift.gap.part)}`;
    case 'hygiene':
      return drift.code;
  }
}

/** `coming forbidden * pull vendor/*: rule`, with the parts of the pattern where it is drift; the registry itself has no pattern. */
function comingShown({ verdict, of, access, template, among, rule, lenience, more }: PlaceholderAccess): string {
  const where = of === 'registry' ? 'registry' : access.repository;
  const told = [
    ...(template === undefined ? [] : [`template ${template}`]),
    ...(among.length === 0 ? [] : [`in ${among.join(' ')}`]),
    ...(rule ? [rule.id] : []),
    ...(lenience ? [`as ${lenience}`] : []),
    ...(more.length === 0 ? [] : [`and ${more.length} more`]),
  ];
  return `coming ${verdict} ${cell(access.principal.name, access.capability, where)}${told.length === 0 ? '' : `: ${told.join(', ')}`}`;
}

function cell(principal: string, capability: string, repository: string): string {
  return `${principal.replace(`arn:aws:iam::${ACCOUNT}:`, '')} ${capability} ${repository}`;
}
