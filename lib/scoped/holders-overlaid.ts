// The users, the roles or the groups of a snapshot with what was read again of them. Whoever has a name now is known by the id alone.
import type { Holding, Lists, PrincipalReread } from './holding.ts';
import { isLater } from './newest.ts';
import type { Reread } from './schema.ts';

export interface HoldersOverlaid<F> {
  readonly list: readonly F[];
  readonly applied: readonly Reread[];
}

type ListReread = Extract<Reread, { kind: 'inline' | 'attached' | 'groups' }>;

/**
 * `parts` are the newest of each. One whose id the snapshot has keeps what it had, also under another name; another one counts only where all
 * that it has was read too. What was read of an id that nobody has any more is nobody's.
 */
export function holdersOverlaid<F>(holding: Holding<F>, base: readonly F[], parts: readonly Reread[]): HoldersOverlaid<F> {
  const before = new Map(base.flatMap((file) => asEntry(holding.idOf(file), file)));
  const lists = listsById(holding, parts);
  const named = parts.filter(
    (part): part is PrincipalReread => part.kind === 'principal' && part.of === holding.of && isWhole(holding, part, before, lists),
  );
  if (named.length === 0 && lists.size === 0) return { list: base, applied: [] };
  const heads = headsById(holding, named);
  const names = new Set(named.map(({ name }) => name.toLowerCase()));
  const stays = (file: F): boolean => !heads.has(holding.idOf(file) ?? '') && !names.has(holding.nameOf(file).toLowerCase());
  const none: Lists = { inline: [], attached: [], groups: [] };
  const read = [...heads].map(([id, head]) => {
    const known = before.get(id);
    return holding.withLists(head, known === undefined ? none : holding.listsOf(known));
  });
  const applied: Reread[] = [...named];
  const list = [...base.filter(stays), ...read].map((file) => {
    const own = lists.get(holding.idOf(file) ?? '') ?? [];
    applied.push(...own);
    return own.length === 0 ? file : holding.withLists(file, own.reduce(listOverlaid, holding.listsOf(file)));
  });
  return { list, applied };
}

function asEntry<F>(id: string | undefined, file: F): readonly (readonly [string, F])[] {
  return id === undefined ? [] : [[id, file]];
}

function listsById<F>({ of }: Holding<F>, parts: readonly Reread[]): ReadonlyMap<string, readonly ListReread[]> {
  const own = parts.filter(
    (part): part is ListReread =>
      ((part.kind === 'inline' || part.kind === 'attached') && part.of === of) || (part.kind === 'groups' && of === 'user'),
  );
  return Map.groupBy(own, ({ id }) => id);
}

/** Of one who is new, the list of attached policies, and of groups, comes with all of it. */
function isWhole<F>(
  { of, idOf, headOf }: Holding<F>,
  reread: PrincipalReread,
  before: ReadonlyMap<string, F>,
  lists: ReadonlyMap<string, readonly ListReread[]>,
): boolean {
  const head = headOf(reread);
  if (head === undefined) return true;
  const id = idOf(head) ?? '';
  const kinds = (lists.get(id) ?? []).map(({ kind }) => kind);
  return before.has(id) || (kinds.includes('attached') && (of !== 'user' || kinds.includes('groups')));
}

/** Under whichever name each was seen last. */
function headsById<F>({ idOf, headOf }: Holding<F>, named: readonly PrincipalReread[]): ReadonlyMap<string, F> {
  const last = new Map<string, { readonly reread: PrincipalReread; readonly head: F }>();
  for (const reread of named) {
    const head = headOf(reread);
    if (head === undefined) continue;
    const id = idOf(head) ?? '';
    const before = last.get(id);
    if (before === undefined || isLater(reread, before.reread)) last.set(id, { reread, head });
  }
  return new Map([...last].map(([id, { head }]) => [id, head]));
}

function listOverlaid(lists: Lists, reread: ListReread): Lists {
  if (reread.kind === 'groups') return { ...lists, groups: reread.value.value };
  if (reread.kind === 'attached') {
    const known = new Map(lists.attached.map((each) => [each.PolicyArn, each]));
    return { ...lists, attached: reread.value.value.map((arn) => known.get(arn) ?? { PolicyArn: arn }) };
  }
  const others = lists.inline.filter(({ PolicyName: name }) => name !== reread.policy);
  const read = reread.value.status === 'present' ? [{ PolicyName: reread.policy, PolicyDocument: reread.value.value }] : [];
  return { ...lists, inline: [...others, ...read] };
}
