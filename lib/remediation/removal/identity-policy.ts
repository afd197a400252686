// A principal's own policy rewritten so that it no longer gives some actions, and the Deny where it cannot be rewritten.
import type { AuditScope } from '../../access/account/request-context.ts';
import { namesOf } from '../../ecr/actions.ts';
import { type ActionMask, intersection } from '../../policy/logic/mask.ts';
import { denialActions, type WrittenStatement, withoutActions } from '../policy/action-edit.ts';
import { type DocumentJson, type StatementJson, withStatements } from '../policy/document.ts';
import { type Option, type Removal, sidFor } from './removal.ts';

export interface WrittenIdentityPolicy {
  readonly document: DocumentJson;
  readonly statements: readonly WrittenStatement[];
}

/** A statement that gives it, with the actions that it speaks of. */
export type Giving = ReadonlyMap<number, ActionMask>;

/** Ways to rewrite it, the smallest first. */
export function identityOptions(ground: AuditScope, policy: WrittenIdentityPolicy, giving: Giving, removal: Removal): readonly Option[] {
  const options = [elsewhere, nowhere, whereExpected].map((way) => rewritten(policy, giving, removal, way));
  const denial = identityDenial(ground, removal);
  const denied = denial && { ...policy.document, Statement: [...policy.statements.map(({ json }) => json), denial] };
  return [...options, denied].filter((option) => option !== undefined);
}

function rewritten({ document, statements }: WrittenIdentityPolicy, giving: Giving, removal: Removal, way: Way): Option | undefined {
  const replaced = statements.map((written) => {
    const actions = giving.get(written.read.index);
    return actions ? way({ written, actions, removal }) : [written.json];
  });
  if (replaced.includes(undefined)) return undefined;
  return withStatements(
    document,
    replaced.flatMap((each) => each ?? []),
  );
}

interface Rewriting {
  readonly written: WrittenStatement;
  readonly actions: ActionMask;
  readonly removal: Removal;
}

/** What stands in the place of a statement; undefined where the way leads nowhere. */
type Way = (rewriting: Rewriting) => readonly StatementJson[] | undefined;

/** The repository by its own ARN: out of the list, or in a statement of its own with the other actions. */
const elsewhere: Way = ({ written, removal: { cut, repositories, everywhere } }) => {
  const { resource } = written.read;
  if (everywhere !== undefined || resource.kind !== 'only') return undefined;
  const out = new Set<string>(repositories.map(({ arn }) => arn));
  const others = resource.of.filter((arn) => !out.has(arn));
  const own = resource.of.filter((arn) => out.has(arn));
  const left = withoutActions(written, cut, 'everywhere');
  if (others.length === 0 || own.length === 0 || left === undefined) return undefined;
  const rest = { ...written.json, Resource: others };
  if (left === 'empty') return [rest];
  const { Sid: _, ...apart } = left;
  return [rest, { ...apart, Resource: own }];
};

/** The actions, wherever the statement gives them. */
const nowhere: Way = ({ written, removal: { cut } }) => {
  const left = withoutActions(written, cut, 'everywhere');
  if (left === undefined) return undefined;
  return left === 'empty' ? [] : [left];
};

/** The actions, but for the repositories where they are expected. */
const whereExpected: Way = (rewriting) => {
  const { written, actions, removal } = rewriting;
  const rest = nowhere(rewriting);
  if (!rest || !isListable(removal.kept)) return undefined;
  const { Condition: condition } = written.json;
  const kept: StatementJson = {
    Effect: 'Allow',
    Action: namesOf(intersection(actions, removal.cut)),
    Resource: arnsOf(removal.kept),
    ...(condition === undefined ? {} : { Condition: condition }),
  };
  return [...rest, kept];
};

/** A2: a Deny wins over whatever allows, a repository policy too. Undefined where it would have to list too much. */
export function identityDenial({ partition, account }: AuditScope, removal: Removal): StatementJson | undefined {
  const { capabilities, cut, repositories, everywhere, kept } = removal;
  const base = { Sid: sidFor('Deny', capabilities[0]), Effect: 'Deny' };
  const denied = { ...base, Action: denialActions(cut) };
  if (everywhere === undefined) return isListable(repositories) ? { ...denied, Resource: arnsOf(repositories) } : undefined;
  // B15: NotResource also speaks of what is no repository, the token among it.
  if (kept.length > 0) return isListable(kept) ? { ...base, Action: namesOf(cut), NotResource: arnsOf(kept) } : undefined;
  return { ...denied, Resource: `arn:${partition}:ecr:${everywhere}:${account}:repository/*` };
}

const MOST_LISTED = 30;

function isListable(repositories: Removal['repositories']): boolean {
  return repositories.length > 0 && repositories.length <= MOST_LISTED;
}

function arnsOf(repositories: Removal['repositories']): string | readonly string[] {
  const [first, ...others] = repositories.map(({ arn }) => arn);
  return first === undefined || others.length > 0 ? repositories.map(({ arn }) => arn) : first;
}
