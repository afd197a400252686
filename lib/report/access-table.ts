// Effective access for people: who can do what on a repository, or what a principal can do where.

import { groupBy } from '../collections/group-by.ts';
import { placeKey } from '../model/ids.ts';
import { counted, visible } from '../text/quote.ts';
import { incompleteness } from './completeness.ts';
import type { AccessView, GrantView } from './schema.ts';
import { PAPER, type Screen } from './screen.ts';
import { table } from './terminal.ts';

export interface AccessTableOptions {
  /** What each section is about. */
  readonly by: 'repository' | 'principal';
  readonly screen?: Screen | undefined;
}

/** A whole view as text for a terminal; see `accessTableChunks`. */
export function accessTable({ grants, ...head }: AccessView, options: AccessTableOptions): string {
  return [...accessTableChunks(head, grants, options)].join('');
}

/** The same section by section, where the grants are more than memory holds. */
export function* accessTableChunks(
  head: Pick<AccessView, 'complete' | 'unread'>,
  grants: Iterable<GrantView>,
  { by, screen = PAPER }: AccessTableOptions,
): Iterable<string> {
  const repositories = new Set<string>();
  const principals = new Set<string>();
  let count = 0;
  for (const [title, among] of by === 'principal' ? byPrincipal(grants) : byRepository(grants)) {
    count += among.length;
    for (const { region, repository, principal } of among) {
      repositories.add(placeKey(region, repository));
      principals.add(principal);
    }
    yield `${screen.paint('strong', visible(title))}\n${section(among, by, screen)}\n\n`;
  }
  const places = repositories.size === 1 ? '1 repository' : `${repositories.size} repositories`;
  const total = `${counted(count, 'grant')}: ${counted(principals.size, 'principal')} on ${places}`;
  yield `${count === 0 ? 'nobody has access\n\n' : ''}${[total, ...incompleteness(head)].join('\n')}\n`;
}

type Section = readonly [title: string, grants: readonly GrantView[]];

/** INVARIANT: grants come sorted by region and repository. */
function* byRepository(grants: Iterable<GrantView>): Iterable<Section> {
  let title: string | undefined;
  let among: GrantView[] = [];
  for (const grant of grants) {
    const next = `${grant.repository} in ${grant.region}`;
    if (title !== undefined && next !== title) {
      yield [title, among];
      among = [];
    }
    title = next;
    among.push(grant);
  }
  if (title !== undefined) yield [title, among];
}

function byPrincipal(grants: Iterable<GrantView>): Iterable<Section> {
  return groupBy(grants, ({ principal }) => principal);
}

function section(grants: readonly GrantView[], by: AccessTableOptions['by'], screen: Screen): string {
  const rows = groupBy(grants, (grant) => {
    const other = by === 'principal' ? `${grant.repository} in ${grant.region}` : grant.principal;
    return JSON.stringify([other, grant.via, grant.conditions, grant.decision]);
  });
  const lines = [...rows.values()].flatMap((alike) => {
    const [first] = alike;
    return first ? [row(first, alike, by)] : [];
  });
  return table(by === 'principal' ? ['  REPOSITORY', 'CAN', 'THROUGH'] : ['  PRINCIPAL', 'CLASS', 'CAN', 'THROUGH'], lines, screen);
}

function row(first: GrantView, alike: readonly GrantView[], by: AccessTableOptions['by']): readonly string[] {
  const can = `${alike.map(({ capability }) => capability).join(', ')}${qualified(first)}`;
  const through = first.via.map(({ policy, sid, index }) => `${policy} ${sid ?? `statement ${index}`}`).join('; ');
  if (by === 'principal') return [`  ${first.repository} in ${first.region}`, can, through];
  return [`  ${first.principal}`, first.principalClass, can, through];
}

/** What a grant depends on, in a few words. */
function qualified({ decision, conditions }: GrantView): string {
  if (decision === 'unknown') return ' (unknown: a policy was not read)';
  if (decision === 'allowed') return '';
  const words = conditions.map((each) =>
    'account' in each ? `account ${each.account} lets it` : `${each.effect === 'Deny' ? 'not ' : ''}${each.operator} ${each.key}`,
  );
  return ` if ${[...new Set(words)].join(' and ')}`;
}
