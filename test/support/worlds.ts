// Accounts that properties start from: the example, a generated one, and a small one with what the others lack.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseBaseline } from '../../lib/baseline/parse.ts';
import type { Baseline, SourceFile } from '../../lib/model/baseline.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import { readSnapshot } from '../../lib/snapshot/parse.ts';
import { exception } from './following.ts';
import { generateAccount, generateBaseline } from './generate-account.ts';

export interface World {
  readonly snapshot: AccountSnapshot;
  readonly baseline: Baseline;
}

const ACME = fileURLToPath(new URL('../../examples/acme', import.meta.url));

export function acme(): World {
  const folder = join(ACME, 'baseline');
  const files = readdirSync(folder).map((name) => ({ path: name, text: readFileSync(join(folder, name), 'utf8') }));
  return { snapshot: snapshotOf(readFileSync(join(ACME, 'snapshot.json'), 'utf8')), baseline: baselineOf(files) };
}

/** With guardrails, tags in conditions and every kind of principal. */
export function generated(): World {
  const shape = { repositories: 14, principals: 12 };
  return {
    snapshot: snapshotOf(JSON.stringify(generateAccount(shape))),
    baseline: baselineOf([{ path: 'rules.yaml', text: generateBaseline(shape) }]),
  };
}

/** Exceptions of every kind; one ends within two weeks of either snapshot, and all of them depend on what was read. */
export function withExceptions({ snapshot, baseline }: World): World {
  const exceptions = [
    exception({ kind: 'selector', principals: [{ kind: 'class', class: 'organization' }] }, '2027-06-01', 'EXC-1'),
    exception({ kind: 'selector', principals: [{ kind: 'class', class: 'same-account' }], capabilities: ['pull'] }, '2026-12-01', 'EXC-2'),
    exception({ kind: 'selector', code: 'ECRD-202', repositories: ['**'] }, '2027-06-01', 'EXC-3'),
  ];
  return { snapshot, baseline: { ...baseline, exceptions } };
}

function snapshotOf(text: string): AccountSnapshot {
  const reading = readSnapshot(text);
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return reading.snapshot;
}

function baselineOf(files: readonly SourceFile[]): Baseline {
  const parsed = parseBaseline('baseline', files);
  if (parsed.kind !== 'baseline') throw new Error('the baseline is invalid');
  return parsed.baseline;
}
