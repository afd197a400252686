// Effective access for people: who can do what on a repository, or what a principal can do where.

import { counted, visible } from '../text/quote.ts';
import { incompleteness } from './completeness.ts';
import type { AccessView, GrantView } from './schema.ts';
import { table } from './terminal.ts';

export interface AccessTableOptions {
  /** What each section is about. */
  readonly by: 'repository' | 'principal';
}

export function accessTable(view: AccessView, { by }: AccessTableOptions): string {
  const sections = new Map<string, GrantView[]>();
  for (const grant of view.grants) {
    const title = by === 'principal' ? grant.principal : `${grant.repository} in ${grant.region}`;
    sections.set(title, [...(sections.get(title) ?? []), grant]);
  }
  const bodies = [...sections].map(([title, grants]) => `${visible(title)}\n${section(grants, by)}`);
  const repositories = new Set(view.grants.map(({ region, repository }) => `${region} ${repository}`)).size;
  const principals = new Set(view.grants.map(({ principal }) => principal)).size;
  const total = `${counted(view.grants.length, 'grant')}: ${counted(principals, 'principal')} on ${repositories === 1 ? '1 repository' : `${repositories} repositories`}`;
  return [...(bodies.length === 0 ? ['nobody has access'] : bodies), [total, ...incompleteness(view)].join('\n')].join('\n\n').concat('\n');
}

function section(grants: readonly GrantView[], by: AccessTableOptions['by']): string {
  const rows = new Map<string, GrantView[]>();
  for (const grant of grants) {
    const other = by === 'principal' ? `${grant.repository} in ${grant.region}` : grant.principal;
    const key = JSON.stringify([other, grant.via, grant.conditions, grant.decision]);
    rows.set(key, [...(rows.get(key) ?? []), grant]);
  }
  const lines = [...rows.values()].flatMap((alike) => {
    const [first] = alike;
    return first ? [row(first, alike, by)] : [];
  });
  return table(by === 'principal' ? ['  REPOSITORY', 'CAN', 'THROUGH'] : ['  PRINCIPAL', 'CLASS', 'CAN', 'THROUGH'], lines);
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
