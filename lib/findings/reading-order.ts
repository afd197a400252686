// In which order people read findings: the gravest first, and of those as grave what the most people have, and what they can do the most with.
import type { Capability } from '../model/access.ts';
import type { FindingCode } from '../model/codes.ts';
import type { Finding } from '../model/finding.ts';
import { SEVERITIES } from '../model/severity.ts';

type Ordered = Pick<Finding, 'severity' | 'code' | 'capability'> & { readonly id: string };

/** Results are sorted by severity and id (docs/formats.md#audit); whoever reads them from the top wants to know who else is in first. */
export function inReadingOrder(a: Ordered, b: Ordered): number {
  return (
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    place(CODES, a.code) - place(CODES, b.code) ||
    Number(a.code > b.code) - Number(a.code < b.code) ||
    place(CAPABILITIES, a.capability) - place(CAPABILITIES, b.capability) ||
    (a.id < b.id ? -1 : 1)
  );
}

/** Everybody, what rules forbid, other accounts, services, own principals; then, by their codes, facts about policies and about the baseline. */
const CODES: readonly FindingCode[] = [
  'ECRD-201',
  'ECRD-103',
  'ECRD-202',
  'ECRD-203',
  'ECRD-206',
  'ECRD-207',
  'ECRD-208',
  'ECRD-105',
  'ECRD-104',
  'ECRD-101',
  'ECRD-102',
];

const CAPABILITIES: readonly Capability[] = ['admin', 'push', 'delete', 'retag', 'configure', 'replicate', 'pull', 'list'];

/** What is not in the list comes after it. */
function place(order: readonly string[], value: string | null): number {
  const at = value === null ? -1 : order.indexOf(value);
  return at === -1 ? order.length : at;
}
