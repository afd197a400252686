// Small accounts and baselines to drift: test/corpus/diff/*.yaml. Every drift of a case is listed; what is not listed is none.

import { describe, expect, test } from 'vitest';
import { accessMatrix } from '../../lib/access/matrix/matrix.ts';
import { driftFrom } from '../../lib/drift/drift.ts';
import { placeholderDrift } from '../../lib/drift/placeholder/placeholder-drift.ts';
import type { Drift, PlaceholderAccess } from '../../lib/model/drift.ts';
import { gapPartName } from '../../lib/model/gap-part.ts';
import { ACCOUNT, snapshotOf } from '../support/account-shorthand.ts';
import { DRIFT_CASES, intentOf } from '../support/drift-cases.ts';

const KEYS = [
  ...['note', 'rules', 'known', 'other rules', 'lock', 'now', 'drift', 'users', 'roles', 'organization', 'repositories', 'identity'],
  ...['registry policy', 'registry scope', 'templates', 'caches'],
];

describe.each(DRIFT_CASES)('$name', ({ cases }) => {
  test.each(cases)('$note', (given) => {
    expect(Object.keys(given).filter((key) => !KEYS.includes(key))).toEqual([]);
    const snapshot = snapshotOf(given);
    const [matrix, intent, now] = [accessMatrix(snapshot), intentOf(given), given.now ?? snapshot.collectedAt];
    const told = driftFrom(matrix, intent, now);
    const found = [...told.drift, ...placeholderDrift(matrix, intent, now, told)];
    expect(found.map(shown).sort()).toEqual([...given.drift].sort());
  });
});

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
      if (drift.newly) return `new ${drift.repository}: ${drift.newly.id}`;
      return `unmanaged ${drift.repository}: ${drift.principals} principals, ${drift.grants} grants`;
    case 'unverified':
      return `unverified ${gapPartName(drift.gap.part)}`;
    case 'hygiene':
      return drift.code;
  }
}

/** `coming forbidden * pull vendor/*: rule`, with the parts of the pattern where it is drift; the registry itself has no pattern. */
function comingShown({ verdict, of, access, template, among, rule, shown: isShown, lenience, more }: PlaceholderAccess): string {
  const where = of === 'registry' ? 'registry' : access.repository;
  const told = [
    ...(template === undefined ? [] : [`template ${template}`]),
    ...(among.length === 0 ? [] : [`in ${among.join(' ')}`]),
    ...(rule ? [rule.id] : []),
    ...(isShown ? [] : ['not shown']),
    ...(lenience ? [`as ${lenience}`] : []),
    ...(more.length === 0 ? [] : [`and ${more.length} more`]),
  ];
  return `coming ${verdict} ${cell(access.principal.name, access.capability, where)}${told.length === 0 ? '' : `: ${told.join(', ')}`}`;
}

function cell(principal: string, capability: string, repository: string): string {
  return `${principal.replace(`arn:aws:iam::${ACCOUNT}:`, '')} ${capability} ${repository}`;
}
