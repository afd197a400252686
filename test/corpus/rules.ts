// The rule ids of docs/semantics.md, and those that the other corpora cite.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const RULES = join(import.meta.dirname, '../../docs/semantics.md');
const CORPUS = import.meta.dirname;

export interface Rules {
  readonly ids: readonly string[];
  readonly notShown: readonly string[];
}

/** Table rows `| A1 | …` of the rules that decide, and list items `- A13: not shown by a decision: …`. */
export function readRules(): Rules {
  const lines = readFileSync(RULES, 'utf8').split('\n');
  const found = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  return { ids: found(/^\| ([A-E]\d+|F23) \|/), notShown: found(/^- ([A-E]\d+): not shown by a decision: \S/) };
}

/** Rule ids under any `rule` key in the corpora beside decide/. */
export function rulesOfOtherCorpora(): readonly string[] {
  const folders = ['access', 'capabilities'].map((name) => join(CORPUS, name)).filter((folder) => existsSync(folder));
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const documents = files.filter((file) => file.endsWith('.yaml')).map((file) => parse(readFileSync(file, 'utf8')) as unknown);
  return documents.flatMap(rulesIn);
}

function rulesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => (key === 'rule' ? [entry].flat().map(String) : rulesIn(entry)));
}

/** The rules that a decision has to show: A1–A57, B1–B35, C1–C18. */
export const TESTABLE: readonly string[] = [...numbered('A', 57), ...numbered('B', 35), ...numbered('C', 18)];

function numbered(letter: string, last: number): readonly string[] {
  return Array.from({ length: last }, (_, at) => `${letter}${at + 1}`);
}
