// `simulate`: decisions on authorization requests that somebody wrote down.
import { evaluateScenario } from '../../scenario/evaluate.ts';
import { policyMemory } from '../../scenario/policy-memory.ts';
import { readScenarios } from '../../scenario/read.ts';
import { complain, print } from '../files/output.ts';
import { nameOf, readText } from '../files/read-file.ts';
import { checkOutput } from '../files/targets.ts';
import { writeText } from '../files/write-file.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';

export interface SimulateOptions {
  readonly file: string;
  readonly output: string | undefined;
}

const LINES_AT_ONCE = 1000;

/** Decides scenarios, one line of JSON each, in the order given. 1: at least one of them could not be evaluated. */
export function simulateCommand({ file, output }: SimulateOptions): Exit {
  const reading = readScenarios(readText(file));
  checkOutput(output);
  if (reading.kind === 'problem') throw new Failure(`${nameOf(file)}: ${reading.reason}`);
  const memory = policyMemory();
  const lines: string[] = [];
  let failed = 0;
  for (const scenario of reading.scenarios) {
    const result = scenario.kind === 'problem' ? { name: scenario.name, error: scenario.reason } : evaluateScenario(scenario.input, memory);
    if ('error' in result) failed += 1;
    lines.push(`${JSON.stringify(result)}\n`);
    if (output === undefined && lines.length === LINES_AT_ONCE) print(lines.splice(0).join(''));
  }
  if (output === undefined) print(lines.join(''));
  else writeText(output, lines.join(''));
  if (failed > 0) complain(`${failed} of ${reading.scenarios.length} scenarios could not be evaluated: see their \`error\``);
  return failed > 0 ? EXIT.failed : EXIT.done;
}
