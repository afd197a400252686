// What an audit of a large account costs, and how fast single decisions are. Quote ratios from one run: machines are noisy.
import { Bench } from 'tinybench';
import { decideCell, prepareAccount } from '../lib/access/account/account.ts';
import { repositoriesOf } from '../lib/access/classes/repository-classes.ts';
import { accessMatrix } from '../lib/access/matrix/matrix.ts';
import { parseBaseline } from '../lib/baseline/parse/parse.ts';
import { driftFrom } from '../lib/drift/drift.ts';
import { compileIamPattern, tokensOf } from '../lib/policy/match/pattern.ts';
import { readSnapshot } from '../lib/snapshot/parse.ts';
import { generateAccount, generateBaseline } from '../test/support/generate-account.ts';

const small = auditOf(5_000, 2_500);
const large = auditOf(10_000, 5_000);
console.table([small, large]);
console.log(`twice the repositories and principals: ${(large.total / small.total).toFixed(2)} times the time`);
await decisions();

function auditOf(repositories: number, principals: number): Record<string, number> & { readonly total: number } {
  const text = JSON.stringify(generateAccount({ repositories, principals }));
  const yaml = generateBaseline({ repositories, principals });
  const started = performance.now();
  const reading = readSnapshot(text);
  const parsed = parseBaseline('baseline', [{ path: 'baseline.yaml', text: yaml }]);
  if (reading.kind === 'problem' || parsed.kind === 'invalid') throw new Error('the generated account cannot be read');
  const read = performance.now();
  const matrix = accessMatrix(reading.snapshot);
  const compiled = performance.now();
  const drift = driftFrom(matrix, parsed.baseline, reading.snapshot.collectedAt);
  const ended = performance.now();
  return {
    repositories,
    principals,
    principalClasses: matrix.principalClasses,
    repositoryClasses: matrix.repositoryClasses.length,
    drift: drift.length,
    read: Math.round(read - started),
    classes: Math.round(compiled - read),
    diff: Math.round(ended - compiled),
    total: Math.round(ended - started),
    MiB: Math.round(process.memoryUsage().rss / 2 ** 20),
  };
}

async function decisions(): Promise<void> {
  const reading = readSnapshot(JSON.stringify(generateAccount({ repositories: 100, principals: 100 })));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  const account = prepareAccount(reading.snapshot);
  const repositories = repositoriesOf(account);
  const hostile = compileIamPattern(tokensOf('*a'.repeat(5_000)));
  const text = 'a'.repeat(10_000);
  let turn = 0;
  const bench = new Bench({ time: 1_000 });
  bench.add('decide one cell', () => {
    turn += 1;
    const [subject, repository] = [account.locals[turn % account.locals.length], repositories[turn % repositories.length]];
    if (subject && repository) decideCell(account, { subject, repository, action: turn % 35 });
  });
  bench.add('glob of 10,000 characters', () => {
    hostile(text);
  });
  await bench.run();
  console.table(bench.table());
}
