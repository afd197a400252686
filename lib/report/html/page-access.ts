// The access matrix of the page, right by right.
import type { Subject } from '../../access/account/subjects.ts';
import type { CapabilityOutcome } from '../../access/cell/outcome.ts';
import { eachPlace } from '../../access/classes/places.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import { grantOf } from '../../access/matrix/grant-of.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { membersOf } from '../../collections/subset.ts';
import { CAPABILITIES, type GrantPrincipal } from '../../model/access.ts';
import { placeKey } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compare } from '../../text/order.ts';
import { cut } from '../../text/quote.ts';
import { grantRest } from '../view.ts';
import type { CellVerdicts } from './cell-verdicts.ts';
import type { PageAccess, PageColumn, PageRight } from './page-view.ts';

const LONGEST_TEXT = 400;

/** The principal as the head of a column. */
export function columnOf({ name, class: kind, accountName }: GrantPrincipal): PageColumn {
  const isOwn = kind === 'same-account' || kind === 'service-linked';
  return { name, class: kind, account: !isOwn && 'name' in accountName ? accountName.name : null, size: 1 };
}

/** Every right of everybody in every repository; for accounts of which that is not too much. */
export function wholeAccess(matrix: AccessMatrix, verdicts: CellVerdicts, head: Pick<PageAccess, 'totals' | 'closed'>): PageAccess {
  const repositories = repositoriesOf(matrix.account).toSorted((a, b) => compare(a.name, b.name) || compare(a.region, b.region));
  const cells = cellsOf(matrix, verdicts, texting());
  const columns = [...cells.columns.values()].sort((a, b) => RANK[a.class] - RANK[b.class] || compare(a.name, b.name));
  const columnAt = new Map(columns.map(({ name }, at) => [name, at]));
  const rights = numbering<readonly PageRight[]>();
  const placed = repositories.flatMap((repository, row) => {
    const inRow = cells.byPlace.get(placeKey(repository.region, repository.name)) ?? new Map<string, readonly PageRight[]>();
    return [...inRow].map(([name, list]) => [row, columnAt.get(name) ?? -1, rights.of(sorted(list))] as const);
  });
  return {
    kind: 'whole',
    ...head,
    rows: repositories.map(({ name, region }) => ({ name, region, size: 1 })),
    columns,
    cells: placed.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]),
    rights: rights.all(),
    texts: cells.texts(),
  };
}

/** Strangers before one's own, as people ask about them. */
export const RANK = { public: 0, external: 1, organization: 2, service: 3, 'same-account': 4, 'service-linked': 5 } as const;

interface Cells {
  readonly columns: ReadonlyMap<string, PageColumn>;
  /** By repository, then by principal. */
  readonly byPlace: ReadonlyMap<string, ReadonlyMap<string, readonly PageRight[]>>;
  readonly texts: () => readonly string[];
}

function cellsOf(matrix: AccessMatrix, verdicts: CellVerdicts, texts: ReturnType<typeof texting>): Cells {
  const columns = new Map<string, PageColumn>();
  const byPlace = new Map<string, Map<string, PageRight[]>>();
  const add = (place: string, name: string, right: PageRight): void => {
    getOrCreate(
      getOrCreate(byPlace, place, () => new Map<string, PageRight[]>()),
      name,
      () => [],
    ).push(right);
  };
  for (const { subject, repository, outcome } of rightsIn(matrix)) {
    const { principal } = subject;
    getOrCreate(columns, principal.name, () => columnOf(principal));
    add(placeKey(repository.region, repository.name), principal.name, rightOf(matrix, { subject, repository, outcome }, verdicts, texts));
  }
  const known = new Map(matrix.account.everybody.map(({ principal }) => [principal.name, principal]));
  const missing = verdicts.told.filter(({ verdict }) => verdict === 'missing');
  for (const { region, repository, principal, capability } of missing.flatMap(({ places, ...right }) =>
    eachPlace(places).map((place) => ({ ...right, ...place })),
  )) {
    const own = known.get(principal);
    getOrCreate(
      columns,
      principal,
      (): PageColumn => (own ? columnOf(own) : { name: principal, class: 'external', account: null, size: 1 }),
    );
    add(placeKey(region, repository), principal, { capability, verdict: 'missing', certainty: 'allowed', via: [], depends: [] });
  }
  return { columns, byPlace, texts: texts.all };
}

interface RightIn {
  readonly subject: Subject;
  readonly repository: Repository;
  readonly outcome: CapabilityOutcome;
}

function* rightsIn({ repositoryClasses, alike }: AccessMatrix): Iterable<RightIn> {
  for (const { subjects, classes, outcome } of alike())
    for (const subject of membersOf(subjects))
      for (const number of membersOf(classes))
        for (const repository of repositoryClasses[number]?.members ?? [])
          for (const each of outcome.capabilities) yield { subject, repository, outcome: each };
}

function rightOf(
  { account }: AccessMatrix,
  { subject, repository, outcome }: RightIn,
  verdicts: CellVerdicts,
  texts: ReturnType<typeof texting>,
): PageRight {
  const { capability, decision } = outcome;
  const proof = grantRest(grantOf(account, { subject, repository }, outcome));
  const [through, depends] = [proof?.via ?? [], proof?.conditions ?? []];
  return {
    capability,
    verdict: verdicts.of(subject, repository, outcome),
    certainty: decision,
    via: through.map(({ policy, sid, index }) => texts.of(`${policy}, statement ${index}${sid === null ? '' : ` (${sid})`}`)),
    depends: depends.map((each) =>
      texts.of(
        'account' in each ? `account ${each.account} allows it` : `${each.operator} ${each.key} ${each.values.join(', ')} (${each.effect})`,
      ),
    ),
  };
}

function sorted(rights: readonly PageRight[]): readonly PageRight[] {
  const place = new Map<string, number>(CAPABILITIES.map((capability, at) => [capability, at]));
  return rights.toSorted((a, b) => (place.get(a.capability) ?? CAPABILITIES.length) - (place.get(b.capability) ?? CAPABILITIES.length));
}

/** Numbers for values: one for those that are equal as JSON. */
export function numbering<T>(): { readonly of: (value: T) => number; readonly all: () => readonly T[] } {
  const known = new Map<string, number>();
  const all: T[] = [];
  return {
    of: (value) => getOrCreate(known, JSON.stringify(value), () => all.push(value) - 1),
    all: () => all,
  };
}

function texting() {
  const { of, all } = numbering<string>();
  return { of: (text: string) => of(cut(text, LONGEST_TEXT)), all };
}
