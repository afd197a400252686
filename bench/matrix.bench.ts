// What an audit costs, as whole processes: accounts of every shape in sizes that double, each without a baseline, with one of one rule, and
// with its captured one; what listing access costs; and how fast single decisions are. `--quick`: small sizes. `--json FILE`: the figures for a program.
// `--shapes regular,named`, `--repositories 10000` and `--without access` (what takes longest) choose. Compare ratios to the reference work, and figures of one run: machines are noisy.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench } from 'tinybench';
import { decideCell, prepareAccount } from '../lib/access/account/account.ts';
import { repositoriesOf } from '../lib/access/classes/repository-classes.ts';
import { compileIamPattern, tokensOf } from '../lib/policy/match/pattern.ts';
import { readSnapshot } from '../lib/snapshot/parse.ts';
import { oneRuleBaseline, SHAPES, type Shape, type Size, shapedAccount } from '../test/support/account-shapes.ts';
import { generateAccount, generateBaseline } from '../test/support/generate-account.ts';
import { type Measured, measured } from './whole-process.ts';

interface Row extends Measured {
  readonly shape: Shape;
  readonly repositories: number;
  readonly principals: number;
  readonly what:
    | 'audit, no baseline'
    | 'audit, one rule'
    | 'audit, fitting baseline'
    | 'access'
    | 'access, one repository'
    | 'capture'
    | 'audit, captured';
}

const HEAD = [
  '| shape | repositories × principals | what | processor | times the reference work | wall | memory | reference work |',
  '|---|---|---|---|---|---|---|---|',
].join('\n');
let isHeadPrinted = false;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    json: { type: 'string' },
    shapes: { type: 'string' },
    repositories: { type: 'string' },
    without: { type: 'string' },
  },
});
const asked = values.shapes?.split(',') ?? SHAPES;
const strange = asked.filter((name) => !SHAPES.some((shape) => shape === name));
if (strange.length > 0) throw new Error(`no such shape: ${strange.join(', ')}; there are ${SHAPES.join(', ')}`);
if (values.without !== undefined && values.without !== 'access')
  throw new Error(`--without ${values.without}: only access can be left out`);
const shapes = SHAPES.filter((shape) => asked.includes(shape));
const sizes = (values.repositories?.split(',').map(Number) ?? (values.quick ? [200, 400] : [5_000, 10_000, 20_000])).map(
  (repositories) => ({
    repositories,
    principals: repositories / 2,
  }),
);
const rows = shapes.flatMap((shape) => sizes.flatMap((size) => rowsOf(shape, size)));
console.log(`\n${growthTable()}`);
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(rows, null, 2));
await decisions();

function rowsOf(shape: Shape, size: Size): readonly Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-bench-'));
  try {
    const fileAt = (name: string): string => join(folder, name);
    const [snapshot, oneRule, fitting, captured] = [
      fileAt('snapshot.json'),
      fileAt('one.yaml'),
      fileAt('fitting.yaml'),
      // A folder: a large account takes several files.
      fileAt('captured'),
    ];
    const text = JSON.stringify(shapedAccount(shape, size));
    writeFileSync(snapshot, text);
    writeFileSync(oneRule, oneRuleBaseline());
    writeFileSync(fitting, generateBaseline(size));
    const audit = ['audit', '--snapshot', snapshot, '--format', 'json', '--fail-on', 'never'];
    const access = ['access', '--snapshot', snapshot, '--format', 'json'];
    const row = (what: Row['what'], args: readonly string[]): Row => told({ shape, ...size, what, ...measured(folder, args) });
    const first = [
      row('audit, no baseline', audit),
      row('audit, one rule', [...audit, '--baseline', oneRule]),
      // Of the other shapes nobody means anything in particular.
      ...(shape === 'regular' ? [row('audit, fitting baseline', [...audit, '--baseline', fitting])] : []),
      row('access, one repository', [...access, '--repository', someRepository(text)]),
      ...(values.without === 'access' ? [] : [row('access', access)]),
      row('capture', ['baseline', 'capture', '--snapshot', snapshot, '--output', captured]),
    ];
    return existsSync(captured) ? [...first, row('audit, captured', [...audit, '--baseline', captured])] : first;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function someRepository(snapshot: string): string {
  const reading = readSnapshot(snapshot);
  if (reading.kind === 'problem') throw new Error(reading.reason);
  const [registry] = reading.snapshot.registries;
  const [first] = registry?.repositories.kind === 'present' ? registry.repositories.value : [];
  if (!first) throw new Error('the account has no repository');
  return first.name;
}

/** Printed as it comes, as a row of a Markdown table. */
function told(row: Row): Row {
  if (!isHeadPrinted) console.log(HEAD);
  isHeadPrinted = true;
  const { shape, repositories, principals, what, user, wall, mebibytes, reference, died } = row;
  const figures = died ?? `${user?.toFixed(1)} s | ${((user ?? 0) / reference).toFixed(1)}`;
  const memory = mebibytes === undefined ? '' : `${mebibytes} MiB`;
  const size = `${repositories.toLocaleString('en')} × ${principals.toLocaleString('en')}`;
  console.log(
    `| ${shape} | ${size} | ${what} | ${figures}${died ? ' | ' : ''} | ${wall.toFixed(1)} s | ${memory} | ${reference.toFixed(2)} s |`,
  );
  return row;
}

/** How many times the processor and the memory of the size before, by the ratios to the reference work. */
function growthTable(): string {
  const lines = rows.flatMap((row) => {
    const before = rows.find(
      ({ shape, what, repositories }) => shape === row.shape && what === row.what && repositories * 2 === row.repositories,
    );
    if (before?.user === undefined || row.user === undefined) return [];
    const time = row.user / row.reference / (before.user / before.reference);
    const memory = (row.mebibytes ?? 0) / (before.mebibytes ?? 1);
    const from = `${before.repositories.toLocaleString('en')} → ${row.repositories.toLocaleString('en')}`;
    return [`| ${row.shape} | ${row.what} | ${from} | ${time.toFixed(1)} | ${memory.toFixed(1)} |`];
  });
  return ['| shape | what | repositories | times the time | times the memory |', '|---|---|---|---|---|', ...lines].join('\n');
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
