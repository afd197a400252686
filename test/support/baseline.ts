import { parseBaseline } from '../../lib/baseline/parse/parse.ts';
import type { Baseline, Rule } from '../../lib/model/baseline.ts';

/** The issues of one file as `line: reason`; a valid one has none. */
export function issuesIn(text: string, path = 'baseline.yaml'): readonly string[] {
  return issuesOf({ [path]: text }).map((issue) => issue.slice(path.length + 1));
}

/** The issues of several files as `file:line: reason`. */
export function issuesOf(files: Readonly<Record<string, string>>): readonly string[] {
  const parsed = parseBaseline('baseline', sources(files));
  return parsed.kind === 'baseline' ? [] : parsed.issues.map(({ reason, at }) => `${at.file}:${at.line}: ${reason}`);
}

/** The baseline that valid files mean. */
export function baselineOf(files: Readonly<Record<string, string>>): Baseline {
  const parsed = parseBaseline('baseline', sources(files));
  if (parsed.kind === 'invalid') throw new Error(parsed.issues.map(({ reason, at }) => `${at.file}:${at.line}: ${reason}`).join('\n'));
  return parsed.baseline;
}

export function rulesIn(text: string): readonly Rule[] {
  return baselineOf({ 'baseline.yaml': text }).rules;
}

/** A document whose `body` starts on line 3. */
export function policy(body: string): string {
  return `apiVersion: ecr-drift/v1\nkind: AccessPolicy\n${body}`;
}

/** A document with one rule that has one entry, from line 6. */
export function entry(text: string): string {
  return policy(`rules:\n  - { id: r, repositories: ["**"],\n      allow: [\n        ${text.replaceAll('\n', '\n        ')}\n      ] }\n`);
}

/** A document with one rule whose keys start on line 4. */
export function rule(text: string): string {
  return policy(`rules:\n  - ${text.trim().replaceAll('\n', '\n    ')}\n`);
}

function sources(files: Readonly<Record<string, string>>) {
  return Object.entries(files).map(([path, text]) => ({ path, text }));
}
