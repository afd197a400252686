// Mutation tests of the engine: Stryker changes the code in a copy below .cache, and a test should notice each change.
// usage: mutation.ts [--sample N] [--seed K] [--all]   N functions of each folder, 4 without it; other ones with another seed
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const FOLDERS = ['lib/policy', 'lib/access', 'lib/drift', 'lib/lifecycle'];

/** Lines of a file, both counted from 1. */
interface Range {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** What Stryker's JSON reporter writes, as far as it is read here. */
interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const values = argumentsGiven();
const [size, seed] = [countOf('sample', values.sample), countOf('seed', values.seed)];

for (const name of ['stryker', 'mutation.json']) rmSync(`${root}.cache/${name}`, { recursive: true, force: true });
const ranges = FOLDERS.flatMap((folder) => sampled(functionsIn(folder), seed).slice(0, size));
const mutate = values.all ? [] : ['--mutate', ranges.map(({ file, from, to }) => `${file}:${from}-${to}`).join(',')];
const { status, error: failure } = spawnSync('stryker', ['run', ...mutate], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
if (failure) throw failure;
if (status === 0) print(JSON.parse(readFileSync(`${root}.cache/mutation.json`, 'utf8')));
process.exitCode = status ?? 1;

function argumentsGiven() {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  try {
    return parseArgs({ options: { sample: text('4'), seed: text('1'), all: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return refuse(error.message.split('\n')[0] ?? '');
  }
}

/** A whole number of an option. Ends the run with a line on anything else. */
function countOf(name: string, text: string): number {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : refuse(`--${name} ${text}: give a whole number from 1`);
}

function refuse(reason: string): never {
  console.error(`${reason} (usage: npm run test:mutation -- [--sample N] [--seed K] [--all])`);
  process.exit(1);
}

/** The functions at the top of each file, in order. The formatter ends them with the first `}` at the start of a line. */
function functionsIn(folder: string): readonly Range[] {
  return globSync(`${folder}/**/*.ts`, { cwd: root })
    .sort()
    .flatMap((file) => {
      const lines = readFileSync(root + file, 'utf8').split('\n');
      return lines.flatMap((line, at) =>
        /^(?:export )?(?:async )?function/.test(line) ? [{ file, from: at + 1, to: lines.indexOf('}', at) + 1 }] : [],
      );
    });
}

/** In an order that only the seed decides (a linear congruential generator). */
function sampled(all: readonly Range[], start: number): readonly Range[] {
  let state = start;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  return all
    .map((range) => ({ range, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ range }) => range);
}

/** A line for each folder, and one for each change that no test noticed. */
function print({ files }: Report): void {
  const mutants = Object.entries(files).flatMap(([file, { source, mutants: list }]) => list.map((mutant) => ({ ...mutant, file, source })));
  console.log('\nfolder          killed  timed out  survived  score');
  for (const folder of [...FOLDERS, 'lib']) {
    const count = (...wanted: readonly string[]) =>
      mutants.filter((each) => each.file.startsWith(`${folder}/`) && wanted.includes(each.status)).length;
    const [killed, late, survived] = [count('Killed'), count('Timeout'), count('Survived', 'NoCoverage')];
    const score = ((100 * (killed + late)) / Math.max(1, killed + late + survived)).toFixed(0);
    console.log(
      `${folder.padEnd(14)}${[killed, late, survived].map((each) => String(each).padStart(8)).join('  ')}  ${score.padStart(5)} %`,
    );
  }
  for (const { file, source, location, replacement = '', mutatorName, status: end } of mutants) {
    if (end !== 'Survived' && end !== 'NoCoverage') continue;
    const [before, after] = [textAt(source, location), replacement].map((text) => text.replaceAll(/\s+/g, ' '));
    console.log(`${file}:${location.start.line} ${mutatorName}: ${before} -> ${after}`);
  }
}

function textAt(source: string, { start, end }: Mutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  const cut = lines.map((line, at) => line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined));
  return cut.join('\n');
}
