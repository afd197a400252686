// Snapshots in shorthand to effective access: test/corpus/access/*.yaml. Every grant is listed; what is not listed is not there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { coverageOf } from '../../lib/access/account/coverage.ts';
import { repositoriesOf } from '../../lib/access/classes/repository-classes.ts';
import { grantsOf } from '../../lib/access/matrix/grants.ts';
import { accessMatrix } from '../../lib/access/matrix/matrix.ts';
import type { Grant } from '../../lib/model/access.ts';
import type { Residual } from '../../lib/model/decision.ts';
import { gapPartName } from '../../lib/model/gap-part.ts';
import { policyName } from '../../lib/model/policy-ref.ts';
import type { Repository } from '../../lib/model/snapshot.ts';
import { readRules } from '../corpus/rules.ts';
import { ACCOUNT, type AccountWords, snapshotOf } from '../support/account-shorthand.ts';

interface Case extends AccountWords {
  readonly note: string;
  readonly rule: string | readonly string[];
  readonly expect: {
    /** By principal, and `principal on repository` where there are several repositories: `pull`, `pull if KEYS`, `pull unknown`. */
    readonly grants?: Readonly<Record<string, readonly string[]>>;
    readonly classes?: Readonly<Record<string, string>>;
    readonly via?: Readonly<Record<string, readonly string[]>>;
    readonly complete?: boolean;
    readonly unread?: readonly string[];
  };
}

const FOLDER = join(import.meta.dirname, '../corpus/access');
const FILES = readdirSync(FOLDER).map((name) => ({ name, cases: parse(readFileSync(join(FOLDER, name), 'utf8')) as readonly Case[] }));
const RULES: readonly string[] = readRules().ids;
const KEYS = [
  ...['note', 'rule', 'expect', 'identity', 'users', 'roles', 'groups', 'organization', 'regions'],
  ...['repositories', 'registry policy', 'registry scope'],
];

describe.each(FILES)('$name', ({ cases }) => {
  test.each(cases)('$rule: $note', (given) => {
    expect(Object.keys(given).filter((key) => !KEYS.includes(key))).toEqual([]);
    expect([given.rule].flat().filter((rule) => !RULES.includes(rule))).toEqual([]);
    const matrix = accessMatrix(snapshotOf(given));
    const grants = grantsOf(matrix);
    const { complete, unread } = coverageOf(matrix.account);
    const { grants: wanted = {}, classes, via, complete: isComplete = true, unread: parts = [] } = given.expect;
    const keyOf = keyFor(repositoriesOf(matrix.account));
    expect({ grants: grouped(grants, keyOf, shown), complete, unread: unread.map(({ part }) => gapPartName(part)) }).toEqual({
      grants: sorted(wanted),
      complete: isComplete,
      unread: parts,
    });
    if (classes) expect(Object.fromEntries(grants.map((grant) => [keyOf(grant), grant.principal.class]))).toMatchObject(classes);
    if (via) expect(grouped(grants, keyOf, proof)).toMatchObject(sorted(via));
  });
});

function sorted(lists: Readonly<Record<string, readonly string[]>>): object {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, [...list].sort()]));
}

type KeyOf = (grant: Grant) => string;

/** A name says where only if there is more than one place. */
function keyFor(repositories: readonly Repository[]): KeyOf {
  const regions = new Set(repositories.map(({ region }) => region)).size;
  return (grant) => {
    const where = regions > 1 ? ` on ${grant.repository} in ${grant.region}` : ` on ${grant.repository}`;
    return repositories.length > 1 ? `${named(grant)}${where}` : named(grant);
  };
}

function grouped(grants: readonly Grant[], keyOf: KeyOf, textOf: (grant: Grant) => readonly string[]): object {
  const groups = Map.groupBy(grants, keyOf);
  return Object.fromEntries([...groups].map(([name, list]) => [name, [...new Set(list.flatMap(textOf))].sort()]));
}

function named({ principal: { name } }: Grant): string {
  return name.replace(`arn:aws:iam::${ACCOUNT}:`, '').replace('arn:aws:iam::222222222222:', 'B:');
}

function shown({ capability, decision, conditions }: Grant): readonly string[] {
  if (decision === 'unknown') return [`${capability} unknown`];
  if (decision === 'allowed') return [capability];
  return [`${capability} if ${[...new Set(conditions.map(residual))].sort().join(' and ')}`];
}

function residual(condition: Residual): string {
  if ('account' in condition) return `account ${condition.account}`;
  return condition.effect === 'Deny' ? `not ${condition.key}` : condition.key;
}

function proof({ via }: Grant): readonly string[] {
  return via.map(({ policy, source: { sid, index } }) => `${policyName(policy)} ${sid ?? `#${index}`}`);
}
