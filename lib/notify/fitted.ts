// The size of an alert: SNS takes 256 KiB of message and attributes (G1, G2), subscribers may take less.
import type { FindingView, UnreadView } from '../report/schema.ts';
import { cut } from '../text/quote.ts';
import type { Alert } from './schema.ts';

const MOST_BYTES = 200_000;
const MOST_OF_UNREAD = 40_000;
const MOST_OF_ONE = 20_000;
const LONGEST_TEXT = 500;
const LONGEST_LIST = 20;

/** The alert in at most 200 KB: long texts and proofs are cut where they are too much, then findings are left out from the mildest on. */
export function fitted(alert: Alert): Alert {
  const unread = fitting(alert.unread, MOST_OF_UNREAD, shortUnread);
  const cause = cut(alert.cause, LONGEST_TEXT);
  const head = bytesOf({ ...alert, cause, unread, findings: [] });
  return { ...alert, cause, unread, findings: fitting(alert.findings, MOST_BYTES - head, shortFinding) };
}

/** As many of the first as fit; whatever is too long for one is shortened. */
function fitting<T>(items: readonly T[], most: number, shorten: (item: T) => T): T[] {
  const fits: T[] = [];
  let left = most;
  for (const item of items) {
    const short = bytesOf(item) > MOST_OF_ONE ? shorten(item) : item;
    left -= bytesOf(short) + 1;
    if (left < 0) break;
    fits.push(short);
  }
  return fits;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function shortUnread({ part, api, code, message }: UnreadView): UnreadView {
  return { part: cut(part, LONGEST_TEXT), api: cut(api, LONGEST_TEXT), code: cut(code, LONGEST_TEXT), message: cut(message, LONGEST_TEXT) };
}

function shortFinding(finding: FindingView): FindingView {
  const { message, principal, repository, capability, evidence } = finding;
  return {
    ...finding,
    message: cut(message, LONGEST_TEXT),
    principal: principal && cut(principal, LONGEST_TEXT),
    repository: repository && cut(repository, LONGEST_TEXT),
    capability: capability && cut(capability, LONGEST_TEXT),
    evidence: shortEvidence(evidence),
    mend: null,
  };
}

/** Proofs that are long for their number are told in part; those that are long by their texts are left to the report. */
function shortEvidence(evidence: FindingView['evidence']): FindingView['evidence'] {
  const { via, conditions, repositories, details, ...rest } = evidence;
  const some = {
    ...rest,
    ...(via ? { via: via.slice(0, LONGEST_LIST) } : {}),
    ...(conditions ? { conditions: conditions.slice(0, LONGEST_LIST) } : {}),
    ...(repositories ? { repositories: repositories.slice(0, LONGEST_LIST) } : {}),
    ...(details ? { details: details.slice(0, LONGEST_LIST).map((each) => cut(each, LONGEST_TEXT)) } : {}),
  };
  return bytesOf(some) > MOST_OF_ONE ? {} : some;
}
