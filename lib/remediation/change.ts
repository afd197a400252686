// An edit as people read and apply it.
import { shortened } from '../checks/survey/repository-lists.ts';
import { lineDiff } from '../text/unified-diff.ts';
import { commandOf } from './commands.ts';
import { type AccessEffect, type EffectInput, effectOf } from './effect/effect.ts';
import type { Plan } from './effect/plan.ts';
import { isEdited, isReached } from './effect/reach.ts';
import { type DocumentJson, documentOf, prettyText } from './policy/document.ts';
import type { Edit } from './policy/edit.ts';

export interface Change {
  readonly target: Edit['kind'];
  /** The repository, the region of the registry, the inline policy, or the ARN of the managed policy. */
  readonly name: string;
  /** Whose inline policy or attachment it is. */
  readonly principal: string | null;
  readonly region: string | null;
  /** Pretty-printed JSON; null where there is no policy. */
  readonly before: string | null;
  readonly after: string | null;
  /** Unified, of the two. */
  readonly diff: string;
  /** For a POSIX shell. */
  readonly command: string;
  /** Who else loses access by it, and where else the principal does. */
  readonly affects: readonly string[];
}

/** Whom a remediation is for, and where. */
export interface Meant {
  readonly isFor: (principal: string) => boolean;
  readonly isAt: (principal: string, region: string, repository: string) => boolean;
}

/** Of more edits than that, what goes is told by what each of them reaches, and not tried out for each by itself. */
const MOST_TRIED = 3;

/** The edits of a plan, each with its diff, its command and whom else it touches. */
export function changesOf(ground: EffectInput, { edits, effect }: Plan, meant: Meant): readonly Change[] {
  const lostBy = (edit: Edit): AccessEffect['lost'] => {
    if (edits.length === 1) return effect.lost;
    if (edits.length <= MOST_TRIED) return effectOf(ground, [edit]).lost;
    return effect.lost.filter(({ subject, repository }) => isReached(subject, [edit]) || isEdited(repository, [edit]));
  };
  return edits.map((edit) => changeOf(edit, affectedBy(lostBy(edit), meant)));
}

function changeOf(edit: Edit, affects: readonly string[]): Change {
  const before = textOf(edit.before === undefined ? undefined : documentOf(edit.before));
  const after = edit.kind === 'attachment' ? null : textOf(edit.after ?? undefined);
  return { target: edit.kind, ...placeIn(edit), before, after, diff: lineDiff(before, after), command: commandOf(edit), affects };
}

function textOf(document: DocumentJson | undefined): string | null {
  return document ? prettyText(document) : null;
}

function placeIn(edit: Edit): Pick<Change, 'name' | 'principal' | 'region'> {
  switch (edit.kind) {
    case 'repositoryPolicy':
      return { name: edit.repository, principal: null, region: edit.region };
    case 'registryPolicy':
      return { name: edit.region, principal: null, region: edit.region };
    case 'inlinePolicy':
      return { name: edit.policy, principal: edit.principal.arn, region: null };
    case 'managedPolicy':
      return { name: edit.arn, principal: null, region: null };
    case 'attachment':
      return { name: edit.arn, principal: edit.principal.arn, region: null };
  }
}

/** Other principals by name, and for the one that is meant other repositories. */
function affectedBy(lost: AccessEffect['lost'], { isFor, isAt }: Meant): readonly string[] {
  const names = lost.flatMap(({ subject, repository: { name, region } }) => {
    const { name: who } = subject.principal;
    if (!isFor(who)) return [who];
    return isAt(who, region, name) ? [] : [`${name} in ${region}`];
  });
  return shortened([...new Set(names)].sort());
}
