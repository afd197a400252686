// The audit that is embedded in the page, and what is looked up in it.
import type { PageCause, PageFinding, PageView } from '../lib/report/html/page-view.ts';

/** The audit that the page was written for. */
export function embeddedAudit(): PageView {
  // INVARIANT: lib/report/html wrote it.
  return JSON.parse(document.getElementById('audit')?.textContent ?? 'null') as PageView;
}

export interface Index {
  readonly causeOf: ReadonlyMap<string, PageCause>;
  readonly findingOf: ReadonlyMap<string, PageFinding>;
  readonly findingsOf: ReadonlyMap<string, readonly PageFinding[]>;
}

/** Causes by their ids and by those of their findings; findings by id and by cause. */
export function indexOf({ causes, findings }: PageView): Index {
  const causeOf = new Map<string, PageCause>(causes.first.map((cause) => [cause.id, cause]));
  const findingsOf = new Map<string, PageFinding[]>();
  for (const finding of findings.first) {
    const cause = finding.cause === null ? undefined : causeOf.get(finding.cause);
    if (!cause) continue;
    causeOf.set(finding.id, cause);
    const among = findingsOf.get(cause.id);
    if (among) among.push(finding);
    else findingsOf.set(cause.id, [finding]);
  }
  for (const cause of causes.first) for (const id of cause.findings.first) if (!causeOf.has(id)) causeOf.set(id, cause);
  return { causeOf, findingOf: new Map(findings.first.map((finding) => [finding.id, finding])), findingsOf };
}

/** `2026-11-21`. */
export function day(instant: string): string {
  return instant.slice(0, 10);
}

/** `2026-11-21 20:00 UTC`. */
export function minute(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}

/** `1 cause`, `2 causes`, `10,000 causes`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** `10,000`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** What is left of a principal's name once everybody knows the account: `role/ci/build`. */
export function shortName(name: string): string {
  return /^arn:[^:]*:(?:iam|sts)::\d*:(.+)$/.exec(name)?.[1] ?? name;
}
