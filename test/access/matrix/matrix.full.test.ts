// The matrix, judged class by class, against the same account judged one cell and one action at a time.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AccessMatrix, accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { membersOf } from '../../../lib/collections/subset.ts';
import { readSnapshot } from '../../../lib/snapshot/parse.ts';
import { allCells, classWise } from '../../support/cell-by-cell.ts';
import { generateAccount } from '../../support/generate-account.ts';
import { oddAccount } from '../../support/odd-account.ts';

const ACME = readFileSync(join(import.meta.dirname, '../../../examples/acme/snapshot.json'), 'utf8');

describe('classes and cells agree', () => {
  test('on the example account', () => {
    expectAgreement(matrixOf(ACME));
  });

  for (const seed of [1, 2]) {
    test(`on a generated account with seed ${seed}`, () => {
      expectAgreement(matrixOf(generateAccount({ repositories: 22, principals: 24, seed })));
    });
  }

  test('where access depends on tags', () => {
    expectAgreement(matrixOf(generateAccount({ repositories: 45, principals: 16, seed: 4 })));
  });

  for (const seed of [1, 2, 3, 4]) {
    test(`on an odd account with seed ${seed}`, () => {
      expectAgreement(matrixOf(oddAccount({ repositories: 18, principals: 20, seed })));
    });
  }
});

test('every cell with access is in exactly one group', () => {
  const { groups } = matrixOf(oddAccount({ repositories: 60, principals: 60 }));
  const cells = [...groups()].flatMap(({ subjects, classes }) =>
    membersOf(subjects).flatMap(({ principal }) => membersOf(classes).map((number) => `${principal.name} ${number}`)),
  );
  expect(cells.length).toBe(new Set(cells).size);
});

test('policies that say the same of ECR make no classes, whatever else they say', () => {
  const { principalClasses, account } = matrixOf(generateAccount({ repositories: 20, principals: 200 }));
  expect(account.locals).toHaveLength(200);
  expect(principalClasses).toBeLessThan(50);
});

function matrixOf(snapshot: unknown): AccessMatrix {
  const reading = readSnapshot(typeof snapshot === 'string' ? snapshot : JSON.stringify(snapshot));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return accessMatrix(reading.snapshot);
}

function expectAgreement(matrix: AccessMatrix): void {
  expect(classWise(matrix)).toEqual(allCells(matrix.account));
}
