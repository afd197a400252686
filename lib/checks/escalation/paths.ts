// The ways to more access of the users and roles of an account: what the steps that IAM lets them take come to on its repositories.
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { groupBy } from '../../collections/group-by.ts';
import { memoize } from '../../collections/memoize.ts';
import { type Path, stepsIn } from './steps.ts';
import { type WhatIf, whatIf } from './what-if.ts';

export interface Paths {
  readonly of: (actor: Subject) => readonly Path[];
  readonly whatIf: WhatIf;
}

/** The ways to more access of the users and roles of an account; undefined where nobody has one. */
export function pathsIn(account: Account): Paths | undefined {
  if (account.locals.length === 0) return undefined;
  const steps = stepsIn(account);
  if (!steps) return undefined;
  const { all, asked, reached } = steps;
  const what = whatIf(account, [...new Set([...asked, ...reached])]);
  const merged = memoize((list: readonly Path[]) => mergedPaths(what, list));
  const of = (actor: Subject): readonly Path[] =>
    all.flatMap((paths) => {
      const list = paths.get(actor);
      return list ? merged(list) : [];
    });
  return { of, whatIf: what };
}

/** Paths by which the same is reached in the same way are one, with several targets. */
function mergedPaths({ kindOf }: WhatIf, paths: readonly Path[]): readonly Path[] {
  const alike = groupBy(paths, ({ text, reached }) => `${reached.map(kindOf).join(' ')} ${text}`);
  return [...alike.values()].flatMap((among) => {
    const [first] = among;
    return first ? [{ ...first, targets: among.flatMap(({ targets }) => targets) }] : [];
  });
}
