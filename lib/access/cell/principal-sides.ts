// The own side of one subject at every repository, worked out once for all that its policies cannot tell apart.

import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement, ResourceTemplate } from '../../policy/compile.ts';
import type { CompiledCondition } from '../../policy/condition/condition.ts';
import type { PrincipalLayers } from '../../policy/layers.ts';
import { ANYTHING, type Context } from '../../policy/match/context.ts';
import { beginsOtherwise } from '../../policy/match/partial-value.ts';
import { type Account, ownLayers } from '../account/account.ts';
import { isRepositoryKey, isTagKey, requestContext, tagOf } from '../account/request-context.ts';
import type { Subject } from '../account/subjects.ts';
import { type PrincipalSide, principalSide, type SideRequest, sideKey, statementsAt } from './sides.ts';

/** The own side of a subject at any repository; `matched` tells which of its patterns match there. */
export function principalSides(account: Account, subject: Subject): (repository: Repository, matched: string) => PrincipalSide {
  const varying = varyingStatements(ownLayers(account, subject));
  const isOrdinary = ordinaryTest(account, subject, varying);
  const known = new Map<string, PrincipalSide>();
  return (repository, matched) => {
    const answers = isOrdinary(repository) ? '' : answersAt({ account, subject, region: repository.region, repository }, varying);
    return getOrCreate(known, `${repository.region} ${matched} ${answers}`, () => principalSide(account, subject, repository));
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

/** Whether a repository has only tags that the statements do not mention: all such repositories get the same answers. */
function ordinaryTest(account: Account, subject: Subject, varying: readonly CompiledStatement[]): (repository: Repository) => boolean {
  const anywhere = requestContext(account.ground, subject.keys, { region: '', repository: undefined, tagging: false });
  const onAnyRepository: Context = (key) => (isRepositoryKey(key) ? ANYTHING : anywhere(key));
  const asked = varying
    .flatMap(({ conditions }) => conditions.filter(asksForTags))
    .map(({ keys: [key = ''], beginnings }) => {
      return { key, beginnings: isTagKey(key) ? beginnings(onAnyRepository) : undefined };
    });
  if (varying.some(({ resource }) => resource.templates.some(waits))) return () => false;
  return (repository) => asked.every(({ key, beginnings }) => beginnings && beginsOtherwise(tagOf(repository, key), beginnings));
}

/** What the statements answer, as a text that is equal for equal answers. */
function answersAt(request: SideRequest, statements: readonly CompiledStatement[]): string {
  return sideKey(statements.map(statementsAt(request)));
}
