// How long it takes to find out whether the conditions of one statement imply those of another: of made-up pairs, no two alike, in processor time.
// `--json FILE` writes the figures as JSON; Markdown is printed.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { implies } from '../lib/policy/theory/solve.ts';
import { BLOCK_PAIRS, formulaOf } from '../test/support/condition-pairs.ts';
import { referenceWork } from './reference-work.ts';

const PAIRS = 5_000;
const { json } = parseArgs({ options: { json: { type: 'string' } } }).values;

const reference = referenceWork();
const answers = fc.sample(BLOCK_PAIRS, { numRuns: PAIRS, seed: 1 }).map(({ a, b }) => {
  const [first, second] = [formulaOf(a), formulaOf(b)];
  const before = process.cpuUsage();
  const { kind } = implies(first, second);
  const { user, system } = process.cpuUsage(before);
  return { kind, milliseconds: (user + system) / 1_000 };
});
const sorted = answers.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
const count = (kind: string): number => answers.filter((answer) => answer.kind === kind).length;
const figures = {
  pairs: PAIRS,
  implied: count('yes'),
  notImplied: count('no'),
  notShown: count('unknown'),
  median: at(0.5),
  ninetieth: at(0.9),
  ninetyNinth: at(0.99),
  longest: at(1),
  reference,
};
console.log(
  '| pairs | implied | not | not shown | median | 90 of 100 | 99 of 100 | longest | reference work |\n|---|---|---|---|---|---|---|---|---|',
);
const times = [figures.median, figures.ninetieth, figures.ninetyNinth, figures.longest].map((each) => `${each.toFixed(2)} ms`);
console.log(`| ${[PAIRS, figures.implied, figures.notImplied, figures.notShown, ...times, `${reference.toFixed(2)} s`].join(' | ')} |`);
if (json !== undefined) writeFileSync(json, `${JSON.stringify({ node: process.version, figures }, null, 2)}\n`);
