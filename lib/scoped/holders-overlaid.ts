// The users, the roles or the groups of a snapshot with what was read again of them. Whoever has a name now is known by the id alone.
import { type Holding, type Lists, ofId, type PrincipalReread } from './holding.ts';
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
  const ids = new Set(base.map(holding.idOf));
  const lists = listsById(holding, parts);
  const named = parts.filter(
    (part): part is PrincipalReread => part.kind === 'principal' && part.of === holding.of && isWhole(holding, part, ids, lists),
  );
  if (named.length === 0 && lists.size === 0) return { list: base, applied: [] };
  const heads = headsById(holding, named);
  const names = new Set(named.map(({ name }) => name.toLowerCase()));
  const kept = base.flatMap((file) => {
    const head = ofId(heads, holding.idOf(file));
    if (head !== undefined) return [holding.withLists(head, holding.listsOf(file))];
    return names.has(holding.nameOf(file).toLowerCase()) ? [] : [file];
  });
  const added = [...heads].flatMap(([id, head]) => (ids.has(id) ? [] : [holding.withLists(head, NO_LISTS)]));
  const all = [...kept, ...added];
  const ownOf = (file: F) => ofId(lists, holding.idOf(file)) ?? [];
  const list = all.map((file) => {
    const own = ownOf(file);
    return own.length === 0 ? file : holding.withLists(file, own.reduce(listOverlaid, holding.listsOf(file)));
  });
  return { list, applied: [...named, ...all.flatMap(ownOf)] };
}

const NO_LISTS: Lists = { inline: [], attached: [], groups: [] };

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
  ids: ReadonlySet<string | undefined>,
  lists: ReadonlyMap<string, readonly ListReread[]>,
): boolean {
  const head = headOf(reread);
  if (head === undefined) return true;
  const id = idOf(head);
  if (id === undefined) return false;
  const kinds = (lists.get(id) ?? []).map(({ kind }) => kind);
  return ids.has(id) || (kinds.includes('attached') && (of !== 'user' || kinds.includes('groups')));
}

/** Under whichever name each was seen last. */
function headsById<F>({ idOf, headOf }: Holding<F>, named: readonly PrincipalReread[]): ReadonlyMap<string, F> {
  const last = new Map<string, { readonly reread: PrincipalReread; readonly head: F }>();
  for (const reread of named) {
    const head = headOf(reread);
    const id = head && idOf(head);
    if (head === undefined || id === undefined) continue;
    const before = last.get(id);
    if (before === undefined || isLater(reread, before.reread)) last.set(id, { reread, head });
  }
  return new Map([...last].map(([id, { head }]) => [id, head]));
}

/** What stays keeps its place. */
function listOverlaid(lists: Lists, reread: ListReread): Lists {
  if (reread.kind === 'groups') {
    const names = reread.value.value.map(({ GroupName: name }) => name);
    return { ...lists, groups: inOrderOf(lists.groups, names) };
  }
  if (reread.kind === 'attached') {
    const known = new Map(lists.attached.map((each) => [each.PolicyArn, each]));
    const arns = inOrderOf([...known.keys()], reread.value.value);
    return { ...lists, attached: arns.map((arn) => known.get(arn) ?? { PolicyArn: arn }) };
  }
  const { policy, value } = reread;
  if (value.status === 'absent') return { ...lists, inline: lists.inline.filter(({ PolicyName: name }) => name !== policy) };
  const read = { PolicyName: policy, PolicyDocument: value.value };
  const isKnown = lists.inline.some(({ PolicyName: name }) => name === policy);
  return { ...lists, inline: isKnown ? lists.inline.map((each) => (each.PolicyName === policy ? read : each)) : [...lists.inline, read] };
}

function inOrderOf(before: readonly string[], now: readonly string[]): readonly string[] {
  const still = new Set(now);
  return [...new Set([...before.filter((each) => still.has(each)), ...now])];
}
