// The attributes of an alert that subscribers filter by (G9, G10).
import { visible } from '../text/quote.ts';
import type { Notice } from './alerts.ts';

/** Nobody owns what is told: a filter can ask for it. */
export const NO_OWNER = 'none';

/**
 * Severity, event and account; code of the gravest finding; region and repository where all findings have the same; who owns what they are about,
 * or `none`; and the words that people read first, with who did it, for subscribers that tell people. SNS takes ten to a queue.
 */
export function attributesOf({
  alert,
  owner,
  headline,
  read,
  who,
}: Pick<Notice, 'alert' | 'owner' | 'headline' | 'read' | 'who'>): Readonly<Record<string, string>> {
  const { severity, event, account, region, findings, total } = alert;
  const [first] = findings;
  const isWhole = findings.length === total;
  const sole = isWhole && findings.every(({ repository }) => repository === first?.repository) ? first?.repository : null;
  const all = {
    severity,
    code: first?.code,
    event,
    account,
    region: isWhole ? region : null,
    repository: sole,
    owner: ownerAttribute(owner),
    headline,
    read,
    who: who?.line,
  };
  const given = Object.entries(all).map(([name, value]) => [name, attributeValue(value ?? '')] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** The gravest of what a mail tells, and whose it is: `several` where it is of more than one. `notices`: the gravest first. */
export function mailAttributes(account: string, notices: readonly Notice[]): Readonly<Record<string, string>> {
  const [first] = notices;
  const owners = new Set(notices.map((each) => each.owner));
  const owner = owners.size > 1 ? 'several' : ownerAttribute(first?.owner ?? null);
  return { account: attributeValue(account), ...(first ? { severity: first.alert.severity, event: first.alert.event } : {}), owner };
}

function ownerAttribute(owner: string | null): string {
  const value = attributeValue(owner ?? '');
  return value === '' ? NO_OWNER : value;
}

const LONGEST = 256;

/** What SNS takes: nothing beyond the basic plane, no controls, not too long. */
function attributeValue(text: string): string {
  const basic = visible(text).replace(/[\u{10000}-\u{10ffff}]/gu, '?');
  return basic.trim().slice(0, LONGEST).trim();
}
