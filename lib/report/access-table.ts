// Effective access for people: who can do what on a repository, or what a principal can do where.

import { groupBy } from '../collections/group-by.ts';
import { CAPABILITIES } from '../model/access.ts';
import { placeKey } from '../model/ids.ts';
import { counted, visible } from '../text/quote.ts';
import { incompleteness } from './completeness.ts';
import { shortPolicy, shortPrincipal } from './place-names.ts';
import type { AccessView, GrantView } from './schema.ts';
import { PAPER, paragraph, type Screen } from './screen.ts';
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
  head: Pick<AccessView, 'account' | 'complete' | 'unread'>,
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
    yield `${screen.paint('strong', visible(title))}\n${section(among, { by, screen, account: head.account })}\n\n`;
  }
  const places = repositories.size === 1 ? '1 repository' : `${repositories.size} repositories`;
  const total = `${counted(count, 'grant')}: ${counted(principals.size, 'principal')} on ${places}`;
  yield `${count === 0 ? 'nobody has access\n\n' : ''}${[total, ...incompleteness(head)].flatMap((line) => paragraph(screen, line, 4)).join('\n')}\n`;
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

interface Laid {
  readonly by: AccessTableOptions['by'];
  readonly screen: Screen;
  /** The account whose grants they are. */
  readonly account: string;
}

function section(grants: readonly GrantView[], { by, screen, account }: Laid): string {
  const rows = groupBy(grants, (grant) => {
    const other = by === 'principal' ? placeOf(grant) : grant.principal;
    return JSON.stringify([other, grant.via, grant.conditions, grant.decision]);
  });
  const isNarrow = screen.columns !== undefined && screen.columns < COLUMNS_FOR_ARNS;
  const lines = [...rows.values()].flatMap((alike) => {
    const [first] = alike;
    if (!first) return [];
    return [isNarrow ? narrowRow(first, alike, { by, account }) : row(first, alike, by)];
  });
  const heading = isNarrow ? ['  PRINCIPAL', 'CAN', 'THROUGH'] : ['  PRINCIPAL', 'CLASS', 'CAN', 'THROUGH'];
  return table(by === 'principal' ? ['  REPOSITORY', 'CAN', 'THROUGH'] : heading, lines, screen);
}

/** Where there is less room, ARNs would take all of it. */
const COLUMNS_FOR_ARNS = 160;

function row(first: GrantView, alike: readonly GrantView[], by: AccessTableOptions['by']): readonly string[] {
  const can = `${alike.map(({ capability }) => capability).join(', ')}${qualified(first)}`;
  const through = first.via.map(({ policy, sid, index }) => `${policy} ${sid ?? `statement ${index}`}`).join('; ');
  if (by === 'principal') return [`  ${placeOf(first)}`, can, through];
  return [`  ${first.principal}`, first.principalClass, can, through];
}

/** The same with the names that tell principals and policies of one account apart, and the class where it is another's. */
function narrowRow(first: GrantView, alike: readonly GrantView[], { by, account }: Pick<Laid, 'by' | 'account'>): readonly string[] {
  const capabilities = CAPABILITIES.filter((each) => alike.some(({ capability }) => capability === each));
  const can = `${capabilities.length === CAPABILITIES.length ? 'everything' : capabilities.join(', ')}${qualified(first)}`;
  const through = first.via.map(({ policy, sid, index }) => `${shortPolicy(policy)} ${sid ?? `statement ${index}`}`).join('; ');
  const name = shortPrincipal(first.principal, account, new Map());
  const who = first.principalClass === 'same-account' ? name : `${name} (${first.principalClass})`;
  return [`  ${by === 'principal' ? placeOf(first) : who}`, can, through];
}

function placeOf({ repository, region }: GrantView): string {
  return `${repository} in ${region}`;
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
