// What is expected at repositories that are said to be alike.
import { expect, test } from 'vitest';
import { repositoriesOf } from '../../../lib/access/classes/repository-classes.ts';
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import { expectedAccess } from '../../../lib/drift/cell/expected.ts';
import { CAPABILITY_ACTIONS } from '../../../lib/ecr/capabilities.ts';
import { CAPABILITIES } from '../../../lib/model/access.ts';
import type { Repository } from '../../../lib/model/snapshot.ts';
import { acmeBaseline, acmeFile, snapshotFrom } from '../../support/audited.ts';

// Seen failing: one kind for all repositories.
test('the same is expected of a principal at each, whatever the capability', () => {
  const { account } = accessMatrix(snapshotFrom(acmeFile()));
  const isExpected = expectedAccess(account, acmeBaseline(), account.snapshot.collectedAt);
  const { alike } = isExpected;
  if (!alike) throw new Error('nothing is known to be alike');
  const kinds = new Map<object, Repository[]>();
  for (const repository of repositoriesOf(account)) getOrCreate(kinds, alike.kindOf(repository), () => []).push(repository);
  const subjects = account.locals.filter(alike.isFor);
  expect([subjects.length > 3, kinds.size > 3, kinds.size < repositoriesOf(account).length]).toEqual([true, true, true]);
  for (const subject of subjects) {
    for (const capability of CAPABILITIES) {
      for (const members of kinds.values()) {
        const answers = members.map((repository) =>
          isExpected({ subject, repository, capability, actions: CAPABILITY_ACTIONS[capability] }),
        );
        expect(new Set(answers).size).toBe(1);
      }
    }
  }
});
