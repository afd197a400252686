// Who can be meant, found by what selectors ask for, against asking each selector about each principal.
// The property was seen failing on bugs planted in a copy of lib; the comment above it says which, and after how many runs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applies, selects } from '../../../lib/baseline/match/selector.ts';
import { selectedAmong, selectorIndex } from '../../../lib/baseline/match/selector-index.ts';
import type { GrantPrincipal } from '../../../lib/model/access.ts';
import type { PrincipalSelector } from '../../../lib/model/baseline.ts';
import { holds } from '../../support/property.ts';

const ACCOUNTS = ['111111111111', '222222222222'];
const PATHS = ['o-abc', 'o-abc/r-1/', 'o-abc/r-1/ou-1', 'o-abc/r-1/ou-12/', 'o-abcd/r-1/ou-1/'];
const SETS = ['Admin', 'Reader'];
const NAMES = [
  ...ACCOUNTS.flatMap((id) => [`arn:aws:iam::${id}:role/ci/a`, `arn:aws:iam::${id}:role/ci`, `account:${id}`]),
  ...SETS.map((set) => `arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${set}_0123456789abcdef`),
  ...['*', 'org:o-abc', 'org:o-abcd', 'ou:o-abc/r-1/ou-1', 'service:ecs.amazonaws.com'],
];
const CLASSES = ['public', 'external', 'organization', 'service', 'same-account', 'service-linked'] as const;
const TAGS = ['x', 'y'];

const arbitraryPrincipal: fc.Arbitrary<GrantPrincipal> = fc.record({
  name: fc.constantFrom(...NAMES),
  class: fc.constantFrom(...CLASSES),
  account: fc.constantFrom(undefined, ...ACCOUNTS),
  organizationPath: fc.constantFrom(undefined, ...PATHS),
  accountName: fc.oneof(
    fc.record({ kind: fc.constantFrom('sole' as const, 'shared' as const), name: fc.constantFrom(...TAGS) }),
    fc.constantFrom({ kind: 'none' as const }, { kind: 'unread' as const }),
  ),
  uniqueId: fc.constant(undefined),
  tags: fc.dictionary(fc.constantFrom(...TAGS), fc.constantFrom(...TAGS)),
});

const arbitrarySelector: fc.Arbitrary<PrincipalSelector> = fc.oneof(
  fc.record({ kind: fc.constant('arn' as const), glob: fc.constantFrom(...NAMES, 'arn:aws:iam::*:role/ci/*', 'arn:aws:iam::*:role/**') }),
  fc.record({ kind: fc.constant('account' as const), account: fc.constantFrom(...ACCOUNTS) }),
  fc.record({ kind: fc.constant('accountName' as const), name: fc.constantFrom(...TAGS) }),
  fc.record({ kind: fc.constant('organization' as const), id: fc.constantFrom('o-abc', 'o-abcd') }),
  fc.record({ kind: fc.constant('organizationalUnit' as const), path: fc.constantFrom(...PATHS) }),
  fc.record({ kind: fc.constant('service' as const), service: fc.constantFrom('ecs.amazonaws.com', 'lambda.amazonaws.com') }),
  fc.record({ kind: fc.constant('permissionSet' as const), name: fc.constantFrom(...SETS) }),
  fc.record({ kind: fc.constant('tag' as const), key: fc.constantFrom(...TAGS), value: fc.constantFrom(...TAGS) }),
  fc.record({ kind: fc.constant('class' as const), class: fc.constantFrom(...CLASSES) }),
);

// Seen failing: names that accounts share left out, after 9 runs; units without a `/` at the end, after 19; principals in the order of what they are asked for, after 39.
test('an index over selectors leaves out none that means a principal, and one over principals none who is meant', () => {
  holds(
    fc.property(fc.array(arbitrarySelector, { maxLength: 8 }), fc.array(arbitraryPrincipal, { maxLength: 8 }), (selectors, principals) => {
      const [candidates, selected] = [selectorIndex(selectors), selectedAmong(principals.map((principal) => ({ principal })))];
      for (const principal of principals)
        for (const verb of ['allow', 'forbid'] as const) {
          const meaning = selectors.filter((selector) => applies(verb, selector, principal));
          const found = new Set(candidates(principal).filter((selector) => applies(verb, selector, principal)));
          expect(selectors.filter((selector) => found.has(selector))).toEqual(meaning);
        }
      for (const selector of selectors)
        expect(selected(selector).map(({ principal }) => principal)).toEqual(
          principals.filter((principal) => selects(selector, principal)),
        );
    }),
    { runs: 500, show: (...parts) => JSON.stringify(parts) },
  );
});
