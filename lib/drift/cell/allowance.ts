// What entries with conditions or with a policy document allow in one cell: actions, each under a formula.
import type { Account } from '../../access/account/account.ts';
import { isTaggingKey, requestContext } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { type ActionFormulas, EVERY_BIT, either, NEVER, when, within, without } from '../../access/cell/action-formulas.ts';
import { ownGrants, principalSide, resourceSides } from '../../access/cell/sides.ts';
import { capabilityMask } from '../../baseline/match/capability-selector.ts';
import { fillPlaceholders } from '../../baseline/read/placeholder.ts';
import { REQUEST_TAG_MASK } from '../../ecr/actions.ts';
import type { IntentPolicy, RuleEntry } from '../../model/baseline.ts';
import type { PolicyDocument } from '../../model/policy.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compileCondition } from '../../policy/condition/condition.ts';
import { all, type Formula, TRUE } from '../../policy/logic/formula.ts';
import { type ActionMask, difference } from '../../policy/logic/mask.ts';

/** Where an allowance is asked for. */
export interface AllowanceCell {
  readonly subject: Subject;
  readonly repository: Repository;
}

/** An entry allows by conditions, by a policy document, or plainly; a plain one needs no cell to be understood. */
export function isPlain({ when: conditions, policy }: RuleEntry): boolean {
  return conditions.length === 0 && policy === undefined;
}

/** The actions that an entry allows in a cell, each under the conditions of its `when` or of its policy document. */
export function allowanceOf(account: Account, entry: RuleEntry, cell: AllowanceCell): ActionFormulas {
  const { subject, repository } = cell;
  const granted = entry.policy ? intended(account, entry.policy, cell) : when(capabilityMask(entry.capabilities), TRUE);
  if (entry.when.length === 0) return granted;
  const boundIn = (tagging: boolean): Formula => {
    const context = requestContext(account.ground, subject.keys, { region: repository.region, repository, tagging });
    return all(...entry.when.map((condition) => compileCondition(condition, true).holds(context)));
  };
  if (!entry.when.some(({ key }) => isTaggingKey(key.toLowerCase()))) return bounded(granted, boundIn(false));
  // Only some actions carry tags in their requests (D4).
  const tagged = bounded(within(granted, REQUEST_TAG_MASK), boundIn(true));
  return either(bounded(within(granted, difference(EVERY_BIT, REQUEST_TAG_MASK)), boundIn(false)), tagged);
}

function bounded(granted: ActionFormulas, bound: Formula): ActionFormulas {
  return granted.depends.reduce(
    (sum, { mask, when: formula }) => either(sum, when(mask, all(formula, bound))),
    when(granted.always, bound),
  );
}

/** What an expectation lets be: what it allows whatever the conditions, and what its other entries allow in a cell. */
export function allowanceOfAll(account: Account, { allowed, conditionalAllows }: Allows, cell: AllowanceCell): ActionFormulas {
  return conditionalAllows.reduce((sum, { entry }) => either(sum, allowanceOf(account, entry, cell)), when(allowed, TRUE));
}

interface Allows {
  readonly allowed: ActionMask;
  readonly conditionalAllows: readonly { readonly entry: RuleEntry }[];
}

/** What the engine says that a policy document grants, by itself: no other policy has a say in an intent. */
function intended(account: Account, policy: IntentPolicy, { subject, repository }: AllowanceCell): ActionFormulas {
  const alone: Account = { ...account, scp: [], rcp: { policies: [], gaps: [] }, registryPolicies: new Map() };
  const document = concrete(policy, account, repository);
  if (policy.style === 'repository') {
    const { some, denied } = resourceSides(alone, { ...repository, policy: { kind: 'present', value: document } })(subject);
    return without(some, denied);
  }
  if (!subject.local) return NEVER;
  const local = { ...subject.local, policies: [{ kind: 'present' as const, value: document }], boundary: { kind: 'absent' as const } };
  const own = principalSide(alone, { ...subject, local }, repository);
  return without(ownGrants(own), own.denied);
}

/** The document as it is meant for one repository. */
export function concrete({ name, text }: IntentPolicy, { ground }: Account, repository: Repository): PolicyDocument {
  const { account, partition } = ground;
  return {
    ref: { kind: 'intended', name },
    text: fillPlaceholders(text, { partition, region: repository.region, account, repository: repository.name }),
  };
}
