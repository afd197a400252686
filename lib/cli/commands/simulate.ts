// `simulate`: decisions on authorization requests that somebody wrote down, as they come.
import { evaluateScenario } from '../../scenario/evaluate.ts';
import { type PolicyMemory, policyMemory } from '../../scenario/policy-memory.ts';
import { type ScenarioReading, scenarioReader } from '../../scenario/read.ts';
import { complain, print } from '../files/output.ts';
import { nameOf } from '../files/read-file.ts';
import { openLines, type TextLine } from '../files/read-lines.ts';
import { checkOutput } from '../files/targets.ts';
import { writeChunks } from '../files/write-chunks.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';
import { interruptible } from '../process/interrupt.ts';

export interface SimulateOptions {
  readonly file: string;
  readonly output: string | undefined;
}

/** Decides scenarios, one line of JSON each, in the order given. 1: at least one of them could not be evaluated. */
export async function simulateCommand({ file, output }: SimulateOptions): Promise<Exit> {
  const count = { all: 0, failed: 0 };
  const begun = (signal?: AbortSignal) => {
    const blocks = openLines(file, signal);
    checkOutput(output);
    return decisionsOf(blocks, file, count);
  };
  if (output !== undefined) await interruptible((signal) => writeChunks(output, { chunks: begun(signal), signal }));
  // A reader that went away has seen enough: the rest is not even read.
  else for await (const chunk of begun()) if (!print(chunk)) return exitOf(count);
  if (count.failed > 0) complain(`${count.failed} of ${count.all} scenarios could not be evaluated: see their \`error\``);
  return exitOf(count);
}

interface Count {
  all: number;
  failed: number;
}

function exitOf({ failed }: Count): Exit {
  return failed > 0 ? EXIT.failed : EXIT.done;
}

/** The lines about the scenarios of each block, which are counted. */
async function* decisionsOf(blocks: AsyncIterable<readonly TextLine[]>, file: string, count: Count): AsyncGenerator<string> {
  const run = { file, count, memory: policyMemory() };
  const reader = scenarioReader();
  for await (const block of blocks) yield linesOf(reader.add(block), run);
  yield linesOf(reader.end(), run);
}

interface Run {
  readonly file: string;
  readonly count: Count;
  readonly memory: PolicyMemory;
}

function linesOf(readings: readonly ScenarioReading[], run: Run): string {
  return readings.map((reading) => lineOf(reading, run)).join('');
}

function lineOf(reading: ScenarioReading, { file, count, memory }: Run): string {
  if (reading.kind === 'refused') throw new Failure(`${nameOf(file)}: ${reading.reason}`);
  const result = reading.kind === 'problem' ? { name: reading.name, error: reading.reason } : evaluateScenario(reading.input, memory);
  count.all += 1;
  if ('error' in result) count.failed += 1;
  return `${JSON.stringify(result)}\n`;
}
