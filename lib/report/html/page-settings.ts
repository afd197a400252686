// What is set for whole registries, and what the baseline says of itself.
import type { Baseline, Exception } from '../../model/baseline.ts';
import type { Instant } from '../../model/ids.ts';
import type { AccountSnapshot, Collected } from '../../model/snapshot.ts';
import { counted, cut } from '../../text/quote.ts';
import type { AuditView } from '../schema.ts';
import type { PageBaseline, PageException, PageRegistry, PageSetting } from './page-view.ts';

const LONGEST_SETTING = 8_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The registry of each region, with its settings as AWS answered them. */
export function pageRegistries({ registries }: Pick<AccountSnapshot, 'registries'>): readonly PageRegistry[] {
  return registries.map(({ region, repositories, policy, policyScope, creationTemplates, replication, pullThroughCacheRules }) => ({
    region,
    repositories: repositories.kind === 'present' ? repositories.value.length : null,
    settings: [
      { name: 'registry policy', value: setting(policy, ({ text }) => pretty(text)) },
      { name: 'registry policy scope', value: setting(policyScope, (scope) => scope) },
      { name: 'creation templates', value: setting(creationTemplates, jsonText) },
      { name: 'replication', value: setting(replication, jsonText) },
      { name: 'pull-through cache', value: setting(pullThroughCacheRules, jsonText) },
    ],
  }));
}

function setting<T>(part: Collected<T>, text: (value: T) => string): PageSetting {
  switch (part.kind) {
    case 'present':
      return { kind: 'present', text: cut(text(part.value), LONGEST_SETTING) };
    case 'absent':
      return { kind: 'absent' };
    case 'unknown':
      return { kind: 'unread', code: part.gap.code, message: part.gap.message };
  }
}

function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? '';
}

/** As it is where it is no JSON. */
function pretty(text: string): string {
  try {
    return jsonText(JSON.parse(text));
  } catch {
    return text;
  }
}

/** The baseline, with the state of its exceptions as of the audit. */
export function pageBaseline(baseline: Baseline, { asOf, findings }: AuditView): PageBaseline {
  const accepted = findings.flatMap(({ state, acceptance }) => (state === 'accepted' && acceptance ? [acceptance.exception] : []));
  return {
    path: baseline.path,
    sha256: baseline.sha256,
    rules: baseline.rules.length,
    lockedGrants: baseline.lock.length,
    exceptions: baseline.exceptions
      .map((exception) => pageException(exception, asOf, accepted.filter((id) => id === exception.id).length))
      .sort((a, b) => a.daysLeft - b.daysLeft),
    reviews: baseline.reviews.map(({ days, reviewed, owner, at }) => ({
      file: at.file,
      owner: owner ?? null,
      days,
      reviewed: reviewed ?? null,
    })),
  };
}

function pageException({ id, match, reason, owner, ticket, expires, at }: Exception, asOf: string, accepts: number): PageException {
  return {
    ...{ id, match: matchText(match), reason, owner, ticket: ticket ?? null, expires, accepts },
    daysLeft: daysBetween(asOf, expires),
    at: `${at.file}:${at.line}`,
  };
}

function daysBetween(from: string, until: Instant): number {
  return Math.floor((Date.parse(until) - Date.parse(from)) / DAY_MS);
}

function matchText(match: Exception['match']): string {
  if (match.kind === 'finding') return match.finding;
  const { code, repositories, principals, capabilities } = match;
  const parts = [
    ...(code === undefined ? [] : [code]),
    ...(repositories.length > 0 ? [`repositories ${repositories.join(', ')}`] : []),
    ...(principals.length > 0 ? [counted(principals.length, 'principal selector')] : []),
    ...(capabilities.length > 0 ? [capabilities.join(', ')] : []),
  ];
  return parts.length === 0 ? 'everything' : parts.join('; ');
}
