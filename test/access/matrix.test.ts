// The matrix, judged class by class, against the same account judged one cell and one action at a time.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Account, resourceLayers } from '../../lib/access/account.ts';
import { type AccessMatrix, accessMatrix } from '../../lib/access/matrix.ts';
import { outsidersOf } from '../../lib/access/outsiders.ts';
import { membersOf } from '../../lib/access/part.ts';
import { repositoriesOf } from '../../lib/access/repository-classes.ts';
import { outsider, type Subject } from '../../lib/access/subjects.ts';
import type { Repository } from '../../lib/model/snapshot.ts';
import { readSnapshot } from '../../lib/snapshot/parse.ts';
import { cellByCell, classWise } from '../support/cell-by-cell.ts';
import { generateAccount } from '../support/generate-account.ts';
import { oddAccount } from '../support/odd-account.ts';

const ACME = readFileSync(join(import.meta.dirname, '../../examples/acme/snapshot.json'), 'utf8');

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
  const { account } = matrix;
  const outsiders = repositoriesOf(account).map((repository) => cellByCell(account, outsidersNamedBy(account, repository), [repository]));
  const locals = cellByCell(account, account.locals, repositoriesOf(account));
  expect(classWise(matrix, () => true)).toEqual([...locals, ...outsiders.flat()].sort());
}

/** Those of other accounts, services and everybody, where a policy speaks of them: the only places where the matrix lists them. */
function outsidersNamedBy(account: Account, repository: Repository): readonly Subject[] {
  const { ground } = account;
  const { resource, rcp } = resourceLayers(account, repository.region, repository);
  const statements = [...resource.policies, ...rcp.policies].flatMap(({ compiled }) => compiled.statements);
  return outsidersOf(statements, ground).map((name) => outsider(ground, name));
}
