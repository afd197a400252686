// The first lines about an audit: whose account, compared with what, how it ended, and what is in order.
import { counted, visible } from '../text/quote.ts';
import { incompleteness } from './completeness.ts';
import { openInWords } from './counts.ts';
import { type Direction, directionOf } from './direction.ts';
import { rereadLines } from './reread-view.ts';
import type { AuditView, FindingView } from './schema.ts';
import { paragraph, type Screen, type Tone } from './screen.ts';
import type { Surroundings } from './surroundings.ts';

/** Whose account was read, where, when and by whom, and what it is compared with. */
export function headLines({ account, asOf, reread, baseline }: AuditView, around: Surroundings, screen: Screen): readonly string[] {
  const { accountName, regions, source } = around;
  const name = accountName === undefined ? `account ${account}` : `${accountName} (${account})`;
  const where = regions.length === 0 ? 'no region' : listed(regions);
  const against = baseline === null ? 'without a baseline' : `against ${baseline.path}`;
  const first = `${name}, ${where}, ${asOf.slice(0, 10)} ${asOf.slice(11, 16)} UTC`;
  return [
    ...paragraph(screen, visible(first), 2).map((line) => screen.paint('strong', line)),
    ...paragraph(screen, visible(`read ${source}, ${against}`), 2),
    ...rereadLines({ reread }).flatMap((line) => paragraph(screen, line, 2)),
  ];
}

const MOST_REGIONS = 4;

function listed(regions: readonly string[]): string {
  const shown = regions.slice(0, MOST_REGIONS).join(', ');
  return regions.length > MOST_REGIONS ? `${shown} and ${regions.length - MOST_REGIONS} more regions` : shown;
}

/** How it ended: in order or drift, how much of it, and whether everything was read, which no filter hides. */
export function verdictLines(view: AuditView, causes: number, screen: Screen): readonly string[] {
  const { findings, complete, baseline } = view;
  const open = findings.filter(({ state }) => state === 'open');
  const [word, tone] = verdictOf(view, open.length);
  const [first = '', ...rest] = paragraph(screen, `${word}: ${tally(findings, causes)}`, 2);
  const ended = [...(complete ? ['scan complete'] : []), ...directionWords(open, baseline !== null)].join('; ');
  return [
    `${screen.paint(tone, first.slice(0, word.length))}${first.slice(word.length)}`,
    ...rest,
    ...(ended === '' ? [] : paragraph(screen, ended, 2)),
    ...incompleteness(view).flatMap((line) => paragraph(screen, line, 4).map((each) => screen.paint('warning', each))),
    ...observing(view).flatMap((line) => paragraph(screen, line, 2)),
  ];
}

function verdictOf({ complete, leftOut, baseline }: AuditView, open: number): readonly [word: string, tone: Tone] {
  if (open > 0) return [baseline === null ? 'FOUND' : 'DRIFT', 'critical'];
  if (leftOut !== undefined) return ['NOTHING OPEN IN WHAT IS LISTED', 'warning'];
  return complete ? ['IN ORDER', 'good'] : ['NOTHING FOUND IN WHAT WAS READ', 'warning'];
}

/** What is open is counted by severity; what was accepted, by itself. */
export function tally(findings: readonly FindingView[], causes: number): string {
  const present = findings.filter(({ state }) => state !== 'resolved');
  if (present.length === 0) return 'no findings';
  const open = openInWords(present);
  const accepted = present.filter(({ state }) => state === 'accepted').length;
  const unverified = present.filter(({ unverifiedSince }) => unverifiedSince !== undefined).length;
  const parts = [
    ...(open === '' ? [] : [open]),
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
    ...(unverified > 0 ? [`${unverified} of them not verified in this scan`] : []),
  ];
  return `${counted(causes, 'cause')}, ${counted(present.length, 'finding')}: ${parts.join('; ')}`;
}

const DIRECTIONS: readonly Direction[] = ['gained', 'lost', 'neither'];

/** `16 gained, 2 lost, 3 neither`: against the baseline, where there is one. */
function directionWords(open: readonly FindingView[], isDrift: boolean): readonly string[] {
  const words = DIRECTIONS.flatMap((direction) => {
    const count = open.filter((finding) => directionOf(finding) === direction).length;
    return count === 0 ? [] : [`${count} ${direction}`];
  });
  return isDrift && words.length > 0 ? [words.join(', ')] : [];
}

/** Without a baseline: what is told, and what one could capture. */
export function observing({ observed }: AuditView): readonly string[] {
  if (!observed) return [];
  const { grants, principals, repositories } = observed;
  const access = `${counted(grants, 'grant')} of ${counted(principals, 'principal')} on ${repositories === 1 ? '1 repository' : `${repositories} repositories`}`;
  return [`no baseline: only what outsiders have is told, and what policies show by themselves; a baseline could capture ${access}`];
}

/** How much is right; nothing where there is nothing that could be. */
export function inOrderLines({ inOrder: { closed, repositories, quiet, principals } }: Surroundings, screen: Screen): readonly string[] {
  const parts = [
    ...(repositories > 0 ? [`${closed} of ${repositories} repositories let no outsider in`] : []),
    ...(principals > 0 ? [`${quiet} of ${principals} users and roles`] : []),
  ];
  return parts.length === 0 ? [] : paragraph(screen, `in order: ${parts.join('; ')}`, 2);
}
