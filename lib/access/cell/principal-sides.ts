// The own side of one subject at every repository, worked out once for all that its policies cannot tell apart.

import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Likeness } from '../../collections/text-index.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement, ResourceTemplate } from '../../policy/compile.ts';
import type { CompiledCondition } from '../../policy/condition/condition.ts';
import type { PrincipalLayers } from '../../policy/layers.ts';
import { FALSE } from '../../policy/logic/formula.ts';
import { ANYTHING, type Context, type Known, known } from '../../policy/match/context.ts';
import { isUnlike } from '../../policy/match/partial-value.ts';
import { type Account, ownLayers } from '../account/account.ts';
import { isRepositoryKey, isTaggingKey, isTagKey, requestContext, tagOf } from '../account/request-context.ts';
import type { Subject } from '../account/subjects.ts';
import { type PrincipalSide, principalSide, type SideRequest, sideKey, statementsAt } from './sides.ts';

/** The own side of a subject at any repository; `matched` tells which of its patterns match there. */
export function principalSides(account: Account, subject: Subject): (repository: Repository, matched: string) => PrincipalSide {
  const varying = varyingStatements(ownLayers(account, subject));
  const isOrdinary = ordinaryTest(account, subject, varying);
  const sides = new Map<string, PrincipalSide>();
  return (repository, matched) => {
    const answers = isOrdinary(repository) ? '' : answersAt({ account, subject, region: repository.region, repository }, varying);
    return getOrCreate(sides, `${repository.region} ${matched} ${answers}`, () => principalSide(account, subject, repository));
  };
}

/** Statements whose answer depends on more of a repository than its region and the patterns that match it. */
function varyingStatements({ identity, boundary, scp }: PrincipalLayers): readonly CompiledStatement[] {
  const sets = [...(identity === 'delegated' ? [] : [identity]), ...(boundary ? [boundary] : []), ...scp];
  const statements = sets.flatMap(({ policies }) => policies.flatMap(({ compiled }) => compiled.statements));
  return statements.filter(({ resource, conditions }) => conditions.some(asksForTags) || resource.templates.some(waits));
}

function asksForTags({ keys }: CompiledCondition): boolean {
  return keys.some(isTagKey);
}

function waits({ keys }: ResourceTemplate): boolean {
  return keys.some(isRepositoryKey);
}

/** How a tag has to be for the own side to differ from that of repositories with other single values of it. */
export type AskedTag =
  | { readonly kind: 'like'; readonly key: string; readonly likenesses: readonly Likeness[] }
  | { readonly kind: 'is'; readonly key: string; readonly values: readonly string[] };

/** Tags that make a difference together: where one of them is not as it is asked for, it makes none what the others are. */
export type AskedTags = readonly AskedTag[];

/** The tags that the policies of a subject ask for, where no pattern of theirs has a say; undefined where any value can make a difference. */
export function askedTags(account: Account, subject: Subject): readonly AskedTags[] | undefined {
  const [plain, tagging] = [false, true].map((each) => anyRepositoryContext(account, subject, each));
  const asked = varyingStatements(ownLayers(account, subject)).flatMap((statement) => {
    const conditions = statement.conditions.filter(asksForTags);
    const isTagging = conditions.some(({ keys }) => keys.some(isTaggingKey));
    return [plain, isTagging ? tagging : undefined].flatMap((context) => (context ? askedTogether(conditions, context) : []));
  });
  return asked.every((each) => each !== undefined) ? asked : undefined;
}

/** Of one statement: as soon as one of its conditions fails, nothing follows from the others. */
function askedTogether(conditions: readonly CompiledCondition[], context: Context): readonly (AskedTags | undefined)[] {
  const asked = conditions.map((condition) => ({ condition, tag: askedTag(condition, context) }));
  const deciding = asked.flatMap(({ condition, tag }) => (tag && failsOtherwise(condition, tag, context) ? [tag] : []));
  return deciding.length > 0 ? [deciding] : asked.map(({ tag }) => tag && [tag]);
}

function askedTag({ keys, likenesses, fillings }: CompiledCondition, context: Context): AskedTag | undefined {
  const [key = '', ...others] = keys;
  if (isTagKey(key)) {
    const found = likenesses(context);
    return found && { kind: 'like', key, likenesses: found };
  }
  const [tag = '', another] = new Set(others.filter(isRepositoryKey));
  const values = another === undefined && isTagKey(tag) ? fillings(tag, context) : undefined;
  return values && { kind: 'is', key: tag, values };
}

/** No tag that people write is like this. */
const OTHERWISE = known('\u0001');

/** Whether a condition fails wherever the repository has another single value of the tag. */
function failsOtherwise({ holds }: CompiledCondition, tag: AskedTag, context: Context): boolean {
  return isOtherwise(OTHERWISE, tag) && holds((key) => (key === tag.key ? OTHERWISE : context(key))) === FALSE;
}

function anyRepositoryContext({ ground }: Account, { keys }: Subject, tagging: boolean): Context {
  const anywhere = requestContext(ground, keys, { region: '', repository: undefined, tagging });
  return (key) => (isRepositoryKey(key) ? ANYTHING : anywhere(key));
}

/** Whether a repository has only tags that the statements do not mention: all such repositories get the same answers. */
function ordinaryTest(account: Account, subject: Subject, varying: readonly CompiledStatement[]): (repository: Repository) => boolean {
  const asked = varying.length === 0 ? [] : askedTags(account, subject);
  if (!asked || varying.some(({ resource }) => resource.templates.some(waits))) return () => false;
  return (repository) => asked.every((tags) => tags.some((each) => isOtherwise(tagOf(repository, each.key), each)));
}

function isOtherwise(value: Known, asked: AskedTag): boolean {
  if (asked.kind === 'like') return isUnlike(value, asked.likenesses);
  return value.kind === 'values' && value.values.length === 1 && !asked.values.includes(value.values[0] ?? '');
}

/** What the statements answer, as a text that is equal for equal answers. */
function answersAt(request: SideRequest, statements: readonly CompiledStatement[]): string {
  return sideKey(statements.map(statementsAt(request)));
}
