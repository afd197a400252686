// The attributes of an alert that subscribers filter by (G9, G10).
import { visible } from '../text/quote.ts';
import type { Notice } from './alerts.ts';

/** Severity, event and account; code of the gravest finding; region, repository and owner where all findings have the same. */
export function attributesOf({ alert, owner }: Pick<Notice, 'alert' | 'owner'>): Readonly<Record<string, string>> {
  const { severity, event, account, region, findings, total } = alert;
  const [first] = findings;
  const isWhole = findings.length === total;
  const sole = isWhole && findings.every(({ repository }) => repository === first?.repository) ? first?.repository : null;
  const all = { severity, code: first?.code, event, account, region: isWhole ? region : null, repository: sole, owner };
  const given = Object.entries(all).map(([name, value]) => [name, attributeValue(value ?? '')] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

const LONGEST = 256;

/** What SNS takes: nothing beyond the basic plane, no controls, not too long. */
function attributeValue(text: string): string {
  const basic = visible(text).replace(/[\u{10000}-\u{10ffff}]/gu, '?');
  return basic.trim().slice(0, LONGEST).trim();
}
