// The answer of `who` for people: who made each write, the newest first, and what could not be read.
import type { WhoView } from '../events/schema.ts';
import { visible } from '../text/quote.ts';

type ActorView = NonNullable<WhoView['actor']>;

/** Lines that end with one; all that strangers wrote is made visible. */
export function whoText(view: WhoView): string {
  const actors = view.actors ?? (view.actor ? [view.actor] : []);
  const lines = [
    `${view.of} ${view.id}: ${view.message}`,
    '',
    ...(actors.length === 0
      ? [noneLine(view)]
      : [`writes since ${view.since}, the newest first (CloudTrail remembers 90 days):`, '', ...actors.flatMap(actorLines)]),
    ...view.unread.map(({ part, api, code, message }) => `not read: ${part}: ${api} ${code}: ${message}`),
  ];
  return `${lines.map(visible).join('\n')}\n`;
}

function actorLines({ event, at, eventId, region, touched, sourceIp, userAgent, ...actor }: ActorView): readonly string[] {
  return [
    `${at}  ${event}  ${touched.join(', ')}`,
    `  by ${actorWords(actor)}`,
    ...(sourceIp === null && userAgent === null ? [] : [`  from ${[sourceIp, userAgent].filter((each) => each !== null).join(', ')}`]),
    `  event ${eventId} in ${region}`,
    '',
  ];
}

function actorWords({ kind, arn, account, issuer, via }: Pick<ActorView, 'kind' | 'arn' | 'account' | 'issuer' | 'via'>): string {
  const name =
    arn ??
    (kind === 'service' ? via : null) ??
    (account === null ? 'somebody whom the record does not name' : `somebody of account ${account}`);
  const session = issuer === null ? '' : `, a session of ${issuer}`;
  const through = via === null || name === via ? '' : `, through ${via}`;
  return `${name}${session}${through}`;
}

/** It is never said that it was nobody. */
function noneLine({ looked, since, complete }: WhoView): string {
  if (looked.length === 0)
    return complete ? 'no policy of AWS is behind it: it is about the baseline' : 'who wrote it is not known: it was not read';
  if (!complete) return `no such write was found in what could be read since ${since}: who made it is not known`;
  return `CloudTrail has no such write since ${since}: it was made before (CloudTrail remembers 90 days), or by what it does not record`;
}
