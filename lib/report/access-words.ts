// Who can, or cannot, do what where, as a sentence: `anyone with an AWS account can push to team/app in us-east-1`.
import { groupBy } from '../collections/group-by.ts';
import { verb } from '../findings/verb.ts';
import { CAPABILITIES } from '../model/access.ts';
import { placeKey } from '../model/ids.ts';
import { counted } from '../text/quote.ts';
import { whom } from '../text/whom.ts';
import { capabilitiesOf } from './meaning-order.ts';
import { type AccountNames, shortPrincipal } from './place-names.ts';
import type { FindingView } from './schema.ts';
import { EVERY, whoWhat } from './who-what.ts';

export interface WordsContext {
  readonly account: string;
  readonly names: AccountNames;
}

/** `over`: neither is what was found so any more. */
export type Tense = 'now' | 'over';

/**
 * The sentence for findings of one cause; undefined where they are about no access that has such a one. What is said of somebody is so of all that is
 * named: whatever others have, or have elsewhere, is said to be there and no more; beside everybody nobody is counted. Text of strangers: whoever prints it makes it inert.
 */
export function accessWords(findings: readonly FindingView[], { account, names }: WordsContext, tense: Tense): string | undefined {
  const [first, ...rest] = findings;
  if (!first) return undefined;
  const { direction, told, shown, principal, others } = whoWhat([first, ...rest]);
  if (direction === 'neither' || principal === undefined || shown.capability === null) return undefined;
  if (told.some(({ code }) => APART.has(code))) return undefined;
  const byPrincipal = groupBy(told, (each) => each.principal ?? '');
  const own = byPrincipal.get(principal) ?? told;
  const isAlike = new Set([...byPrincipal.values()].map(accessKey)).size === 1;
  const byPlace = groupBy(own, placeOf);
  const isEven = new Set([...byPlace.values()].map(capabilityKey)).size === 1;
  const named = isEven ? own : (byPlace.get(placeOf(shown)) ?? own);
  const who = principal === EVERY ? whom(principal) : shortPrincipal(principal, account, names);
  const also = others > 0 && isAlike && principal !== EVERY ? ` and ${counted(others, 'other')}` : '';
  const capabilities = capabilitiesOf(named);
  const isEverything = CAPABILITIES.every((capability) => capabilities.includes(capability));
  const what = isEverything ? 'do everything on' : doing(capabilities, direction === 'lost' ? 'or' : 'and');
  const conditional = named.every(isConditional) ? ' under conditions' : '';
  const rests = [
    ...(isEven ? [] : ['other access elsewhere']),
    ...(others > 0 && !isAlike && principal !== EVERY ? [`${counted(others, 'other')} in part`] : []),
  ];
  const [can, again] = CAN[direction][tense];
  return [`${who}${also} ${can} ${what} ${places(named)}${conditional}${again}`, ...rests].join('; and ');
}

/** The proof of what is remembered is not kept, but for what its sentence says. */
function isConditional({ evidence: { decision }, message }: FindingView): boolean {
  return decision === undefined ? message.includes(' under conditions: ') : decision === 'conditional';
}

function placeOf({ region, repository }: FindingView): string {
  return placeKey(region ?? '', repository ?? '');
}

function capabilityKey(findings: readonly FindingView[]): string {
  return capabilitiesOf(findings).join();
}

function accessKey(findings: readonly FindingView[]): string {
  return JSON.stringify(findings.map((each) => [placeOf(each), each.capability]).sort());
}

/** What has no such sentence: repositories that do not exist yet, and logins, which are to no repository. */
const APART: ReadonlySet<string> = new Set(['ECRD-106', 'ECRD-207']);

const CAN = {
  gained: { now: ['can', ''], over: ['can no longer', ''] },
  lost: { now: ['cannot', ''], over: ['can', ' again'] },
} as const;

const MOST_NAMED = 3;

/** One capability has its own words; several are a list. */
function doing(capabilities: readonly string[], and: string): string {
  const [only = '', ...others] = capabilities;
  if (others.length === 0) return verb(only);
  const shown = capabilities.slice(0, MOST_NAMED);
  const more = capabilities.length - shown.length;
  if (more > 0) return `${shown.join(', ')} ${and} ${more} more on`;
  return `${shown.slice(0, -1).join(', ')} ${and} ${shown.at(-1)} on`;
}

function places(findings: readonly FindingView[]): string {
  const regions = new Set(findings.flatMap((each) => (each.region === null || each.region === EVERY ? [] : [each.region])));
  const [region] = regions;
  const within = regions.size === 1 && findings.every((each) => each.region === region) ? ` in ${region}` : '';
  if (findings.some(({ repository }) => repository === EVERY)) return `every repository${within}`;
  const named = new Map(
    findings.flatMap((each) => (each.repository === null ? [] : [[placeKey(each.region ?? '', each.repository), each.repository]])),
  );
  const [only] = named.values();
  if (only === undefined) return `the registry${within}`;
  return named.size === 1 ? `${only}${within}` : `${named.size} repositories${within}`;
}
