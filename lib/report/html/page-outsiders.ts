// Who is outside the account and can do something in it.

import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { membersOf } from '../../collections/subset.ts';
import { CAPABILITIES, type GrantPrincipal, type PrincipalClass } from '../../model/access.ts';
import { compare } from '../../text/order.ts';
import { columnOf, RANK } from './page-access.ts';
import { listed } from './page-causes.ts';
import { CERTAINTIES, type Certainty, type Listed, type PageOutsider } from './page-view.ts';

const MOST_OUTSIDERS = 200;
const MOST_REPOSITORIES = 12;

/** Whether grants of the class leave the account. */
function isOutside(kind: PrincipalClass): boolean {
  return kind !== 'same-account' && kind !== 'service-linked';
}

interface Reach {
  readonly principal: GrantPrincipal;
  readonly rights: Map<string, { certainty: Certainty; readonly classes: Set<number> }>;
}

/** Everybody outside, the widest first: the public, other accounts, the organization, services. */
export function outsidersOf(matrix: AccessMatrix): Listed<PageOutsider> {
  const found = new Map<string, Reach>();
  for (const { subjects, classes, outcome } of matrix.alike()) {
    const [first] = subjects.of;
    if (outcome.capabilities.length === 0 || !first || first.local) continue;
    const numbers = membersOf(classes);
    for (const { principal } of membersOf(subjects)) {
      if (!isOutside(principal.class)) continue;
      const { rights } = getOrCreate(found, principal.name, () => ({ principal, rights: new Map() }));
      for (const { capability, decision } of outcome.capabilities) {
        const right = getOrCreate(rights, capability, () => ({ certainty: decision, classes: new Set<number>() }));
        if (CERTAINTIES.indexOf(decision) < CERTAINTIES.indexOf(right.certainty)) right.certainty = decision;
        for (const number of numbers) right.classes.add(number);
      }
    }
  }
  const all = [...found.values()].sort(
    (a, b) => RANK[a.principal.class] - RANK[b.principal.class] || compare(a.principal.name, b.principal.name),
  );
  return listed(
    all.map((each) => outsider(matrix, each)),
    MOST_OUTSIDERS,
  );
}

function outsider({ repositoryClasses }: AccessMatrix, { principal, rights }: Reach): PageOutsider {
  const { name, class: kind, account } = columnOf(principal);
  return {
    ...{ name, class: kind, account },
    rights: CAPABILITIES.flatMap((capability) => {
      const right = rights.get(capability);
      if (!right) return [];
      const repositories = [...right.classes].flatMap((number) => repositoryClasses[number]?.members ?? []);
      const names = repositories.map((repository) => `${repository.name} in ${repository.region}`).sort(compare);
      return [{ capability, certainty: right.certainty, repositories: listed(names, MOST_REPOSITORIES) }];
    }),
  };
}
