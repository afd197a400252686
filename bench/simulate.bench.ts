// How fast scenarios are decided: by the whole program from a file of JSON Lines, and in memory with policies that are compiled already; beside
// the plain definition of test/oracle. `--json FILE` writes the figures as JSON; Markdown is printed.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { decide, decideKind } from '../lib/policy/decide.ts';
import { policyMemory } from '../lib/scenario/policy-memory.ts';
import { prepareScenario } from '../lib/scenario/prepare.ts';
import { scenarioSchema } from '../lib/scenario/schema.ts';
import { decide as decideByDefinition } from '../test/oracle/definition.ts';
import { type GeneratedScenario, generateScenarios } from '../test/support/generate-scenarios.ts';
import { referenceWork } from './reference-work.ts';

const PROGRAM = fileURLToPath(new URL('../dist/cli/ecr-drift.js', import.meta.url));
const REQUESTS = 50_000;
const POLICIES = 200;
/** The definition is slow: its rate is that of the first of them. */
const DEFINED = 4_000;
const PRELOADED = 5_000;
const ROUNDS = 40;

const { json } = parseArgs({ options: { json: { type: 'string' } } }).values;

interface Figure {
  readonly what: string;
  readonly decisions: number;
  /** Of processor time, of the whole process where there is one. */
  readonly seconds: number;
  readonly perSecond: number;
  /** Of the reference work, beside this figure. */
  readonly reference: number;
}

const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-bench-'));
const figures: Figure[] = [];
try {
  const equal = fileOf('equal.jsonl', POLICIES);
  const different = fileOf('different.jsonl', REQUESTS);
  figures.push(
    figure(`\`simulate\`, whole process, ${POLICIES} policies`, REQUESTS, () => simulated(equal)),
    figure('`simulate`, whole process, every policy another', REQUESTS, () => simulated(different)),
    figure('plain definition, from the same file', DEFINED, () => used(() => definedFrom(equal))),
    ...preloaded(),
  );
} finally {
  rmSync(folder, { recursive: true });
}
print();
if (json !== undefined) writeFileSync(json, `${JSON.stringify({ node: process.version, figures }, null, 2)}\n`);

function figure(what: string, decisions: number, work: () => number): Figure {
  const reference = referenceWork();
  const seconds = work();
  return { what, decisions, seconds: rounded(seconds), perSecond: Math.round(decisions / seconds), reference: rounded(reference) };
}

function preloaded(): readonly Figure[] {
  const scenarios = [...generateScenarios({ requests: PRELOADED, policies: POLICIES })];
  const memory = policyMemory();
  const prepared = scenarios.map((scenario) => prepareScenario(scenarioSchema.parse(scenario), memory));
  const decideAll = (one: (each: (typeof prepared)[number]) => unknown): number => {
    prepared.forEach(one);
    return used(() => {
      for (let round = 0; round < ROUNDS; round += 1) prepared.forEach(one);
    });
  };
  return [
    figure('decisions, policies compiled', PRELOADED * ROUNDS, () => decideAll(({ request, layers }) => decideKind(request, layers))),
    figure('the same with reasons', PRELOADED * ROUNDS, () => decideAll(({ request, layers }) => decide(request, layers))),
    figure('plain definition, in memory', DEFINED, () => used(() => scenarios.slice(0, DEFINED).forEach(define))),
  ];
}

function define(scenario: GeneratedScenario): void {
  decideByDefinition(scenario);
}

function definedFrom(path: string): void {
  for (const line of readFileSync(path, 'utf8').split('\n', DEFINED)) define(JSON.parse(line));
}

/** Seconds of processor time. */
function used(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Seconds of processor time that the program took, from its start to its end. */
function simulated(path: string): number {
  const tell = `process.on('exit', () => { const { user, system } = process.cpuUsage(); console.error(user + system); })`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(tell)}`, PROGRAM, 'simulate', path];
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`simulate ended with ${status}: ${stderr}`);
  return Number(stderr) / 1e6;
}

function fileOf(name: string, policies: number): string {
  const path = join(folder, name);
  const descriptor = openSync(path, 'w');
  for (const scenario of generateScenarios({ requests: REQUESTS, policies })) writeSync(descriptor, `${JSON.stringify(scenario)}\n`);
  closeSync(descriptor);
  return path;
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}

function print(): void {
  console.log('| what | decisions | processor time | per second | reference work |\n|---|---|---|---|---|');
  for (const { what, decisions, seconds, perSecond, reference } of figures)
    console.log(
      `| ${what} | ${decisions.toLocaleString('en')} | ${seconds.toFixed(1)} s | ${perSecond.toLocaleString('en')} | ${reference.toFixed(2)} s |`,
    );
}
