// Lines of the lock about repositories that are gone: they hold nothing, and hide what a new repository of that name would have.

import { groupBy } from '../../collections/group-by.ts';
import type { LockedGrant } from '../../model/baseline.ts';
import type { Registry } from '../../model/snapshot.ts';
import { counted } from '../../text/quote.ts';
import type { BaselineReport } from './baseline-check.ts';

const MOST_PLACES = 20;

/** One report for all of them, or none. Nothing is concluded about a region that was not read. */
export function staleLockLines(registries: readonly Registry[], lock: readonly LockedGrant[]): readonly BaselineReport[] {
  const known = new Map(
    registries.flatMap(({ region, repositories }) => {
      if (repositories.kind === 'unknown') return [];
      return [[region, new Set(repositories.kind === 'present' ? repositories.value.map(({ name }) => name) : [])] as const];
    }),
  );
  const stale = lock.filter(({ region, repository }) => known.get(region)?.has(repository) === false);
  const [first] = stale;
  if (!first) return [];
  const places = [...groupBy(stale, ({ region, repository }) => `${repository} in ${region}`)];
  const names = new Set(stale.map(({ repository }) => repository));
  const gone = places.length === 1 ? `${places[0]?.[0] ?? ''}, which is gone` : `${places.length} repositories that are gone`;
  const more = places.length > MOST_PLACES ? [`and ${places.length - MOST_PLACES} more repositories`] : [];
  return [
    {
      at: first.at,
      subject: 'lock',
      ...(names.size === 1 ? { gone: { what: 'repository', name: first.repository } as const } : {}),
      message: `the lock holds ${counted(stale.length, 'grant')} of ${gone}: delete the lines, or capture the lock again`,
      details: [...places.slice(0, MOST_PLACES).map(([place, lines]) => `${linesText(lines)}: ${place}`), ...more],
    },
  ];
}

function linesText(lines: readonly LockedGrant[]): string {
  const [first] = lines;
  const more = lines.length > 1 ? ` and ${counted(lines.length - 1, 'line')} more` : '';
  return `${first?.at.file ?? ''}:${first?.at.line ?? 1}${more}`;
}
