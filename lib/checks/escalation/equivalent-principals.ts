// Principals whose own policies say the same of some actions: what they may by these is worked out for one of them.

import { type Account, underDocuments } from '../../access/account/account.ts';
import type { CompiledDocument } from '../../access/account/documents.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { principalClasses } from '../../access/classes/principal-classes.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { type ActionMask, intersection, isEmpty } from '../../policy/logic/mask.ts';

/**
 * Principals with the same policies in all that matters here: for each such family its first member and all of them. `account` is one
 * under the actions of this folder.
 */
export function equivalentBy(
  account: Account,
  actors: readonly Subject[],
  mask: ActionMask,
): readonly (readonly [Subject, readonly Subject[]])[] {
  const numbers = new Map<string, number>();
  const narrowed = memoize((whole: CompiledDocument): CompiledDocument => {
    const statements = whole.policy.statements.filter(({ actions }) => !isEmpty(intersection(actions, mask)));
    const said = statements.map(({ effect, actions, source: { resource, conditions } }) => [
      effect,
      intersection(actions, mask),
      resource,
      conditions,
    ]);
    const text = JSON.stringify(said);
    // Whether variables are filled in depends on the version of the document.
    const key = text.includes('${') ? `${whole.meaning} ${text}` : text;
    const meaning = getOrCreate(numbers, key, () => numbers.size);
    return { ...whole, meaning, policy: { statements } };
  });
  const { compiled } = account.documents;
  const narrow = underDocuments(account, { compiled: (document, layer) => narrowed(compiled(document, layer)), notes: () => [] });
  return principalClasses({ ...narrow, locals: actors }).map(({ representative, members }) => {
    return [representative, members.flatMap((position) => actors[position] ?? [])] as const;
  });
}
