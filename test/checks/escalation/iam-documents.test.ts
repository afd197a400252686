import { expect, test } from 'vitest';
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { mayTakePaths } from '../../../lib/checks/escalation/iam-documents.ts';
import { PATH_UNIVERSE } from '../../../lib/checks/escalation/indirect-actions.ts';
import type { PolicyDocument } from '../../../lib/model/policy.ts';
import { read } from '../../snapshot/support/files.ts';
import { account, allow, aRole, policy } from '../support/facts.ts';

const { account: OWN } = accessMatrix(read(account({ roles: [aRole('ci')] })));

function allowing(action: string): PolicyDocument {
  return { ref: { kind: 'intended', name: 'own' }, text: JSON.stringify(policy(allow(action))) };
}

/** An action as people write it: in capitals, and with wildcards in each place. */
function spellings(action: string): readonly string[] {
  const colon = action.indexOf(':');
  const places = [...action].flatMap((char, at) => (char === ':' ? [] : [at]));
  const ends = places.map((at) => `${action.slice(0, at)}*${at < colon ? action.slice(colon) : ''}`);
  return [action, action.toUpperCase(), ...ends, ...places.map((at) => `${action.slice(0, at)}?${action.slice(at + 1)}`)];
}

test.each(PATH_UNIVERSE)('D13: a policy that allows %s may lead to more access, however that is written', (action) => {
  expect(spellings(action).filter((spelling) => !mayTakePaths(OWN, allowing(spelling), 'identity'))).toEqual([]);
});

test.each(['ec2:DescribeInstances', 'ssm:GetParameter', 'iam:GetRole', 's3:GetObject'])('a policy that allows %s may not', (action) => {
  expect(mayTakePaths(OWN, allowing(action), 'identity')).toBe(false);
});
